/** A host's functions, its guests and what each of them gets, in a few lines. */
import {
  type GuestDevice,
  FUNCTION_TYPES,
  fidText,
  functionAt,
  type HostFunction,
  ownersOf,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import { guestReadFromInside } from '../../../shared/zpci/own-view.ts';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { countOf, firstOf, namesOf, type SummaryLines, summaryOf, tallyOf } from '../summary.ts';
import { numbersOf } from './edits/numbers.ts';

/** What a function is counted under; the machine tells no type of one whose slot is off. */
type Kind = number | 'off' | null;

function typeName(pft: Kind): string {
  if (pft === 'off') return 'type not told while it is off';
  if (pft === null) return 'functions of a type that is not told';
  return FUNCTION_TYPES[pft]?.name ?? `type 0x${pft.toString(16).padStart(2, '0')}`;
}

/** Functions of one type: how many, in which states, and who has them. */
function typeLine(state: ZpciState, pft: Kind, functions: readonly HostFunction[]): string {
  const use = functions.map((one) => {
    const owned = one.address !== null && ownersOf(state, one.address).length > 0;
    if (owned) return 'for guests';
    if (one.state !== 'configured') return one.state === 'standby' ? 'in standby' : one.state;
    if (!one.driverTold) return 'of a driver that is not told';
    return one.driver === null ? 'without a driver' : `of ${one.driver}`;
  });
  return `${typeName(pft)}: ${countOf(functions.length, 'function')}, ${tallyOf(use)}`;
}

function byType(state: ZpciState): ReadonlyMap<Kind, readonly HostFunction[]> {
  const types = new Map<Kind, HostFunction[]>();
  for (const one of state.functions) {
    const kind = one.pft === null && one.state === 'standby' ? 'off' : one.pft;
    const same = types.get(kind);
    if (same === undefined) types.set(kind, [one]);
    else same.push(one);
  }
  return types;
}

function cardName(state: ZpciState, { card }: GuestDevice): string {
  if (card === null) return 'waits for a card';
  if (card.kind === 'emulated') return card.driver;
  const short = FUNCTION_TYPES[functionAt(state, card.host)?.pft ?? -1]?.short;
  return short === undefined ? card.host : `${short} ${card.host}`;
}

function guestLine(state: ZpciState, guest: ZpciGuest): string {
  const numbers = numbersOf(state, guest);
  const devices = guest.devices.map((device) => {
    const { uid = null, fid = null } = numbers.get(device.id) ?? {};
    const has = uid === null || fid === null ? 'no numbers' : `UID ${uidText(uid)}, FID ${fidText(fid)}`;
    return `${device.id} = ${cardName(state, device)} (${has})`;
  });
  const runs =
    guest.running === null ? 'running or not is not told' : guest.running ? 'running' : 'not running';
  const has = devices.length === 0 ? 'no function' : namesOf(devices);
  return `guest ${guest.name}: ${runs}, ${PROFILES[guest.profile].name}, ${has}`;
}

function linesOf(state: ZpciState): SummaryLines {
  const { guests, untold, host } = state;
  const limit = host.dmaEntryLimit;
  const inside = guestReadFromInside(state);
  return new Map([
    ...(inside === undefined
      ? []
      : ([
          ['inside', `read inside guest ${inside.name}: functions and drivers are its own, as it sees them`],
        ] as const)),
    ...firstOf([...byType(state)], 'type', ([pft, functions]) => [
      `type ${pft}`,
      typeLine(state, pft, functions),
    ]),
    ...(state.functions.length === 0 ? ([['none', 'no function of the host']] as const) : []),
    ...(limit === null
      ? []
      : ([['limit', `DMA mappings of a container: ${limit.toLocaleString('en-US')}`]] as const)),
    ...firstOf(guests, 'guest', (guest) => [`guest ${guest.id}`, guestLine(state, guest)]),
    ...(untold.length === 0 ? [] : ([['untold', `the source does not tell: ${untold.join(', ')}`]] as const)),
  ]);
}

/** For `studio show`; at most some forty lines, whatever the host. */
export function zpciSummary(observed: ZpciState, desired: ZpciState): readonly string[] {
  return summaryOf(observed, desired, linesOf);
}
