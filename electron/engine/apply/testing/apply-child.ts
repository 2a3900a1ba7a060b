/** A process of its own that applies to the switches below a root, or takes that back: to be killed in the middle. */
import { planHost } from '../../plan/named-plan.ts';
import { applyPlan } from '../apply-plan.ts';
import { openLocalTarget } from '../local-target.ts';
import { runToTakeBack, takeBack } from '../take-back.ts';
import { SWITCH_FAMILY } from './switch-family.ts';

const [root = '', journals = '', task = '', hostText = ''] = process.argv.slice(2);
const families = [SWITCH_FAMILY];
const { observed, desired } = JSON.parse(hostText) as {
  readonly observed: unknown;
  readonly desired: unknown;
};
const options = { style: 'both', restart: [] } as const;
const context = {
  signal: new AbortController().signal,
  // Synchronous: the one who kills must hear of a step before it is done.
  progress: (text: string) => void process.stdout.write(`${text}\n`),
};

const target = await openLocalTarget(root, families);
const host = { ...(await target.capture(context)), families: new Map([['switch', { observed, desired }]]) };
const parts = { target, families, host, options, journals, context };
const applied =
  task === 'roll-back'
    ? await takeBack(parts, (await runToTakeBack(journals, target))!.file)
    : await applyPlan(parts, planHost(families, host, options));
process.stdout.write(`${JSON.stringify(applied.report)}\n`);
