/** From one state of a host to another: operations the model kernel took one by one, disturbing as little as can be. */
import { type DsaDevice, type DsaState, type DsaWq, wqName } from '../../../../shared/dsa/types.ts';
import { sharedSupport } from '../model.ts';
import { findDifferences, part } from './differences.ts';
import { type Choices, type DeviceTask, type Making, mdevTasks, tasksOf } from './going-down.ts';
import { guestStops, type MayStop, startGuests, stopGuests } from './guest-stops.ts';
import { makeMdevs, removalOf } from './make-mdevs.ts';
import { impossible } from './impossible.ts';
import type { Way } from './way.ts';
import { type Stop, Trail } from './way-trail.ts';
import { writeFrame } from './write-device.ts';
import { writeWq } from './write-wq.ts';

/** A former answer would be taken for that of the next enabling (dsa.md 3.2). */
function clearStatus(trail: Trail, device: string): void {
  if (trail.device(device).cmdStatus === 0) return;
  trail.do(
    {
      op: { op: 'write', at: `${device}/cmd_status`, value: '1' },
      title: `Clear the command status of ${device}`,
      refs: [part(device)],
    },
    device,
  );
}

function bindWq(trail: Trail, device: string, index: number, driver: string): void {
  clearStatus(trail, device);
  const name = wqName(trail.device(device), index);
  trail.do(
    {
      op: { op: 'bind', driver, name },
      title: `Bind ${name} to ${driver}`,
      refs: [part(name), part(device)],
    },
    device,
  );
}

/**
 * What a wq that is down shall show before its device or any wq of it is enabled, which looks at all that are in a group (O20, O22):
 * one that would be refused, or given a size, joins its group behind that.
 */
function beforeEnable(device: DsaDevice, wish: DsaWq, host: DsaState['host']): DsaWq {
  const isUp = wish.state !== 'disabled';
  // The driver sets these types: no file takes vfio (S4), and a kernel wq is not named where the kernel itself uses PASIDs (O8).
  const isSet = wish.type === 'vfio' || (wish.type === 'kernel' && host.kernelPasid);
  const type = isUp && isSet ? 'none' : wish.type;
  const waits =
    !isUp &&
    wish.groupId >= 0 &&
    ((wish.size === 0 && wish.type !== 'none') || (wish.mode === 'shared' && !sharedSupport(host, device)));
  return { ...wish, type, groupId: waits ? -1 : wish.groupId };
}

/**
 * Engines can be moved while a device is enabled, to where it could not be enabled with them (0x15). It is then enabled with every
 * group that has queues served, and no other; the rest is written behind that.
 */
function enginesToEnable({ engines, wqs }: DsaDevice): readonly number[] {
  const used = new Set(wqs.flatMap(({ groupId }) => (groupId < 0 ? [] : [groupId])));
  const start = engines.map((group) => (used.has(group) ? group : -1));
  for (const group of used) {
    if (start.includes(group)) continue;
    const spare = start.findIndex(
      (other, index) => other < 0 || start.some((same, at) => same === other && at !== index),
    );
    if (spare >= 0) start[spare] = group;
  }
  return start;
}

class DeviceWay {
  readonly #trail: Trail;
  readonly #task: DeviceTask;
  readonly #makings: readonly Making[];

  constructor(trail: Trail, task: DeviceTask, makings: readonly Making[]) {
    this.#trail = trail;
    this.#task = task;
    this.#makings = makings;
  }

