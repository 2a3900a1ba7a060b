/** What takes one step back, tried on the model before it is promised. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { PlanStep, ReverseStep } from '../../../../shared/plan.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { readAttribute } from '../kernel/read.ts';
import { actionOf } from './actions.ts';
import { sameOnHost } from './differences.ts';
import { findWay } from './find-way.ts';

type Reversal = Pick<PlanStep, 'reverse' | 'irreversible'>;

/** The old text, where the file took it back and nothing else came with it. */
function rewritten(before: DsaState, after: DsaState, op: DsaOp): ReverseStep[] | null {
  if (op.op !== 'write' || op.at.startsWith('/')) return null;
  const read = readAttribute(before, op.at);
  if (!read.ok) return null;
  const back: DsaOp = { op: 'write', at: op.at, value: read.text.trimEnd() };
  const result = applyOp(after, back);
  if (result.failure !== null || !sameOnHost(result.state, before)) return null;
  const title = `Write ${back.value} to ${op.at}`;
  return [{ title, action: actionOf(before, back)! }];
}

export function reverseOf(before: DsaState, after: DsaState, op: DsaOp): Reversal {
  if (op.op === 'write' && op.at.endsWith('/cmd_status'))
    return {
      reverse: [],
      irreversible: 'The cleared status told about a former try; nothing writes it back.',
    };
  const simple = rewritten(before, after, op);
  if (simple !== null) return { reverse: simple, irreversible: null };
  const way = findWay(after, before, 'all');
  if (!way.ok) return { reverse: [], irreversible: `No operation takes it back: ${way.message}` };
  const reverse: ReverseStep[] = [];
  for (const step of way.steps) {
    const action = actionOf(before, step.op);
    if (action === null) return { reverse: [], irreversible: `${step.title} can only be done by hand.` };
    if (reverse.at(-1)?.title !== step.title) reverse.push({ title: step.title, action });
  }
  return { reverse, irreversible: null };
}
