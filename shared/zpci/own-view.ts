/** A machine that was read from inside, and the guest here that it is (zpci.md 4.1, M-7). */
import type { HostFunction, ZpciGuest, ZpciState } from './types.ts';

type Read = Pick<ZpciState, 'host' | 'functions'>;

/**
 * Whether the functions that were read are this guest's own, as it sees them: they have the UIDs and FIDs of its devices.
 * Numbers that nobody wrote, and functions that came later, do not speak against it; a UID that differs does.
 */
export function isOwnView({ host, functions }: Read, { devices }: Pick<ZpciGuest, 'devices'>): boolean {
  if (host.isGuest !== true || functions.length === 0) return false;
  const written = new Map(devices.flatMap(({ zpci }) => (zpci?.fid == null ? [] : [[zpci.fid, zpci.uid]])));
  let same = 0;
  for (const { fid, uid } of functions) {
    const asked = written.get(fid);
    if (asked == null || uid === null) continue;
    if (asked !== uid) return false;
    same += 1;
  }
  return same * 2 > functions.length;
}

/** The guest whose own functions were read; undefined where the machine is a host of its guests. */
export function guestReadFromInside(state: Read & Pick<ZpciState, 'guests'>): ZpciGuest | undefined {
  return state.host.isGuest === true ? state.guests.find((guest) => isOwnView(state, guest)) : undefined;
}

/** The function as the guest sees it, where that was read. */
export function seenInside(
  functions: readonly HostFunction[],
  uid: number,
  fid: number,
): HostFunction | null {
  return functions.find((one) => one.fid === fid && one.uid === uid) ?? null;
}