  get #name(): string {
    return this.#task.was.name;
  }

  get #now(): DsaDevice {
    return this.#trail.device(this.#name);
  }

  /** The whole PCI function, by its BDF (S8). */
  #function(op: 'bind' | 'unbind', driver: string): void {
    const { name, bdf } = this.#task.was;
    const title = op === 'bind' ? `Bind ${bdf} to ${driver}` : `Unbind ${bdf} from ${driver}`;
    this.#trail.do({ op: { op, driver, name: bdf, bus: 'pci' }, title, refs: [part(name)] }, name);
  }

  takeDown(): void {
    const { goesDown, wqsDown, was } = this.#task;
    if (this.#task.wish.driver === 'vfio-pci' && was.driver !== 'vfio-pci') {
      this.#function('unbind', 'idxd');
      return;
    }
    if (goesDown) {
      this.#trail.do(
        {
          op: { op: 'unbind', driver: was.driver ?? 'idxd', name: was.name },
          title: `Disable ${was.name}`,
          refs: [part(was.name)],
        },
        was.name,
      );
      return;
    }
    if (was.driver === 'vfio-pci' && this.#task.wish.driver !== 'vfio-pci')
      this.#function('unbind', 'vfio-pci');
    for (const index of wqsDown) {
      const name = wqName(was, index);
      const driver = was.wqs[index]!.driver ?? was.wqs[index]!.driverName;
      this.#trail.do(
        {
          op: { op: 'unbind', driver, name },
          title: `Unbind ${name} from ${driver}`,
          refs: [part(name), part(was.name)],
        },
        was.name,
      );
    }
  }

  #writeWqs(shape: (wq: DsaWq, now: DsaWq) => DsaWq): void {
    const { wish } = this.#task;
    for (const [index, wq] of wish.wqs.entries()) {
      const now = this.#now.wqs[index];
      if (now === undefined || now === wq) continue;
      const isOpen = now.state === 'disabled' || this.#pulls(index);
      const goal = isOpen ? shape(wq, now) : { ...now, enqcmdsRetries: wq.enqcmdsRetries };
      writeWq(this.#trail, this.#name, index, goal);
    }
  }

  configure(): void {
    const { wish } = this.#task;
    const trail = this.#trail;
    const isToEnable = wish.state === 'enabled' && this.#now.state === 'disabled';
    writeFrame(trail, isToEnable ? { ...wish, engines: enginesToEnable(wish) } : wish);
    for (const [index, { size }] of wish.wqs.entries())
      if ((this.#now.wqs[index]?.size ?? 0) > size)
        trail.write(this.#name, wqName(wish, index), 'size', String(size));
    this.#writeWqs(this.#shapeBefore);
  }

  readonly #shapeBefore = (wq: DsaWq, now: DsaWq): DsaWq =>
    this.#pulls(this.#task.wish.wqs.indexOf(wq))
      ? beforePull(wq, now)
      : beforeEnable(this.#now, wq, this.#trail.state.host);

  #pulls(index: number): boolean {
    return this.#makings.some(({ mdev, wq }) => wq === index && mdev.strategy === 'mdev-pull');
  }

  bringUp(): void {
    const { wish } = this.#task;
    const trail = this.#trail;
    if (wish.driver === 'vfio-pci' && this.#now.driver !== 'vfio-pci') this.#function('bind', 'vfio-pci');
    if (wish.state !== 'enabled' || this.#now.state === 'enabled') return;
    clearStatus(trail, this.#name);
    trail.do(
      {
        op: { op: 'bind', driver: wish.driver ?? 'idxd', name: wish.name },
        title: `Enable ${wish.name}`,
        refs: [part(wish.name)],
      },
      this.#name,
    );
    this.#writeWqs(this.#shapeBefore);
  }

  #bind(index: number): boolean {
    const wq = this.#task.wish.wqs[index];
    if (wq?.driver == null || wq.state === 'disabled') return false;
    if (this.#now.wqs[index]!.state !== 'disabled' || this.#trail.stop !== null) return false;
    bindWq(this.#trail, this.#name, index, wq.driver);
    return true;
  }

  fill(): void {
    const { wish } = this.#task;
    const rest = () => {
      for (const index of wish.wqs.keys()) this.#bind(index);
    };
    // Queues of host programs and kernel users compete with nobody, and go up before guests' do.
    for (const [index, { driver }] of wish.wqs.entries()) if (driver !== 'mdev') this.#bind(index);
    makeMdevs(this.#trail, this.#name, this.#makings, (index) => this.#bind(index), rest);
    writeFrame(this.#trail, wish);
    this.#writeWqs((wq) => wq);
  }
}

/** The creation itself sets mode, type, name and priority; it wants size and group only (S3). */
function beforePull(wish: DsaWq, now: DsaWq): DsaWq {
  return { ...now, type: 'none', size: wish.size, groupId: wish.groupId };
}

/** Guests and the strategy are the studio's own facts: what the wish says of them holds from the start. */
function asWished(from: DsaState, to: DsaState): DsaState {
  if (from.guests === to.guests)
    return from.strategy === to.strategy ? from : { ...from, strategy: to.strategy };
  const wished = new Set(to.guests.map(({ id }) => id));
  const guests = [...to.guests, ...from.guests.filter(({ id }) => !wished.has(id))];
  return { ...from, guests, strategy: to.strategy };
}

type Attempt = { readonly trail: Trail; readonly stops: readonly string[] };

function attempt(from: DsaState, to: DsaState, mayStop: MayStop, choices: Choices): Attempt {
  const trail = new Trail(asWished(from, to));
  const tasks = tasksOf(from, to, choices);
  const mdevs = mdevTasks(from, to, tasks);
  const stops = guestStops(from, to, mdevs, mayStop);
  trail.stop = stops.stop;
  stopGuests(trail, stops.guests);
  for (const mdev of mdevs.remove) {
    const device = trail.device(mdev.device);
    const wq = mdev.wq === null ? null : wqName(device, mdev.wq);
    const op = removalOf(mdev, wq);
    const title = `Remove mediated device ${mdev.id}${wq === null ? '' : ` from ${wq}`}`;
    if (op !== null) trail.do({ op, title, refs: [part(mdev.id), part(wq ?? mdev.device)] }, mdev.device);
  }
  const makings = new Map<string, Making[]>();
  for (const making of mdevs.make)
    makings.set(making.mdev.device, [...(makings.get(making.mdev.device) ?? []), making]);
  for (const device of from.devices) {
    const made = makings.get(device.name) ?? [];
    const task = tasks.get(device.name);
    if (task === undefined && made.length === 0) continue;
    const wish = task?.wish ?? to.devices.find(({ bdf }) => bdf === device.bdf) ?? device;
    const whole = task ?? { was: device, wish, goesDown: false, wqsDown: new Set<number>() };
    const way = new DeviceWay(trail, whole, made);
    way.takeDown();
    way.configure();
    way.bringUp();
    way.fill();
    if (trail.stop !== null) break;
  }
  if (trail.stop === null) startGuests(trail, to);
  if (trail.stop === null) trail.stop = unreached(trail.state, to);
  return { trail, stops: stops.again };
}

/** The way is not told unless it ends in the wish: a wrong way is worse than none. */
function unreached(end: DsaState, to: DsaState): Stop | null {
  const off = findDifferences(end, to).filter(({ layer }) => layer === 'active');
  const [first] = off;
  if (first === undefined) return null;
  const told = off
    .slice(0, 3)
    .map(({ of, what, left, right }) => `${what} of ${of}: ${left ?? 'none'} instead of ${right ?? 'none'}`);
  const device = end.devices.find(
    ({ name, id }) => first.of === name || new RegExp(`^(?:wq|group|engine)${id}\\.`).test(first.of),
  );
  return {
    rule: 'DSA-O20',
    errno: null,
    message: `No order of operations was found that ends in the wish. What would differ: ${told.join('; ')}.`,
    refs: off.flatMap(({ refs }) => refs).slice(0, 12),
    device: device?.name ?? null,
  };
}

/** A way with the state behind each step, for those who look at every one. */
export type TracedWay =
  | (Extract<Way, { readonly ok: true }> & { readonly states: readonly DsaState[] })
  | Extract<Way, { readonly ok: false }>;

/**
 * `mayStop`: ids of guests that may be stopped and started again. Where the kernel refuses what is done with a device
 * up, the way is tried with it down; where that is refused too, the first refusal is told.
 */
export function traceWay(from: DsaState, to: DsaState, mayStop: MayStop): TracedWay {
  const early = impossible(from, to);
  if (early !== null) return early;
  const choices = { down: new Set<string>(), live: new Set<string>() };
  const first = new Map<string, Stop>();
  for (;;) {
    const { trail, stops } = attempt(from, to, mayStop, choices);
    const { stop } = trail;
    if (stop === null) return { ok: true, steps: trail.steps, end: trail.state, stops, states: trail.states };
    const told = (stop.device !== null && first.get(stop.device)) || stop;
    const { rule, errno, message, refs } = told;
    const refusal: TracedWay = { ok: false, rule, errno, message, refs };
    const was = from.devices.find(({ name }) => name === stop.device);
    if (was === undefined || was.state !== 'enabled') return refusal;
    if (!first.has(was.name)) first.set(was.name, stop);
    if (!choices.live.has(was.name) && !choices.down.has(was.name)) choices.live.add(was.name);
    else if (choices.live.delete(was.name)) choices.down.add(was.name);
    else return refusal;
  }
}

/** As `traceWay`, for those who only want to get there. */
export function findWay(from: DsaState, to: DsaState, mayStop: MayStop): Way {
  return traceWay(from, to, mayStop);
}
