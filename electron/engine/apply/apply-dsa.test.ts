/** DSA plans on hosts of plain files: what is read afterwards is what was wished. */
import { describe, expect, it } from 'vitest';
import type { DsaEdit } from '../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../shared/dsa/types.ts';
import { PLAN_STYLES } from '../../../shared/plan.ts';
import { applyOp } from '../dsa/kernel/apply-op.ts';
import { createDevice, createState, withWq } from '../dsa/model.ts';
import { dsaFamily } from '../dsa/family.ts';
import type { DeviceFamily } from '../family.ts';
import { planHost } from '../plan/named-plan.ts';
import { applyPlan } from './apply-plan.ts';
import { openLocalTarget } from './local-target.ts';
import { readAgain } from './same-wish.ts';
import { stateDifferences, statesOf } from './states.ts';
import { takeBack } from './take-back.ts';
import { hostWithWish, plainHost, quiet } from './testing/plain-host.ts';

const FAMILIES: readonly DeviceFamily[] = [dsaFamily];
const UUID = '00000000-0000-4000-8000-000000000001';

const idle = createState({
  devices: [
    createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', iommuGroup: 4 }),
    createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0', iommuGroup: 5 }),
  ],
});

/** A guest gets a dedicated queue, whose device is kept for the next boot. */
function give(state: DsaState): DsaState {
  const edits: readonly DsaEdit[] = [
    { family: 'dsa', op: 'addGuest', guest: 'new', name: 'new', hue: 3 },
    { family: 'dsa', op: 'give', wq: 'wq0.1', guest: 'new', uuid: UUID, values: {}, through: true },
    { family: 'dsa', op: 'setStart', mdev: UUID, start: 'auto' },
  ];
  let now = state;
  for (const edit of edits) {
    const outcome = dsaFamily.apply(now, edit);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    now = outcome.state;
  }
  return now;
}

describe('a DSA plan over plain files', () => {
  it.each(PLAN_STYLES)('is carried out step by step in style %s, and taken back', async (style) => {
    const { root, journals } = plainHost(dsaFamily.planning!.tree(idle));
    const host = await hostWithWish(root, dsaFamily, give);
    const options = { style, restart: [] };
    const plan = planHost(FAMILIES, host, options);
    expect(plan.blocks).toEqual([]);
    const target = await openLocalTarget(root, FAMILIES);
    const parts = { target, families: FAMILIES, host, options, journals, context: quiet };
    const applied = await applyPlan(parts, plan);
    expect(applied.report).toMatchObject({ status: 'done', differences: [], total: plan.steps.length });
    expect(plan.steps.length).toBeGreaterThan(1);
    const again = readAgain(FAMILIES, host, applied.now!);
    expect(planHost(FAMILIES, again, options)).toMatchObject({ steps: [], blocks: [] });
    const taken = await takeBack(parts, applied.report.journal!);
    expect(taken.report).toMatchObject({ status: 'done', differences: [] });
    const [before, after] = [statesOf(host, 'observed'), statesOf(taken.now!, 'observed')];
    expect(stateDifferences(FAMILIES, before, after)).toEqual([]);
  });

  it('DSA-O23 O37 stops a guest whose queue has to go down, and starts it again', async () => {
    const given = give(idle);
    const domains = { ...given, guests: given.guests.map((guest) => ({ ...guest, domain: 'new' })) };
    const started = applyOp(domains, { op: 'guest-start', uuid: UUID, guest: 'new' });
    const { root, journals } = plainHost(dsaFamily.planning!.tree(started.state));
    const host = await hostWithWish(root, dsaFamily, (state) => withWq(state, 'dsa0', 1, { priority: 14 }));
    const [guest] = (host.families.get('dsa')!.observed as DsaState).guests;
    const options = { style: 'immediate' as const, restart: [guest!.id] };
    const plan = planHost(FAMILIES, host, options);
    expect(plan.steps.map(({ title }) => title).filter((title) => !title.startsWith('Write'))).toEqual([
      'Stop new',
      `Remove mediated device ${UUID} from wq0.1`,
      'Unbind wq0.1 from mdev',
      'Bind wq0.1 to mdev',
      `Create mediated device ${UUID} on wq0.1`,
      'Start new',
    ]);
    const target = await openLocalTarget(root, FAMILIES);
    const parts = { target, families: FAMILIES, host, options, journals, context: quiet };
    const { report } = await applyPlan(parts, plan);
    expect(report).toMatchObject({ status: 'done', differences: [], total: plan.steps.length });
  });
});
