/** What tests look at of edits: refusals with the labels of their fixes, and states after a fix. */
import { type DsaState, type DsaWq, wqNamed } from '../../../../shared/dsa/types.ts';
import { applyGesture } from '../edits.ts';
import { type ShortEdit, tryEdit } from './wishes.ts';

/** `rule errno`, with the labels of the fixes. */
export function refused(state: DsaState, short: ShortEdit): readonly [string, ...string[]] {
  const outcome = tryEdit(state, short);
  if (outcome.ok) throw new Error(`${short.op} was not refused`);
  const { rule, errno, fixes } = outcome.refusal;
  return [`${rule} ${errno ?? 'none'}`, ...fixes.map(({ label }) => label)];
}

/** The state after taking the fix of that label. */
export function cured(state: DsaState, short: ShortEdit, label: RegExp): DsaState {
  const outcome = tryEdit(state, short);
  if (outcome.ok) throw new Error(`${short.op} was not refused`);
  const fix = outcome.refusal.fixes.find((one) => label.test(one.label));
  if (fix === undefined)
    throw new Error(`no fix ${label.source}: ${outcome.refusal.fixes.map((one) => one.label).join('; ')}`);
  const done = applyGesture(state, fix.edits as never);
  if (!done.ok) throw new Error(done.refusal.message);
  return done.state;
}

export function wq(state: DsaState, name: string): DsaWq {
  return wqNamed(state, name)!.wq;
}

export function mdevs(state: DsaState): string[] {
  return state.mdevs.map(
    ({ id, device, wq: index, guest, running }) =>
      `${id.slice(-1)} ${device} ${index} ${guest}${running === null ? '' : ' runs'}`,
  );
}
