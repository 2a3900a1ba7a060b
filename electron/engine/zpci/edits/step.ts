/** What one edit gives inside the engine: a state with sentences, or why not, with fixes that are not yet tried. */
import type { Errno, Fix, Ref, Refusal, RuleId } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import {
  deviceById,
  fidText,
  functionByFid,
  type GuestDevice,
  guestById,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { listWords } from '../../words.ts';

/** Fixes hold the whole cure with the refused edit in it. */
export interface Refused {
  readonly rule: RuleId;
  readonly message: string;
  readonly errno: Errno | null;
  readonly because: Refusal['because'];
  readonly fixes: readonly Fix[];
}

export type Step =
  | { readonly ok: true; readonly state: ZpciState; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refused: Refused };

export function done(state: ZpciState, ...notes: readonly string[]): Step {
  return { ok: true, state, notes };
}

export function refuse(
  rule: RuleId,
  message: string,
  parts: Partial<Omit<Refused, 'rule' | 'message'>> = {},
): Step {
  return { ok: false, refused: { rule, message, errno: null, because: [], fixes: [], ...parts } };
}

export function fixOf(label: string, edits: readonly ZpciEdit[], detail?: string): Fix {
  return detail === undefined ? { label, edits } : { label, detail, edits };
}

export function because(text: string, ...refs: readonly Ref[]): Refusal['because'][number] {
  return { text, refs };
}

export function guestRef(id: string): Ref {
  return { kind: 'guest', id };
}

/** Goes on with the guest, or refuses because it is gone. */
export function ofGuest(state: ZpciState, id: string, next: (guest: ZpciGuest) => Step): Step {
  const guest = guestById(state, id);
  return guest === undefined
    ? refuse(
        'ZPCI-A18',
        `There is no guest ${id.slice(0, 64)}. ${
          state.guests.length === 0
            ? 'Add it first.'
            : `Choose one that is there (${listWords(
                state.guests.map((one) => one.id),
                8,
              )}), or add it first.`
        }`,
      )
    : next(guest);
}

export function ofDevice(
  state: ZpciState,
  guestId: string,
  id: string,
  next: (guest: ZpciGuest, device: GuestDevice) => Step,
): Step {
  return ofGuest(state, guestId, (guest) => {
    const device = deviceById(guest, id);
    return device === undefined
      ? refuse('ZPCI-A10', `${guest.name} has no device ${id.slice(0, 64)} any more.`, {
          because: [because(`${guest.name} has ${guest.devices.length} devices.`, guestRef(guest.id))],
        })
      : next(guest, device);
  });
}

export function ofFunction(state: ZpciState, fid: number, next: (one: HostFunction) => Step): Step {
  const one = functionByFid(state, fid);
  return one === undefined
    ? refuse('ZPCI-A22', `The host has no function ${fidText(fid)}: QEMU would find no IOMMU group for it.`)
    : next(one);
}
