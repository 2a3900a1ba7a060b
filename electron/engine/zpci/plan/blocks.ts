/** What stands between a host and a wish before a single step can be planned, with what would help. */
import {
  activeVirtuals,
  functionAt,
  functionByFid,
  type GuestDevice,
  type ownersOf,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import type { PlanBlock } from '../../../../shared/plan.ts';
import { whyNoDomainName } from '../../tools/domain-name.ts';
import { applyGesture } from '../edits.ts';
import { devicesByHost, fulfils, hostOf, isDomain, twinOf } from './differences.ts';
import { zeroUid } from './numbers.ts';
import { DMA_LIMIT_KEPT, keptFiles } from './paths.ts';

type Unblock = PlanBlock['unblock'];

function block(rule: string, message: string, refs: PlanBlock['refs'], unblock: Unblock = []): PlanBlock {
  return { family: 'zpci', rule, message, refs, unblock };
}

type Owner = ReturnType<typeof ownersOf>[number];

function ownersByHost(guests: readonly ZpciGuest[]): ReadonlyMap<string, readonly Owner[]> {
  const found = new Map<string, Owner[]>();
  for (const guest of guests)
    for (const device of guest.devices) {
      const host = hostOf(device);
      if (host === null) continue;
      const same = found.get(host);
      if (same === undefined) found.set(host, [{ guest, device }]);
      else same.push({ guest, device });
    }
  return found;
}

function countOf(guest: ZpciGuest | undefined, host: string): number {
  return guest?.devices.filter((device) => hostOf(device) === host).length ?? 0;
}

/** What the wish asks anew of a function: what was read stands as it is, also where it contradicts itself. */
function askedAnew(observed: ZpciState, { guest, device }: Owner, host: string) {
  const was = twinOf(observed.guests, guest);
  const isRead = was?.devices.some((had) => hostOf(had) === host && fulfils(had, device)) ?? false;
  const isNew = countOf(guest, host) > countOf(was, host);
  const starts = guest.running === true && was?.running !== true;
  return { isNew, isTouched: isNew || starts || !isRead };
}

function takeFix({ guest, device }: Owner): Unblock[number] {
  return {
    label: `Take it out of ${guest.name}`,
    edits: [{ family: 'zpci', op: 'take', guest: guest.id, device: device.id, giveBack: false }],
    restart: [],
  };
}

/** Functions of the wish that no guest can have as they are. */
function functionBlocks(observed: ZpciState, desired: ZpciState): PlanBlock[] {
  return [...ownersByHost(desired.guests)].flatMap(([host, owners]) => {
    const asked = owners.map((owner) => ({ owner, ...askedAnew(observed, owner, host) }));
    const one = functionAt(desired, host);
    const isChanged = functionAt(observed, host)?.state !== one?.state;
    const touched = asked.find(({ isTouched }) => isTouched || isChanged)?.owner;
    if (touched === undefined) return [];
    const name = touched.guest.name;
    const refs = owners.map(({ guest, device }) => deviceRef(guest.id, device.id));
    if (one === undefined)
      return [
        block('ZPCI-A22', `This host has no function ${host}, which ${name} is to get.`, refs, [
          takeFix(touched),
        ]),
      ];
    const [first, second] = owners;
    if (second !== undefined && asked.some(({ isNew }) => isNew))
      return [
        block(
          'ZPCI-A23',
          `${host} is wished for ${first!.guest.name} and for ${second.guest.name}; a function is in one guest, once.`,
          refs,
          owners.map(takeFix),
        ),
      ];
    if (one.state === 'standby')
      return [
        block('ZPCI-A21', `${host} is in standby, and ${name} is to get it.`, refs, [
          {
            label: `Power ${host} on`,
            edits: [{ family: 'zpci', op: 'setPower', fid: one.fid, on: true }],
            restart: [],
          },
        ]),
      ];
    if (one.state !== 'configured')
      return [
        block(
          one.state === 'reserved' ? 'ZPCI-K13' : 'ZPCI-A25',
          `${host} is ${one.state === 'reserved' ? 'only reserved' : 'in error'}, and has to be ${one.state === 'reserved' ? 'configured on the machine' : 'recovered'} before ${name} can have it.`,
          [...refs, functionRef(one.fid)],
          [takeFix(touched)],
        ),
      ];
    return [];
  });
}

/** A driver that was wished while the function still worked. */
function driverBlocks(observed: ZpciState, desired: ZpciState): PlanBlock[] {
  return desired.functions.flatMap((wish) => {
    const one = functionByFid(observed, wish.fid);
    const isStuck = wish.state !== 'configured' && wish.state !== 'standby';
    if (one === undefined || !isStuck || !wish.driverTold) return [];
    if (one.driver === wish.driver || !one.driverTold) return [];
    return [
      block(
        wish.state === 'reserved' ? 'ZPCI-K13' : 'ZPCI-A25',
        `${functionName(wish)} is ${wish.state === 'reserved' ? 'only reserved' : 'in error'}, and its driver is not changed until it works.`,
        [functionRef(wish.fid)],
      ),
    ];
  });
}

/** Functions that libvirt takes from their driver for a guest: of devices that are new, or whose guest is to start. */
function newlyManaged(observed: ZpciState, desired: ZpciState): ReadonlySet<string> {
  return new Set(
    desired.guests.filter(isDomain).flatMap((wish) => {
      const was = twinOf(observed.guests, wish);
      const had = devicesByHost(was);
      const starts = wish.running === true && was?.running !== true;
      return [...devicesByHost(wish)].flatMap(([host, { managed }]) =>
        managed && (starts || !had.has(host)) ? [host] : [],
      );
    }),
  );
}

/** A physical function whose virtual ones are in use, about to change its driver. */
function parentBlocks(observed: ZpciState, desired: ZpciState): PlanBlock[] {
  const managed = newlyManaged(observed, desired);
  return observed.functions.flatMap((one) => {
    const wish = functionByFid(desired, one.fid);
    const active = activeVirtuals(one);
    if (active === 0 || wish === undefined) return [];
    const isMoved = one.driverTold
      ? one.driver !== null && wish.driver !== one.driver
      : wish.driverTold && wish.driver !== null;
    const isManaged = one.driver !== 'vfio-pci' && one.address !== null && managed.has(one.address);
    const isLeft = (wish.state === 'standby' && one.state !== 'standby') || isMoved || isManaged;
    return isLeft
      ? [
          block(
            'ZPCI-A24',
            `${functionName(one)} is the physical function of ${active} virtual functions in use, which would vanish with its driver.`,
            [functionRef(one.fid)],
            [
              {
                label: 'Take its virtual functions out of use first',
                detail: `Write 0 to sriov_numvfs of ${functionName(one)} when nothing uses them, and read the host again.`,
                edits: [],
                restart: [],
              },
            ],
          ),
        ]
      : [];
  });
}

/** The same for equal devices, in whatever order their facts were written. */
function key({ id, card, zpci }: GuestDevice): string {
  const facts = [card, zpci].map((part) =>
    part === null ? null : Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return JSON.stringify([id, ...facts]);
}

/** QEMU that was started by hand has no tool that changes it from here; what its monitor takes is in the export. */
export function byHandBlock(was: ZpciGuest, wish: ZpciGuest | undefined): PlanBlock[] {
  const wished = new Set((wish?.devices ?? []).map(key));
  const had = new Set(was.devices.map(key));
  const gone = was.devices.filter((device) => !wished.has(key(device)));
  const come = (wish?.devices ?? []).filter((device) => !had.has(key(device)));
  const stops = wish === undefined || wish.running !== true;
  if (gone.length === 0 && come.length === 0 && !stops) return [];
  const waiting = gone.find(({ card }) => card === null);
  const refs = [
    { kind: 'guest' as const, id: was.id },
    ...[...gone, ...come].map(({ id }) => deviceRef(was.id, id)),
  ];
  const unblock: Unblock = [
    {
      label: `Stop ${was.name} by hand, and read the host again`,
      detail: 'The arguments of its next start are in the QEMU export, with the lines for its monitor.',
      edits: [],
      restart: [],
    },
    ...(wish === undefined
      ? []
      : [
          {
            label: `Say that it is the libvirt domain ${was.name}`,
            edits: [{ family: 'zpci', op: 'setDomain', guest: wish.id, domain: was.name }],
            restart: [],
          },
        ]),
  ];
  if (waiting !== undefined)
    return [
      block(
        'ZPCI-R1',
        `The zpci device of ${waiting.id} in ${was.name} waits for a card, and QEMU crashes when a waiting one is removed while it runs.`,
        refs,
        unblock,
      ),
    ];
  const rule =
    gone.length > 0 ? (come.length > 0 ? 'ZPCI-R2' : 'ZPCI-E2') : come.length > 0 ? 'ZPCI-E1' : 'ZPCI-K18';
  return [
    block(
      rule,
      `${was.name} was started by hand and runs: no command of this host changes what it has.`,
      refs,
      unblock,
    ),
  ];
}

function guestBlocks(observed: ZpciState, desired: ZpciState): PlanBlock[] {
  const zero = desired.guests.flatMap((guest) => {
    const device = zeroUid(guest);
    const was = twinOf(observed.guests, guest);
    return device === null || was?.devices.some(({ id, zpci }) => id === device && zpci?.uid === 0)
      ? []
      : [
          block(
            'ZPCI-R4',
            `The UID of ${device} in ${guest.name} is written as 0: libvirt refuses it, and QEMU takes it for “choose one”. Leave it out instead.`,
            [deviceRef(guest.id, device)],
          ),
        ];
  });
  const byHand = observed.guests.flatMap((was) => {
    const wish = twinOf(desired.guests, was);
    return !isDomain(wish ?? was) && was.running === true ? byHandBlock(was, wish) : [];
  });
  return [...zero, ...byHand];
}

/** Without the ways out that the wish itself refuses, as where another guest is that domain already (V-10). */
function withWorkable(found: PlanBlock, desired: ZpciState): PlanBlock {
  const works = ({ edits }: Unblock[number]) =>
    edits.length === 0 || applyGesture(desired, edits as readonly ZpciEdit[]).ok;
  return { ...found, unblock: found.unblock.filter(works) };
}

export function blocksOf(observed: ZpciState, desired: ZpciState): PlanBlock[] {
  return [
    ...guestBlocks(observed, desired),
    ...functionBlocks(observed, desired),
    ...driverBlocks(observed, desired),
    ...parentBlocks(observed, desired),
  ].map((found) => withWorkable(found, desired));
}

/** The kept limit stands in files of the admin too: which of them counts, and what else they say, is theirs. */
export function keptBlocks({ host: before }: ZpciState, { host: wish }: ZpciState): PlanBlock[] {
  if (before.dmaEntryLimitKept === wish.dmaEntryLimitKept) return [];
  const others = keptFiles(before).filter((path) => path !== DMA_LIMIT_KEPT);
  const counts =
    wish.dmaEntryLimitKept === null ? others.at(-1) : others.findLast((path) => path > DMA_LIMIT_KEPT);
  if (counts === undefined) return [];
  return [
    block(
      'ZPCI-X6',
      wish.dmaEntryLimitKept === null
        ? `${counts} keeps a limit of DMA mappings, and it is not a file of this program.`
        : `${counts} keeps a limit of DMA mappings too, and counts because its name comes last.`,
      [{ kind: 'file', path: counts }],
      [
        {
          label: `Change ${counts} by hand`,
          detail:
            'Take dma_entry_limit out of its options line, or change it there, and read the host again.',
          edits: [],
          restart: [],
        },
      ],
    ),
  ];
}

/** No command can name that domain without meaning another; null = all is well. */
export function domainBlock(guest: ZpciGuest): PlanBlock | null {
  const why = whyNoDomainName(guest.domain ?? '');
  return why === null
    ? null
    : block('ZPCI-V11', `${why.charAt(0).toUpperCase()}${why.slice(1)}.`, [{ kind: 'guest', id: guest.id }]);
}
