/** AP plans on AP hosts of plain files: what is read afterwards is what was wished. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../shared/ap/types.ts';
import { PLAN_STYLES } from '../../../shared/plan.ts';
import { apFamily } from '../ap/family.ts';
import { planHost } from '../plan/named-plan.ts';
import { applyPlan, continueRun } from './apply-plan.ts';
import { planChanges } from './approved-steps.ts';
import { readJournal } from './journal.ts';
import { openLocalTarget } from './local-target.ts';
import { readAgain } from './same-wish.ts';
import { stateDifferences, statesOf } from './states.ts';
import { takeBack } from './take-back.ts';
import { AP_FAMILIES, plainApHost, readWithWish, shuffle } from './testing/ap-host.ts';
import { quiet } from './testing/plain-host.ts';

/** Every folder below `root`, and every file of what the capture line added. */
function folders(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.parentPath.includes('/captured'))
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();
}

describe('an AP plan over plain files', () => {
  it.each(PLAN_STYLES)('is carried out step by step in style %s, and taken back exactly', async (style) => {
    const { root, journals } = await plainApHost('kernel-documentation.pts');
    const had = folders(root);
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
    // No file of the host tells the name of the new guest, nor its hue: the wish does.
    const { observed, desired } = again.families.get('ap') as { observed: ApState; desired: ApState };
    const looks = ({ mdevs }: ApState) => mdevs.map(({ id, name, hue }) => [id, name, hue]);
    expect(looks(desired)).toEqual(expect.arrayContaining(looks(observed)));
    if (style === 'both') expect(apFamily.planning?.changes(observed, desired)).toEqual([]);
    const isCaptured = (file: string) => file.includes('/captured');
    expect(folders(root).filter(isCaptured)).toEqual(had.filter(isCaptured));
    // The host itself knows the new guest by its UUID only.
    const back = applied.report.rollBack!.steps.map(({ title }) => title);
    expect(back.filter((title) => /mdev [0-9a-f]{8}/.test(title))).toEqual([]);
    expect(back.some((title) => title.endsWith(' of new'))).toBe(true);
    const taken = await takeBack(parts, applied.report.journal!);
    expect(taken.report).toMatchObject({ status: 'done', differences: [] });
    const [before, after] = [statesOf(host, 'observed'), statesOf(taken.now!, 'observed')];
    expect(stateDifferences(AP_FAMILIES, before, after)).toEqual([]);
    // What the capture line adds is not the host's; and a folder that was made goes with the last file in it.
    expect(folders(root)).toEqual(had);
  });

  it('goes on with the very steps that were agreed to, also where a new reading would plan others', async () => {
    const { root, journals } = await plainApHost('kernel-documentation.pts');
    rmSync(path.join(root, 'etc/udev/rules.d/41-ap.rules'));
    // The first reading did not tell what the next boot brings; the reading after the apply does.
    const known = await readWithWish(root, shuffle);
    const { observed, desired } = known.families.get('ap') as { observed: ApState; desired: ApState };
    const silent = (state: ApState): ApState => ({ ...state, unknown: new Set(['persistentMasks']) });
    const families = new Map([['ap', { observed: silent(observed), desired: silent(desired) }]]);
    const host = { ...known, families };
    const options = { style: 'both' as const, restart: [] };
    const plan = planHost(AP_FAMILIES, host, options);
    const target = await openLocalTarget(root, AP_FAMILIES);
    const controller = new AbortController();
    const progress = (text: string) => text.startsWith('Step 2 ') && controller.abort();
    const stopped = { signal: controller.signal, progress };
    const parts = { target, families: AP_FAMILIES, host, journals, context: quiet };
    const first = await applyPlan({ ...parts, options, context: stopped }, plan);
    expect(first.report).toMatchObject({ status: 'cancelled', total: plan.steps.length });

    const again = readAgain(AP_FAMILIES, host, first.now!);
    const journal = (await readJournal(first.report.journal!))!;
    const titles = (steps: readonly { readonly title: string }[]) => steps.map(({ title }) => title);
    expect(planChanges(journal, planHost(AP_FAMILIES, host, options))).toEqual([]);
    expect(planChanges(journal, planHost(AP_FAMILIES, again, options))).toEqual([
      '“Keep apmask for the next boot” would be no step any more.',
      '“Keep apmask and aqmask for the next boot” would be a step now.',
    ]);
    await expect(continueRun({ ...parts, host: again }, journal.file, '0'.repeat(64))).rejects.toMatchObject({
      code: 'stale',
    });
    const second = await continueRun({ ...parts, host: again }, journal.file, plan.hash);
    expect(second.report).toMatchObject({ status: 'done', resumedAfter: first.report.steps.length });
    expect(titles([...first.report.steps, ...second.report.steps])).toEqual(titles(plan.steps));
    await expect(continueRun({ ...parts, host: again }, journal.file, plan.hash)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
