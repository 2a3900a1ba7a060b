/** AP plans on AP hosts of plain files: what is read afterwards is what was wished. */
import { describe, expect, it } from 'vitest';
import { PLAN_STYLES } from '../../../shared/plan.ts';
import { planHost } from '../plan/named-plan.ts';
import { applyPlan } from './apply-plan.ts';
import { openLocalTarget } from './local-target.ts';
import { readAgain } from './same-wish.ts';
import { stateDifferences, statesOf } from './states.ts';
import { takeBack } from './take-back.ts';
import { AP_FAMILIES, plainApHost, readWithWish, shuffle } from './testing/ap-host.ts';
import { quiet } from './testing/plain-host.ts';

describe('an AP plan over plain files', () => {
  it.each(PLAN_STYLES)('is carried out step by step in style %s, and taken back exactly', async (style) => {
    const { root, journals } = await plainApHost('kernel-documentation.pts');
    const host = await readWithWish(root, shuffle);
    const options = { style, restart: [] };
    const plan = planHost(AP_FAMILIES, host, options);
    const target = await openLocalTarget(root, AP_FAMILIES);
    const parts = { target, families: AP_FAMILIES, host, options, journals, context: quiet };
    const applied = await applyPlan(parts, plan);
    expect(applied.report).toMatchObject({ status: 'done', differences: [], total: plan.steps.length });
    expect(plan.steps.length).toBeGreaterThan(2);
    // What the wish still lacks of the other layer is planned from what is there now; of this one nothing is left.
    const again = readAgain(AP_FAMILIES, host, applied.now!);
    expect(planHost(AP_FAMILIES, again, options)).toMatchObject({ steps: [], blocks: [] });
    const taken = await takeBack(parts, applied.report.journal!);
    expect(taken.report).toMatchObject({ status: 'done', differences: [] });
    const [before, after] = [statesOf(host, 'observed'), statesOf(taken.now!, 'observed')];
    expect(stateDifferences(AP_FAMILIES, before, after)).toEqual([]);
  });
});
