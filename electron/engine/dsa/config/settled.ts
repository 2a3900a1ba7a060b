/**
 * A configuration file as a wish a kernel can hold: values that no write brings stay as they were and are told one by
 * one, as accel-config would at the first of them (dsa.md 6.1).
 */
import { DEVICE_ATTRIBUTES, GROUP_ATTRIBUTES, WQ_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  deviceNamed,
  type DsaState,
  type DsaWq,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { listWords } from '../../words.ts';
import { mdevsOfDevice, mdevsOfWq, type Part, partNamed } from '../edits/parts.ts';
import { rewrites, type WriteOp } from '../edits/rewrites.ts';
import { goodThreshold } from '../edits/setting-fixes.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { withDevice } from '../model.ts';
import { findWay } from '../plan/find-way.ts';
import { configOnto } from './apply-config.ts';
import { loadConfig } from './load.ts';
import type { ConfigDevice } from './read-config.ts';

interface Unwritten {
  readonly op: WriteOp;
  readonly why: string;
}

function idle(wq: DsaWq): DsaWq {
  return { ...wq, state: 'disabled', driver: null, clients: 0, cdevMinor: null };
}

/** The device as if nothing froze its settings. */
function thawed(state: DsaState, device: DsaDevice): DsaState {
  if (device.state === 'halted') return state;
  const wqs = device.wqs.map(idle);
  return withDevice(state, device.name, { state: 'disabled', driver: null, wqs });
}

/** Writes that the kernel refuses in whatever order: each is tried again as long as others go through. */
function unwritten(base: DsaState, wish: DsaDevice): readonly Unwritten[] {
  const device = base.devices.find(({ name }) => name === wish.name)!;
  let current = thawed(base, device);
  let left: readonly Unwritten[] = rewrites(wish, device).map((op) => ({ op, why: '' }));
  for (;;) {
    const refused = left.flatMap(({ op }): Unwritten[] => {
      const { state, failure } = applyOp(current, op);
      current = state;
      return failure === null ? [] : [{ op, why: failure.message }];
    });
    if (refused.length === 0 || refused.length === left.length) return refused;
    left = refused;
  }
}

function fieldsBack<Owner extends object>(
  table: readonly { readonly file: string; readonly field: string }[],
  file: string,
  now: Owner,
  was: Owner,
): Owner {
  const found = table.find((attribute) => attribute.file === file);
  if (found === undefined) return now;
  return { ...now, [found.field]: (was as Readonly<Record<string, unknown>>)[found.field] };
}

/** The wish with one file as it was before. */
function withOld(wish: DsaDevice, was: DsaDevice, { kind, index }: Part, file: string): DsaDevice {
  const swap = <Item>(items: readonly Item[], item: Item) =>
    items.map((one, at) => (at === index ? item : one));
  switch (kind) {
    case 'device':
      return fieldsBack(DEVICE_ATTRIBUTES, file, wish, was);
    case 'group':
      return {
        ...wish,
        groups: swap(
          wish.groups,
          fieldsBack(GROUP_ATTRIBUTES, file, wish.groups[index]!, was.groups[index]!),
        ),
      };
    case 'engine':
      return { ...wish, engines: swap(wish.engines, was.engines[index]!) };
    case 'wq': {
      const wq = fieldsBack(WQ_ATTRIBUTES, file, wish.wqs[index]!, was.wqs[index]!);
      const known = wish.state !== 'enabled' ? wq.hardwareSize : wq.groupId >= 0 ? wq.size : 0;
      return { ...wish, wqs: swap(wish.wqs, { ...wq, hardwareSize: known }) };
    }
  }
}

/** Each round takes back at least one value, so it ends; a file of the largest device has some hundred. */
function settledDevice(base: DsaState, wish: DsaDevice, notes: string[]): DsaDevice {
  const was = base.devices.find(({ name }) => name === wish.name)!;
  const told = new Set<string>();
  let device = wish;
  for (;;) {
    const refused = unwritten(base, device).filter(({ op }) => !told.has(op.at));
    if (refused.length === 0) return device;
    for (const { op, why } of refused) {
      const [name = '', file = ''] = op.at.split('/');
      const part = partNamed(base, name)!;
      told.add(op.at);
      notes.push(
        `${file} of ${name} is left as it was: ${why} accel-config says "${part.kind} set ${file} value failed" and stops there.`,
      );
      device = withOld(device, was, part, file);
    }
  }
}

/** Files whose values are all good can still stop the tool by their order. */
function stopNotes(base: DsaState, text: string): string[] {
  const down = base.devices.reduce((state, device) => thawed(state, device), base);
  const loaded = loadConfig(text, down, { enable: false, force: false });
  if (loaded.exit === 0) return [];
  const said = loaded.messages.filter(({ stream }) => stream === 'err').map((one) => one.text);
  return [
    `accel-config itself stops in this file: ${said.join('; ')}. ${loaded.failure?.message ?? ''} What stands behind that is taken here all the same, in an order that the kernel takes.`.replaceAll(
      /\s+/g,
      ' ',
    ),
  ];
}

/** What uses a wq now and cannot be with the file: devices of guests keep mode, type and driver; programs lose the queue. */
function inUse(state: DsaState, was: DsaDevice, wish: DsaDevice, notes: string[]): DsaDevice {
  const wqs = wish.wqs.map((wq, index) => {
    const before = was.wqs[index]!;
    const name = wqName(was, index);
    const changed = (['mode', 'type', 'driverName'] as const).filter((field) => wq[field] !== before[field]);
    if (before.state === 'disabled' || changed.length === 0) return wq;
    if (mdevsOfWq(state, was, index).length > 0) {
      notes.push(
        `Mode, type and driver name of ${name} are left as they were: devices of guests are on it. Remove them first to take what the file tells.`,
      );
      const { mode, type, driverName, name: label } = before;
      return {
        ...wq,
        mode,
        type,
        driverName,
        name: label,
        threshold: mode === 'dedicated' ? 0 : wq.threshold,
      };
    }
    if (!changed.some((field) => field !== 'mode')) return wq;
    notes.push(`${name} goes down, since the file tells another type or driver for it than it has now.`);
    return idle(wq);
  });
  return { ...wish, wqs };
}

/** What is up with settings that it cannot be up with goes down, and stays as it was where guests have devices of it. */
function reached(state: DsaState, was: DsaDevice, wish: DsaDevice, notes: string[]): DsaDevice {
  if (was.state !== 'enabled') return wish;
  const withIt = (device: DsaDevice) => ({
    ...state,
    devices: state.devices.map((one) => (one === was ? device : one)),
  });
  const way = findWay(state, withIt(wish), 'all');
  if (way.ok) return wish;
  if (mdevsOfDevice(state, was).length > 0) {
    notes.push(
      `All settings of ${was.name} are left as they were, since it could not be enabled with those of the file and guests have devices of it: ${way.message} Remove the devices first to take what the file tells.`,
    );
    return was;
  }
  notes.push(`${was.name} goes down, since it could not be enabled as the file tells it: ${way.message}`);
  return {
    ...wish,
    state: 'disabled',
    driver: null,
    wqs: wish.wqs.map((wq) => ({ ...idle(wq), hardwareSize: 0 })),
  };
}

/** DSA-M25: a file that makes a queue smaller need not tell its threshold. */
function withinSize(wish: DsaDevice, notes: string[]): DsaDevice {
  const wqs = wish.wqs.map((wq, index) => {
    if (wq.mode !== 'shared' || wq.size === 0 || wq.threshold <= wq.size) return wq;
    const threshold = goodThreshold(wq.size);
    notes.push(
      `The threshold of ${wqName(wish, index)} is lowered to ${threshold}: ${wq.threshold} is more than its size of ${wq.size}.`,
    );
    return { ...wq, threshold };
  });
  return { ...wish, wqs };
}

/** DSA-M23: accel-config 3.5 and later saves the type mdev as none, of queues that were up and so had name and priority. */
function withGuestTypes(state: DsaState, told: ConfigDevice, corrected: string[]): ConfigDevice {
  const device = deviceNamed(state, told.name);
  if (device === undefined || !state.host.drivers.includes('mdev')) return told;
  const wqs = told.wqs.map((wq) => {
    const { type, driver_name: driver, name = '', priority } = wq.attributes;
    if (type !== 'none' || driver !== 'mdev' || name === '' || !(Number(priority) > 0)) return wq;
    corrected.push(wqName(device, wq.index));
    return { ...wq, attributes: { ...wq.attributes, type: 'mdev' } };
  });
  return { ...told, wqs };
}

/** `text` is the file that `devices` were read from. What is enabled and given to guests stays so. */
export function configWish(
  state: DsaState,
  devices: readonly ConfigDevice[],
  text: string,
): { readonly state: DsaState; readonly notes: readonly string[] } {
  const saved: string[] = [];
  const wish = configOnto(
    state,
    devices.map((told) => withGuestTypes(state, told, saved)),
  );
  const corrected =
    saved.length === 0
      ? []
      : [
          `The type of ${listWords(saved, 8)} is corrected to mdev: accel-config 3.5 and later saves none for queues for guests.`,
        ];
  const notes: string[] = [];
  const settled = wish.state.devices.map((device, at) => {
    const was = state.devices[at]!;
    if (device === was) return device;
    const kept = inUse(state, was, device, corrected);
    return reached(state, was, withinSize(settledDevice(state, kept, notes), corrected), corrected);
  });
  const more = notes.length === 0 ? stopNotes(state, text) : notes;
  return { state: { ...wish.state, devices: settled }, notes: [...corrected, ...wish.notes, ...more] };
}
