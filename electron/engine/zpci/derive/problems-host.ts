/** What the host's functions need before guests can have them, K-13, S-2, S-3. */
import type { Problem } from '../../../../shared/findings.ts';
import { functionName, functionRef } from '../../../../shared/zpci/refs.ts';
import {
  activeVirtuals,
  type HostFunction,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { listWords, plural } from '../../words.ts';
import { recoverWords } from '../edits/recovery.ts';
import { functionsByAddress } from './built.ts';
import { fixOf, guestRefs, problemOf } from './problem-of.ts';

export interface Owner {
  readonly guest: ZpciGuest;
  readonly device: ZpciGuest['devices'][number];
}

const owners = new WeakMap<ZpciState['guests'], ReadonlyMap<string, readonly Owner[]>>();

/** Owners of every address at once; a machine with 4,096 functions is asked for each of them. */
export function ownersByAddress(guests: ZpciState['guests']): ReadonlyMap<string, readonly Owner[]> {
  let found = owners.get(guests);
  if (found === undefined) {
    const map = new Map<string, Owner[]>();
    for (const guest of guests)
      for (const device of guest.devices) {
        if (device.card?.kind !== 'vfio') continue;
        const list = map.get(device.card.host);
        if (list === undefined) map.set(device.card.host, [{ guest, device }]);
        else list.push({ guest, device });
      }
    found = map;
    owners.set(guests, found);
  }
  return found;
}

function isHandedOver(one: HostFunction, { guest, device }: Owner): boolean {
  return one.driver === 'vfio-pci' || !one.driverTold || (device.managed && guest.domain !== null);
}

function notReady(one: HostFunction, user: Owner): readonly Problem[] {
  if (one.state === 'configured' && (one.address === null || isHandedOver(one, user))) return [];
  const { guest, device } = user;
  const name = functionName(one);
  const about = `${guest.id}/${device.id}`;
  const refs = [functionRef(one.fid), ...guestRefs(guest, [device.id])];
  if (one.state === 'standby')
    return [
      problemOf(
        'error',
        'ZPCI-K13',
        about,
        `${name} is in standby, so that ${guest.name} cannot start with ${device.id}: its slot has to be powered on first.`,
        refs,
        [fixOf(`Power the slot of ${name} on`, [{ family: 'zpci', op: 'setPower', fid: one.fid, on: true }])],
      ),
    ];
  if (one.state === 'reserved')
    return [
      problemOf(
        'error',
        'ZPCI-K13',
        about,
        `${name} is reserved: it has to be configured at the support element before ${guest.name} can have it.`,
        refs,
      ),
    ];
  if (one.state === 'error' || one.state === 'permanent-error')
    return [
      problemOf(
        'error',
        'ZPCI-K13',
        about,
        one.state === 'error'
          ? `${name} is in error, so that ${guest.name} cannot start with ${device.id}: ${recoverWords(one)}.`
          : `${name} failed permanently and needs service; ${guest.name} cannot have it.`,
        refs,
      ),
    ];
  return [
    problemOf(
      'error',
      'ZPCI-A22',
      about,
      `${name} is bound to ${one.driver ?? 'no driver'}, not to vfio-pci, so that ${guest.name} cannot start with ${device.id}.`,
      refs,
      [
        fixOf(`Bind ${name} to vfio-pci`, [
          { family: 'zpci', op: 'setDriver', fid: one.fid, driver: 'vfio-pci' },
        ]),
      ],
    ),
  ];
}

function sharedFunction(one: HostFunction, users: readonly Owner[]): readonly Problem[] {
  if (users.length < 2) return [];
  const who = users.map(({ guest, device }) => `${guest.name} (${device.id})`);
  return [
    problemOf(
      'error',
      'ZPCI-A23',
      `fn:${one.fid}`,
      `${functionName(one)} is in ${listWords(who)}, but a function can be used only once at a time.`,
      [functionRef(one.fid), ...users.flatMap(({ guest, device }) => guestRefs(guest, [device.id]))],
      users
        .slice(0, 4)
        .map(({ guest, device }) =>
          fixOf(`Take it out of ${guest.name}`, [
            { family: 'zpci', op: 'take', guest: guest.id, device: device.id, giveBack: false },
          ]),
        ),
    ),
  ];
}

function activeFunctions(one: HostFunction, users: readonly Owner[]): readonly Problem[] {
  const active = activeVirtuals(one);
  const [user] = users;
  if (active === 0 || user === undefined) return [];
  return [
    problemOf(
      'error',
      'ZPCI-A24',
      `fn:${one.fid}`,
      `${functionName(one)} is a physical function with ${plural(active, 'virtual function')} in use; handing it to ${user.guest.name} takes them away.`,
      [functionRef(one.fid), ...guestRefs(user.guest, [user.device.id])],
      [
        fixOf(`Leave it out of ${user.guest.name}`, [
          { family: 'zpci', op: 'take', guest: user.guest.id, device: user.device.id, giveBack: true },
        ]),
      ],
    ),
  ];
}

/** S-3: what the host itself makes of numbers that its I/O configuration gives twice. */
function numbersOfHost(state: ZpciState): readonly Problem[] {
  if (state.host.uidChecking !== true) return [];
  const byUid = new Map<number, HostFunction[]>();
  for (const one of state.functions) {
    // Functions of one card share the domain, and with it the UID.
    if (one.uid === null || (one.address !== null && !one.address.endsWith(':00:00.0'))) continue;
    const same = byUid.get(one.uid);
    if (same === undefined) byUid.set(one.uid, [one]);
    else same.push(one);
  }
  return [...byUid].flatMap(([uid, same]) =>
    same.length < 2 || uid === 0
      ? []
      : [
          problemOf(
            'warning',
            'ZPCI-S3',
            `uid:${uid}`,
            `${listWords(same.map(functionName))} have the same UID ${uidText(uid)}, so that the kernel adds only the first of them.`,
            same.map(({ fid }) => functionRef(fid)),
          ),
        ],
  );
}

function functionLimit({ host, functions }: ZpciState): readonly Problem[] {
  if (host.functionLimit === null || functions.length < host.functionLimit) return [];
  return [
    problemOf(
      functions.length > host.functionLimit ? 'warning' : 'info',
      'ZPCI-S2',
      'host',
      `The kernel of this machine takes ${host.functionLimit} functions, and it has ${functions.length}: more are not added.`,
      [],
    ),
  ];
}

export function hostProblems(state: ZpciState): readonly Problem[] {
  const functions = functionsByAddress(state.functions);
  const problems = [...ownersByAddress(state.guests)].flatMap(([address, users]) => {
    const one = functions.get(address);
    if (one === undefined) return [];
    return [
      ...users.flatMap((user) => notReady(one, user)),
      ...sharedFunction(one, users),
      ...activeFunctions(one, users),
    ];
  });
  return [...problems, ...numbersOfHost(state), ...functionLimit(state)];
}
