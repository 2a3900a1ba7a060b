/** zPCI plans on hosts of plain files: a device that goes with its power comes back with it. */
import { describe, expect, it } from 'vitest';
import { zpciFamily } from '../zpci/family.ts';
import { withFunction } from '../zpci/model.ts';
import { hostOf } from '../zpci/plan/testing.ts';
import type { DeviceFamily } from '../family.ts';
import { planHost } from '../plan/named-plan.ts';
import { applyPlan } from './apply-plan.ts';
import { openLocalTarget } from './local-target.ts';
import { stateDifferences, statesOf } from './states.ts';
import { takeBack } from './take-back.ts';
import { hostWithWish, plainHost, quiet } from './testing/plain-host.ts';

const FAMILIES: readonly DeviceFamily[] = [zpciFamily];
const FREE = { owner: 'none', uid: 1, managed: false, power: true } as const;

describe('a zPCI plan over plain files', () => {
  it.each([
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ])('ZPCI-S5 powers a function off and on: bound to vfio-pci %s, slot read %s', async (bound, hasSlot) => {
    const state = hostOf(
      [
        { ...FREE, bound },
        { ...FREE, bound },
      ],
      [],
      [65_535, null],
    );
    const lines = [...zpciFamily.planning!.tree(state)];
    const { root, journals } = plainHost(
      lines.filter(([path]) => hasSlot || !path.startsWith('/sys/bus/pci/slots/00000100/')),
    );
    const host = await hostWithWish(root, zpciFamily, (now) =>
      withFunction(now, 0x100, { state: 'standby', driver: null, driverOverride: null }),
    );
    const options = { style: 'immediate' as const, restart: [] };
    const plan = planHost(FAMILIES, host, options);
    expect(plan.blocks).toEqual([]);
    const target = await openLocalTarget(root, FAMILIES);
    const parts = { target, families: FAMILIES, host, options, journals, context: quiet };
    const applied = await applyPlan(parts, plan);
    expect(applied.report).toMatchObject({ status: 'done', differences: [], total: plan.steps.length });
    const taken = await takeBack(parts, applied.report.journal!);
    expect(taken.report).toMatchObject({ status: 'done', differences: [] });
    const [before, after] = [statesOf(host, 'observed'), statesOf(taken.now!, 'observed')];
    expect(stateDifferences(FAMILIES, before, after)).toEqual([]);
  });
});
