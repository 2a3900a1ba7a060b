/** Steps that take functions out of libvirt guests and put them in, and that stop and start guests (zpci.md 3.11, 3.13). */
import {
  functionAt,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Expectation, Loss } from '../../../../shared/plan.ts';
import { attachAction, detachAction, type Side, startAction, stopAction } from './actions.ts';
import { devicesByHost, fulfils, sameDevice } from './differences.ts';
import { bringBack, hostLoss } from './functions.ts';
import type { Numbers } from './hostdev.ts';
import { guestNumbers } from './numbers.ts';
import { functionPath } from './paths.ts';
import type { Trail } from './trail.ts';

/** A libvirt guest as it is, and as it is wished; `wish` null = it is to have nothing any more. */
export interface GuestTask {
  readonly was: ZpciGuest;
  readonly wish: ZpciGuest | null;
  readonly domain: string;
  /** Stopped for the change, by the wish or with the admin's leave. */
  readonly stops: boolean;
  readonly starts: boolean;
  /** Which sides of it the style changes while it runs or not. */
  readonly sides: { readonly live: boolean; readonly config: boolean };
}

/** Device before and after; the numbers of one that was there are those the domain has. */
interface Change {
  readonly host: string;
  readonly device: GuestDevice;
}

export function removals({ was, wish }: Pick<GuestTask, 'was' | 'wish'>): Change[] {
  const wished = devicesByHost(wish ?? undefined);
  return [...devicesByHost(was)].flatMap(([host, device]) => {
    const after = wished.get(host);
    return after !== undefined && fulfils(device, after) ? [] : [{ host, device }];
  });
}

export function additions({ was, wish }: Pick<GuestTask, 'was' | 'wish'>): Change[] {
  const before = devicesByHost(was);
  return [...devicesByHost(wish ?? undefined)].flatMap(([host, device]) => {
    const known = before.get(host);
    return known !== undefined && fulfils(known, device) ? [] : [{ host, device }];
  });
}

/** Numbers that the source did not tell, wished as libvirt chooses them: what runs has them, the definition is to say so. */
export function writtenDown({ was, wish }: Pick<GuestTask, 'was' | 'wish'>, state: ZpciState): Change[] {
  const before = devicesByHost(was);
  const asked = additions({ was, wish }).filter(({ host, device }) => {
    const known = before.get(host);
    return known !== undefined && sameDevice(known, device);
  });
  if (asked.length === 0) return [];
  const chosen = guestNumbers(state, was);
  return asked.filter(({ host, device }) => {
    const numbers = chosen.ok ? chosen.of.get(before.get(host)!.id) : undefined;
    return (
      numbers !== undefined &&
      (device.zpci?.uid ?? numbers.uid) === numbers.uid &&
      (device.zpci?.fid ?? numbers.fid) === numbers.fid
    );
  });
}

/** What a running guest has to let go of. */
export function liveRemovals(task: Pick<GuestTask, 'was' | 'wish'>, state: ZpciState): Change[] {
  const kept = new Set(writtenDown(task, state).map(({ host }) => host));
  return removals(task).filter(({ host }) => !kept.has(host));
}

function refsOf(state: ZpciState, guest: ZpciGuest, { host, device }: Change): Ref[] {
  const one = functionAt(state, host);
  return [
    { kind: 'guest', id: guest.id },
    deviceRef(guest.id, device.id),
    ...(one === undefined ? [] : [functionRef(one.fid)]),
  ];
}

/** By device id; null where the tool would refuse them: the trail is blocked then. */
function numbersOf(trail: Trail, guest: ZpciGuest): ReadonlyMap<string, Numbers> | null {
  const numbers = guestNumbers(trail.state, guest);
  if (numbers.ok) return numbers.of;
  trail.block(numbers.failure.rule, `${guest.name}: ${numbers.failure.message}.`, [
    { kind: 'guest', id: guest.id },
    deviceRef(guest.id, numbers.device),
  ]);
  return null;
}

/** Where libvirt binds and gives back by itself, the link tells that it did. */
function driverExpectation(trail: Trail, host: string): Expectation[] {
  const one = functionAt(trail.state, host);
  return one === undefined || !one.driverTold || one.state !== 'configured'
    ? []
    : [{ kind: 'link', path: functionPath(host, 'driver'), name: one.driver }];
}

function withExpectation(trail: Trail, expect: readonly Expectation[]): void {
  const last = trail.steps.at(-1)!;
  trail.steps[trail.steps.length - 1] = { ...last, expect };
}

/** One command a side: each has its own way back, and a definition that is not as it is taken to be spoils no other step. */
function sidesNow({ sides, stops, was }: GuestTask, isWrittenDown: boolean): readonly Side[] {
  if (was.running !== true || stops) return ['config'];
  return [
    ...(sides.live && !isWrittenDown ? ['live' as const] : []),
    ...(sides.config ? ['config' as const] : []),
  ];
}

const WHERE = { live: ' now', config: ' in its definition' } as const;

/** Of a running guest the source tells one side only. */
function definitionNeed(task: GuestTask, side: Side, holds: string): string[] {
  return side === 'config' && task.was.running === true && !task.stops
    ? [`The definition of ${task.was.name} ${holds} too; the source tells only what the guest runs with.`]
    : [];
}

/** What libvirt takes from the host by itself for a managed device. */
function boundLoss(trail: Trail, { host, device }: Change): Loss[] {
  const one = functionAt(trail.state, host);
  const atStart = functionAt(trail.start, host);
  if (!device.managed || one === undefined || atStart?.driver === 'vfio-pci') return [];
  return hostLoss(one);
}

