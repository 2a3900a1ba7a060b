/** Functions dropped on a guest: which numbers they get, what has to happen before, and whom it takes them from. */
import type { PreviewChoice } from '../../../../shared/zpci/cards.ts';
import type { ZpciEdit, ZpciEditOf, ZpciGesture } from '../../../../shared/zpci/edits.ts';
import {
  fidText,
  functionByFid,
  guestById,
  type HostFunction,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName } from '../../../../shared/zpci/refs.ts';
import { plural } from '../../words.ts';
import { builtOf } from './built.ts';
import { choiceOf, freshId, withFixes } from './preview-choice.ts';
import { ownersByAddress } from './problems-host.ts';
import { lowestFree, usedNumbers } from './refusal-of.ts';

type Give = Extract<ZpciGesture, { readonly kind: 'give' }>;
type Numbers = { readonly uid: number | null; readonly fid: number | null };
type Used = { readonly uids: Set<number>; readonly fids: Set<number> };

/** libvirt calls what it passes through hostdev0, hostdev1 and so on. */
function prefixOf({ domain }: ZpciGuest): string {
  return domain === null ? 'h' : 'hostdev';
}

function usedOf(state: ZpciState, guest: ZpciGuest): Used {
  const { uids, fids } = usedNumbers(guest, null, builtOf(state, guest));
  return { uids: new Set(uids), fids: new Set(fids) };
}

/** Numbers of the host where they are free in the guest (A-18), else the lowest free. */
function readableNumbers(one: HostFunction, used: Used): { readonly uid: number; readonly fid: number } {
  const uid = one.uid !== null && one.uid > 0 && !used.uids.has(one.uid) ? one.uid : lowestFree(used.uids, 1);
  const fid = used.fids.has(one.fid) ? lowestFree(used.fids, 0) : one.fid;
  return { uid, fid };
}

function lowestNumbers(used: Used): { readonly uid: number; readonly fid: number } {
  return { uid: lowestFree(used.uids, 1), fid: lowestFree(used.fids, 0) };
}

function ownerOf(state: ZpciState, one: HostFunction, guest: string): ZpciGuest | null {
  const users = one.address === null ? [] : (ownersByAddress(state.guests).get(one.address) ?? []);
  return users.find((user) => user.guest.id !== guest)?.guest ?? null;
}

/** Slot on first, taken from its guest where one has it. */
function editsFor(
  state: ZpciState,
  guest: string,
  one: HostFunction,
  device: string,
  { uid, fid }: Numbers,
): readonly ZpciEdit[] {
  const give: ZpciEditOf<'give'> = {
    family: 'zpci',
    op: 'give',
    guest,
    fid: one.fid,
    device,
    guestUid: uid,
    guestFid: fid,
    ...(ownerOf(state, one, guest) === null ? {} : { fromOther: true }),
  };
  return one.state === 'standby'
    ? [{ family: 'zpci', op: 'setPower', fid: one.fid, on: true }, give]
    : [give];
}

function words({ uid, fid }: Numbers): string {
  return [uid === null ? null : `UID ${uidText(uid)}`, fid === null ? null : `FID ${fidText(fid)}`]
    .filter((part) => part !== null)
    .join(', ');
}

function labelOf(state: ZpciState, guest: ZpciGuest, one: HostFunction, numbers: Numbers): string {
  const owner = ownerOf(state, one, guest.id);
  const from = owner === null ? '' : `, taken from ${owner.name}`;
  const on = one.state === 'standby' ? ', powered on first' : '';
  const as = words(numbers);
  return `Give ${functionName(one)} to ${guest.name}${as === '' ? ', numbers chosen by the tool' : ` as ${as}`}${from}${on}`;
}

function one(
  state: ZpciState,
  guest: ZpciGuest,
  gesture: Give,
  found: HostFunction,
): readonly PreviewChoice[] {
  const device = freshId(guest, prefixOf(guest));
  const about = [{ guest: guest.id, device }];
  const used = usedOf(state, guest);
  const readable = readableNumbers(found, used);
  const lowest = lowestNumbers(used);
  const choice = (numbers: Numbers) =>
    choiceOf(
      state,
      labelOf(state, guest, found, numbers),
      editsFor(state, guest.id, found, device, numbers),
      about,
    );
  const asked = gesture.guestUid !== undefined || gesture.guestFid !== undefined;
  const firstNumbers = asked
    ? { uid: gesture.guestUid ?? null, fid: gesture.guestFid ?? null }
    : // The readable convention first: where the guest has the number already, its refusal says who.
      { uid: found.uid !== null && found.uid > 0 ? found.uid : readable.uid, fid: found.fid };
  const [first, ...fixed] = withFixes(state, choice(firstNumbers), about);
  const known = new Set([JSON.stringify(first!.edits)]);
  // What passes under every number is a matter of taste; what is refused under all of them is told once.
  const further = [choice(readable), choice(lowest), ...fixed].filter(({ edits, refusal }) => {
    const text = JSON.stringify(edits);
    if (refusal !== null || known.has(text)) return false;
    known.add(text);
    return true;
  });
  return [first!, ...further];
}

function several(
  state: ZpciState,
  guest: ZpciGuest,
  functions: readonly HostFunction[],
): readonly PreviewChoice[] {
  const choice = (label: string, numbersOf: (one: HostFunction, used: Used) => Numbers): PreviewChoice => {
    const used = usedOf(state, guest);
    const devices = new Set<string>();
    const about: { guest: string; device: string }[] = [];
    const edits = functions.flatMap((found) => {
      const device = freshId(guest, prefixOf(guest), devices);
      devices.add(device);
      about.push({ guest: guest.id, device });
      const numbers = numbersOf(found, used);
      if (numbers.uid !== null) used.uids.add(numbers.uid);
      if (numbers.fid !== null) used.fids.add(numbers.fid);
      return editsFor(state, guest.id, found, device, numbers);
    });
    return choiceOf(state, label, edits, about);
  };
  const all = `Give ${plural(functions.length, 'function')} to ${guest.name}`;
  return [
    choice(`${all} with the numbers of the host where they are free`, readableNumbers),
    choice(`${all} with the lowest free numbers`, (_, used) => lowestNumbers(used)),
  ];
}

export function giveChoices(state: ZpciState, gesture: Give): readonly PreviewChoice[] {
  const guest = guestById(state, gesture.guest);
  const functions = gesture.fids.flatMap((fid) => functionByFid(state, fid) ?? []);
  const [first] = functions;
  if (guest === undefined || first === undefined)
    // The edit itself says what is gone.
    return [
      choiceOf(state, 'Give the function', [
        {
          family: 'zpci',
          op: 'give',
          guest: gesture.guest,
          fid: gesture.fids[0] ?? 0,
          device: 'h0',
          guestUid: null,
          guestFid: null,
        },
      ]),
    ];
  return functions.length === 1 ? one(state, guest, gesture, first) : several(state, guest, functions);
}
