/** What takes one step back, tried on the model before it is promised. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { PlanStep, ReverseStep } from '../../../../shared/plan.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { readAttribute } from '../kernel/read.ts';
import { actionOf } from './actions.ts';
import { sameOnHost } from './differences.ts';
import { findWay } from './find-way.ts';
import { guestNameOf } from './guest-stops.ts';

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

/** The device an operation is about, alone with what stands on it: nothing else changes with it. */
function alone(state: DsaState, name: string): DsaState {
  return {
    ...state,
    devices: state.devices.filter((device) => device.name === name),
    mdevs: state.mdevs.filter(({ device }) => device === name),
    definitions: [],
  };
}

function deviceOf(before: DsaState, after: DsaState, op: DsaOp): string | null {
  if ('uuid' in op) {
    const isIt = ({ id }: { readonly id: string }) => id === op.uuid;
    return (before.mdevs.find(isIt) ?? after.mdevs.find(isIt))?.device ?? null;
  }
  const changed = before.devices.filter((device, at) => device !== after.devices[at]);
  return changed.length === 1 ? changed[0]!.name : null;
}

const IRREVERSIBLE = 'can only be done by hand.';

/** A guest is stopped and started as a whole, whatever devices it has. */
function ofGuest(before: DsaState, after: DsaState, op: DsaOp): Reversal | null {
  if (op.op !== 'guest-stop' && op.op !== 'guest-start') return null;
  const guest = op.op === 'guest-start' ? op.guest : before.mdevs.find(({ id }) => id === op.uuid)?.guest;
  if (guest == null) return { reverse: [], irreversible: `Starting the guest again ${IRREVERSIBLE}` };
  const back: DsaOp =
    op.op === 'guest-start'
      ? { op: 'guest-stop', uuid: op.uuid }
      : { op: 'guest-start', uuid: op.uuid, guest };
  const action = actionOf(after, back);
  const title = `${back.op === 'guest-start' ? 'Start' : 'Stop'} ${guestNameOf([after, before], guest)}`;
  return action === null
    ? { reverse: [], irreversible: `${title} ${IRREVERSIBLE}` }
    : { reverse: [{ title, action }], irreversible: null };
}

export function reverseOf(before: DsaState, after: DsaState, op: DsaOp): Reversal {
  if (op.op === 'write' && op.at.endsWith('/cmd_status'))
    return {
      reverse: [],
      irreversible: 'The cleared status told about a former try; nothing writes it back.',
    };
  const guest = ofGuest(before, after, op);
  if (guest !== null) return guest;
  if (op.op === 'mdev-create' && applyOp(after, { op: 'mdev-remove', uuid: op.uuid }).failure === null) {
    const action = actionOf(after, { op: 'mdev-remove', uuid: op.uuid })!;
    return { reverse: [{ title: `Remove mediated device ${op.uuid}`, action }], irreversible: null };
  }
  const simple = rewritten(before, after, op);
  if (simple !== null) return { reverse: simple, irreversible: null };
  const name = deviceOf(before, after, op);
  const way =
    name === null ? findWay(after, before, 'all') : findWay(alone(after, name), alone(before, name), 'all');
  if (!way.ok) return { reverse: [], irreversible: `No operation takes it back: ${way.message}` };
  const reverse: ReverseStep[] = [];
  for (const step of way.steps) {
    const action = actionOf(before, step.op);
    if (action === null) return { reverse: [], irreversible: `${step.title} ${IRREVERSIBLE}` };
    if (reverse.at(-1)?.title !== step.title) reverse.push({ title: step.title, action });
  }
  return { reverse, irreversible: null };
}