export function takeOut(trail: Trail, task: GuestTask): void {
  const changes = removals(task);
  const all = changes.length === 0 ? null : numbersOf(trail, task.was);
  if (all === null) return;
  const kept = new Set(writtenDown(task, trail.start).map(({ host }) => host));
  for (const change of changes)
    for (const side of sidesNow(task, kept.has(change.host)))
      if (!takeOutOf(trail, task, change, all.get(change.device.id)!, side)) return;
}

function takeOutOf(trail: Trail, task: GuestTask, change: Change, numbers: Numbers, side: Side): boolean {
  const { was, domain } = task;
  const { host, device } = change;
  const refs = refsOf(trail.state, was, change);
  const isLive = side === 'live';
  const before = functionAt(trail.state, host)?.driver;
  const isDone = trail.do({
    layer: isLive ? 'active' : 'persistent',
    title: `Take ${host} out of ${was.name}${WHERE[side]}`,
    action: detachAction(domain, host, device, numbers, side),
    refs,
    needs: isLive
      ? [
          `${was.name} lets it go when it is asked (ZPCI-E2): a guest that hangs, or still boots, does not answer.`,
        ]
      : definitionNeed(task, side, 'has it'),
    loses: isLive
      ? [
          {
            kind: 'guest',
            text: `${was.name} loses the function ${host} with all that uses it in the guest.`,
            refs,
          },
        ]
      : [],
    reverse: [
      {
        title: `Give ${host} to ${was.name} again${WHERE[side]}`,
        action: attachAction(domain, host, device, numbers, side),
      },
    ],
  });
  if (isDone && isLive && device.managed && before !== functionAt(trail.state, host)?.driver)
    withExpectation(trail, driverExpectation(trail, host));
  return isDone;
}

export function putIn(trail: Trail, task: GuestTask): void {
  const { wish } = task;
  const changes = additions(task);
  const all = wish === null || changes.length === 0 ? null : numbersOf(trail, wish);
  if (wish === null || all === null) return;
  const kept = new Set(writtenDown(task, trail.start).map(({ host }) => host));
  for (const change of changes)
    for (const side of sidesNow(task, kept.has(change.host)))
      if (!putInto(trail, task, wish, change, all.get(change.device.id)!, side)) return;
}

function putInto(
  trail: Trail,
  task: GuestTask,
  wish: ZpciGuest,
  change: Change,
  numbers: Numbers,
  side: Side,
): boolean {
  const { domain } = task;
  const { host, device } = change;
  const isLive = side === 'live';
  const isDone = trail.do({
    layer: isLive ? 'active' : 'persistent',
    title: `Give ${host} to ${wish.name}${WHERE[side]}`,
    action: attachAction(domain, host, device, numbers, side),
    refs: refsOf(trail.state, wish, change),
    needs: [
      `libvirt has the domain ${domain}.`,
      ...(isLive && !device.managed ? ['The function is bound to vfio-pci (ZPCI-A22).'] : []),
      ...definitionNeed(task, side, 'does not have it and leaves its numbers free'),
    ],
    loses: isLive ? boundLoss(trail, change) : [],
    reverse: [
      {
        title: `Take ${host} out of ${wish.name}${WHERE[side]}`,
        action: detachAction(domain, host, device, numbers, side),
      },
    ],
  });
  if (isDone && isLive) withExpectation(trail, driverExpectation(trail, host));
  return isDone;
}

export function stopGuest(trail: Trail, { was, domain }: GuestTask): void {
  trail.do({
    title: `Stop ${was.name}`,
    action: stopAction(domain),
    refs: [{ kind: 'guest', id: was.id }],
    needs: [`${was.name} answers a shutdown.`],
    loses: [
      {
        kind: 'guest',
        text: `${was.name} is shut down; what runs in it ends.`,
        refs: [{ kind: 'guest', id: was.id }],
      },
    ],
    reverse: [{ title: `Start ${was.name}`, action: startAction(domain) }],
  });
}

export function startGuest(trail: Trail, { was, wish, domain }: GuestTask): void {
  const { name, id } = wish ?? was;
  const bound = [...devicesByHost(wish ?? was)].flatMap(([host, device]) =>
    device.managed && functionAt(trail.state, host)?.driver !== 'vfio-pci' ? [{ host, device }] : [],
  );
  // libvirt lets the kernel choose a driver when the guest stops, also for those that vfio-pci had before the start.
  const broughtBack = [...devicesByHost(wish ?? was)].flatMap(([host, { managed }]) => {
    const one = managed ? functionAt(trail.state, host) : undefined;
    return one?.driver === 'vfio-pci' ? bringBack(one, host) : [];
  });
  const isDone = trail.do({
    title: `Start ${name}`,
    action: startAction(domain),
    refs: [{ kind: 'guest', id }],
    needs: [`libvirt has the domain ${domain}, and its functions are free.`],
    loses: bound.flatMap((change) => boundLoss(trail, change)),
    reverse: [{ title: `Stop ${name}`, action: stopAction(domain) }, ...broughtBack],
  });
  if (isDone)
    withExpectation(
      trail,
      bound.flatMap(({ host }) => driverExpectation(trail, host)),
    );
}

/** Functions that a live change of a guest has libvirt bind, or that a started one has: no steps of ours. */
export function boundByLibvirt(tasks: readonly GuestTask[]): ReadonlySet<string> {
  return new Set(
    tasks.flatMap(({ wish }) =>
      wish?.running === true
        ? [...devicesByHost(wish)].flatMap(([host, { managed }]) => (managed ? [host] : []))
        : [],
    ),
  );
}
