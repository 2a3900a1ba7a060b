/** UIDs and FIDs that the devices of a guest have: written ones, and those that QEMU or libvirt would choose (A-5, A-8, V-5). */
import { uidText, fidText, type ZpciGuest, type ZpciState } from '../../../../shared/zpci/types.ts';
import { builtGuest } from '../kernel/of-guest.ts';

export interface Numbers {
  readonly uid: number | null;
  readonly fid: number | null;
}

/** One number written and the other not: libvirt fills the other before it looks at what comes behind (V-5). */
export function isHalf({ uid, fid }: Numbers): boolean {
  return (uid === null) !== (fid === null);
}

/** By device id; null where none was chosen. */
export function numbersOf(state: ZpciState, guest: ZpciGuest): ReadonlyMap<string, Numbers> {
  const made = new Map(
    builtGuest(state, guest, {}).machine.functions.map(({ target, uid, fid }) => [target, { uid, fid }]),
  );
  return new Map(
    guest.devices.map(({ id, zpci }) => [
      id,
      made.get(id) ?? { uid: zpci?.uid ?? null, fid: zpci?.fid ?? null },
    ]),
  );
}

function lowestFree(taken: ReadonlySet<number | null>, first: number, last: number): number | null {
  for (let number = first; number <= last; number++) if (!taken.has(number)) return number;
  return null;
}

/** Numbers that no other device of the guest has, from 1 and from 0 up. */
export function freeNumbers(state: ZpciState, guest: ZpciGuest, except: string | null): Numbers {
  const others = [...numbersOf(state, guest)].flatMap(([id, numbers]) => (id === except ? [] : [numbers]));
  return {
    uid: lowestFree(new Set(others.map(({ uid }) => uid)), 1, 0xff_ff),
    fid: lowestFree(new Set(others.map(({ fid }) => fid)), 0, 0xff_ff_ff_ff),
  };
}

/** Who of the guest has these numbers. */
export function holders(
  state: ZpciState,
  guest: ZpciGuest,
  numbers: Numbers,
  except: string | null,
): readonly { readonly id: string; readonly kind: 'uid' | 'fid'; readonly text: string }[] {
  return [...numbersOf(state, guest)].flatMap(([id, has]) => {
    if (id === except) return [];
    const uid = numbers.uid !== null && has.uid === numbers.uid;
    const fid = numbers.fid !== null && has.fid === numbers.fid;
    return [
      ...(uid ? [{ id, kind: 'uid' as const, text: `UID ${uidText(numbers.uid)}` }] : []),
      ...(fid ? [{ id, kind: 'fid' as const, text: `FID ${fidText(numbers.fid)}` }] : []),
    ];
  });
}

/** A sentence where the numbers of other devices of the guest are not what they were (K-9). */
export function movedNumbers(
  before: ZpciState,
  after: ZpciState,
  guestId: string,
  except: string | null,
): readonly string[] {
  const [was, is] = [before, after].map((state) => {
    const guest = state.guests.find(({ id }) => id === guestId);
    return guest === undefined ? null : { guest, numbers: numbersOf(state, guest) };
  });
  if (!was || !is) return [];
  const moved = [...is.numbers].flatMap(([id, now]) => {
    const then = was.numbers.get(id);
    if (id === except || then === undefined || (then.uid === now.uid && then.fid === now.fid)) return [];
    if (now.uid === null || now.fid === null) return [];
    return [`${id} becomes UID ${uidText(now.uid)}, FID ${fidText(now.fid)}`];
  });
  if (moved.length === 0) return [];
  const shown = moved.slice(0, 4).join('; ');
  const more = moved.length > 4 ? `; and ${moved.length - 4} more` : '';
  const when = is.guest.running === true ? ' when it is started next' : '';
  return [
    `Numbers of ${is.guest.name} that nobody wrote down change${when}: ${shown}${more}. Its device names follow the UID.`,
  ];
}
