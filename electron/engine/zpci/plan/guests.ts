/** Steps that take functions out of libvirt guests and put them in, and that stop and start guests (zpci.md 3.11, 3.13). */
import {
  functionAt,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Expectation } from '../../../../shared/plan.ts';
import { attachAction, detachAction, type Sides, startAction, stopAction } from './actions.ts';
import { devicesByHost, sameDevice } from './differences.ts';
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
  readonly sides: Sides;
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
    return after !== undefined && sameDevice(device, after) ? [] : [{ host, device }];
  });
}

export function additions({ was, wish }: Pick<GuestTask, 'was' | 'wish'>): Change[] {
  const before = devicesByHost(was);
  return [...devicesByHost(wish ?? undefined)].flatMap(([host, device]) => {
    const known = before.get(host);
    return known !== undefined && sameDevice(known, device) ? [] : [{ host, device }];
  });
}

function refsOf(state: ZpciState, guest: ZpciGuest, { host, device }: Change): Ref[] {
  const one = functionAt(state, host);
  return [
    { kind: 'guest', id: guest.id },
    deviceRef(guest.id, device.id),
    ...(one === undefined ? [] : [functionRef(one.fid)]),
  ];
}

/** Null where the tool would refuse the numbers: the trail is blocked then. */
function numbersOf(trail: Trail, guest: ZpciGuest, device: GuestDevice): Numbers | null {
  const numbers = guestNumbers(trail.state, guest);
  if (!numbers.ok) {
    trail.block(numbers.failure.rule, `${guest.name}: ${numbers.failure.message}.`, [
      { kind: 'guest', id: guest.id },
      deviceRef(guest.id, numbers.device),
    ]);
    return null;
  }
  return numbers.of.get(device.id) ?? null;
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

function sidesNow({ sides, stops, was }: GuestTask): Sides {
  return was.running === true && !stops ? sides : { live: false, config: true };
}

function where(sides: Sides): string {
  return sides.live ? (sides.config ? ' now and in its definition' : ' now') : ' in its definition';
}

export function takeOut(trail: Trail, task: GuestTask): void {
  const { was, domain } = task;
  const sides = sidesNow(task);
  for (const change of removals(task)) {
    const { host, device } = change;
    const numbers = numbersOf(trail, was, device);
    if (numbers === null) return;
    const before = functionAt(trail.state, host)?.driver;
    const isDone = trail.do({
      layer: sides.live ? 'active' : 'persistent',
      title: `Take ${host} out of ${was.name}${where(sides)}`,
      action: detachAction(domain, host, device, numbers, sides),
      refs: refsOf(trail.state, was, change),
      needs: sides.live
        ? [
            `${was.name} lets it go when it is asked (ZPCI-E2): a guest that hangs, or still boots, does not answer.`,
          ]
        : [],
      loses: sides.live
        ? [
            {
              kind: 'guest',
              text: `${was.name} loses the function ${host} with all that uses it in the guest.`,
              refs: refsOf(trail.state, was, change),
            },
          ]
        : [],
      reverse: [
        {
          title: `Give ${host} to ${was.name} again`,
          action: attachAction(domain, host, device, numbers, sides),
        },
      ],
    });
    if (!isDone) return;
    if (sides.live && device.managed && before !== functionAt(trail.state, host)?.driver)
      withExpectation(trail, driverExpectation(trail, host));
  }
}

export function putIn(trail: Trail, task: GuestTask): void {
  const { wish, domain } = task;
  if (wish === null) return;
  const sides = sidesNow(task);
  for (const change of additions(task)) {
    const { host, device } = change;
    const numbers = numbersOf(trail, wish, device);
    if (numbers === null) return;
    const isLive = sides.live;
    const one = functionAt(trail.state, host);
    const isDone = trail.do({
      layer: isLive ? 'active' : 'persistent',
      title: `Give ${host} to ${wish.name}${where(sides)}`,
      action: attachAction(domain, host, device, numbers, sides),
      refs: refsOf(trail.state, wish, change),
      needs: [
        `libvirt has the domain ${domain}.`,
        ...(isLive && !device.managed ? ['The function is bound to vfio-pci (ZPCI-A22).'] : []),
      ],
      loses:
        isLive && device.managed && one?.driver != null && one.driver !== 'vfio-pci'
          ? [
              {
                kind: 'host',
                text: `libvirt takes ${host} from the host’s driver ${one.driver}: a network interface or a disk of the host goes away.`,
                refs: [functionRef(one.fid)],
              },
            ]
          : [],
      reverse: [
        {
          title: `Take ${host} out of ${wish.name}`,
          action: detachAction(domain, host, device, numbers, sides),
        },
      ],
    });
    if (!isDone) return;
    if (isLive) withExpectation(trail, driverExpectation(trail, host));
  }
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
  trail.do({
    title: `Start ${name}`,
    action: startAction(domain),
    refs: [{ kind: 'guest', id }],
    needs: [`libvirt has the domain ${domain}, and its functions are free.`],
    reverse: [{ title: `Stop ${name}`, action: stopAction(domain) }],
  });
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
