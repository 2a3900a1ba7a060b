/** Which guests have to stop on the way, and whether they may (O33, O37, O45). */
import type { DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';
import { wqName } from '../../../../shared/dsa/types.ts';
import type { MdevTasks } from './going-down.ts';
import type { Trail } from './way-trail.ts';
import type { Stop } from './way-trail.ts';

export type MayStop = 'all' | ReadonlySet<string>;

/** A running virtual machine with all it holds; one that nobody has told stands under the id of its device. */
export interface RunningGuest {
  readonly id: string;
  readonly name: string;
  readonly mdevs: readonly DsaMdev[];
}

/** Who runs a device: its guest's id, else the id of the device itself. */
export function runnerOf(mdev: DsaMdev): string {
  return mdev.guest ?? mdev.id;
}

export function guestNameOf(states: readonly DsaState[], id: string): string {
  for (const { guests } of states) {
    const guest = guests.find((one) => one.id === id);
    if (guest !== undefined) return guest.name;
  }
  return `the guest of ${id}`;
}

function runningGuests(from: DsaState, to: DsaState): RunningGuest[] {
  const byRunner = new Map<string, DsaMdev[]>();
  for (const mdev of from.mdevs) {
    if (mdev.running === null) continue;
    const runner = runnerOf(mdev);
    const known = byRunner.get(runner);
    if (known === undefined) byRunner.set(runner, [mdev]);
    else known.push(mdev);
  }
  return [...byRunner].map(([id, mdevs]) => ({ id, name: guestNameOf([to, from], id), mdevs }));
}

export interface GuestStops {
  /** In the order they are stopped. */
  readonly guests: readonly RunningGuest[];
  /** Ids of those that run again at the end. */
  readonly again: readonly string[];
  readonly stop: Stop | null;
}

/** The wish itself has it stopped, or running in another guest: then nobody has to be asked. Nothing is left of one that is gone. */
function isWishedOff(mdev: DsaMdev, wish: DsaMdev | undefined): boolean {
  if (wish === undefined) return false;
  return (
    (wish.running === null && wish.runningTold) ||
    (wish.running !== null && runnerOf(wish) !== runnerOf(mdev))
  );
}

function heldWords(from: DsaState, { id, device, wq }: DsaMdev): string {
  const parent = from.devices.find(({ name }) => name === device);
  return wq === null || parent === undefined ? id : `${id} on ${wqName(parent, wq)}`;
}

function notAllowed(from: DsaState, guests: readonly RunningGuest[], inTheWay: ReadonlySet<string>): Stop {
  const [first] = guests;
  const held = first!.mdevs.find(({ id }) => inTheWay.has(id))!;
  const others = guests.length > 1 ? `, and ${guests.length - 1} more guests are in the way as well` : '';
  return {
    rule: 'DSA-O33',
    errno: 'EBUSY',
    message: `${first!.name} runs with ${heldWords(from, held)}, which has to be removed for the change: the kernel would only ask the guest, again and again, to let go (DSA-O45)${others}.`,
    refs: guests.flatMap(({ id, mdevs }) => [
      { kind: 'guest' as const, id },
      ...mdevs
        .filter((mdev) => inTheWay.has(mdev.id))
        .map((mdev) => ({
          kind: 'part' as const,
          family: 'dsa',
          id: mdev.id,
        })),
    ]),
    device: null,
  };
}

export function guestStops(
  from: DsaState,
  to: DsaState,
  { remove }: MdevTasks,
  mayStop: MayStop,
): GuestStops {
  if (from.mdevs.every(({ running }) => running === null)) return { guests: [], again: [], stop: null };
  const wishes = new Map(to.mdevs.map((mdev) => [mdev.id, mdev]));
  const inTheWay = new Set(remove.map(({ id }) => id));
  const runs = new Set(to.mdevs.flatMap((mdev) => (mdev.running === null ? [] : [runnerOf(mdev)])));
  const guests: RunningGuest[] = [];
  const asked: RunningGuest[] = [];
  for (const guest of runningGuests(from, to)) {
    const isGone = !runs.has(guest.id) && guest.mdevs.every(({ id }) => !wishes.has(id));
    const wished = isGone || guest.mdevs.some((mdev) => isWishedOff(mdev, wishes.get(mdev.id)));
    if (!wished && !guest.mdevs.some(({ id }) => inTheWay.has(id))) continue;
    guests.push(guest);
    if (!wished && mayStop !== 'all' && !mayStop.has(guest.id)) asked.push(guest);
  }
  return {
    guests,
    again: guests.flatMap(({ id }) => (runs.has(id) ? [id] : [])),
    stop: asked.length === 0 ? null : notAllowed(from, asked, inTheWay),
  };
}

export function stopGuests(trail: Trail, guests: readonly RunningGuest[]): void {
  for (const { id, name, mdevs } of guests)
    for (const mdev of mdevs)
      trail.do(
        {
          op: { op: 'guest-stop', uuid: mdev.id },
          title: `Stop ${name}`,
          refs: [
            { kind: 'guest', id },
            { kind: 'part', family: 'dsa', id: mdev.id },
          ],
        },
        mdev.device,
      );
}

/** Guest by guest, with all its devices, and only those that do not run already. */
export function startGuests(trail: Trail, to: DsaState): void {
  const now = new Map(trail.state.mdevs.map((mdev) => [mdev.id, mdev]));
  const waiting = to.mdevs.filter(({ id, running }) => running !== null && now.get(id)?.running === null);
  const byRunner = new Map<string, DsaMdev[]>();
  for (const mdev of waiting) {
    const known = byRunner.get(runnerOf(mdev));
    if (known === undefined) byRunner.set(runnerOf(mdev), [mdev]);
    else known.push(mdev);
  }
  for (const [runner, mdevs] of byRunner)
    for (const mdev of mdevs)
      trail.do(
        {
          op: { op: 'guest-start', uuid: mdev.id, guest: runner },
          title: `Start ${guestNameOf([to, trail.state], runner)}`,
          refs: [
            { kind: 'guest', id: runner },
            { kind: 'part', family: 'dsa', id: mdev.id },
          ],
        },
        mdev.device,
      );
}
