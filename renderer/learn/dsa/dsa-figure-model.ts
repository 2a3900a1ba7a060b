/** The little rules behind the DSA pictures of Learn: the same facts as the engine's, on a device of a few parts. Pure. */
import {
  DEVICE_ATTRIBUTES,
  type FrozenBy,
  GROUP_ATTRIBUTES,
  LIMITS,
  WQ_ATTRIBUTES,
} from '../../../shared/dsa/attributes.ts';
import type { WqMode, WqState } from '../../../shared/dsa/types.ts';

/** Entries and read buffers of a first-generation DSA (dsa.md 7.1). */
export const TOTAL_ENTRIES = 128;
export const TOTAL_READ_BUFFERS = 96;

/** DSA-O3: a size is taken when all sizes together stay within the device's total. */
export function sizeFits(sizes: readonly number[], index: number, size: number): boolean {
  return sizes.with(index, size).reduce((sum, each) => sum + each, 0) <= TOTAL_ENTRIES;
}

/** DSA-O18: bounds of a group's ceiling; `free` = read buffers that no group reserves. */
export function allowedBounds(
  engines: number,
  reserved: number,
  free: number,
): { readonly least: number; readonly most: number } {
  return { least: engines * LIMITS.readBuffersPerEngine, most: reserved + free };
}

export interface PoolWq {
  readonly clients: number;
  readonly state: WqState;
}

/** DSA-O32: fewest clients, then lowest index; a dedicated queue only while it has none. Null = ENODEV. */
export function pick(mode: WqMode, pool: readonly PoolWq[]): number | null {
  const candidates = pool
    .map(({ clients }, index) => ({ clients, index }))
    .filter(({ clients }) => mode === 'shared' || clients === 0)
    .sort((left, right) => left.clients - right.clients || left.index - right.index);
  return candidates[0]?.index ?? null;
}

/** The pool with one client more (creation) or less (removal) on a queue. A dedicated one stays locked for good. */
export function withClient(
  mode: WqMode,
  pool: readonly PoolWq[],
  index: number,
  by: 1 | -1,
): readonly PoolWq[] {
  const wq = pool[index]!;
  return pool.with(index, {
    clients: Math.max(0, wq.clients + by),
    state: mode === 'dedicated' ? 'locked' : wq.state,
  });
}

/** DSA-O31 */
export function available(mode: WqMode, pool: readonly PoolWq[]): number {
  return mode === 'shared' ? pool.length : pool.filter(({ clients }) => clients === 0).length;
}

export interface SettingRow {
  readonly files: string;
  readonly frozenBy: FrozenBy;
  /** What disabling its wq does to it; groups, engines and devices have no wq. */
  readonly afterQueue: 'kept' | 'forgotten' | 'not its own';
  readonly afterDevice: 'kept' | 'forgotten';
}

/** Settings with one fate in one row (DSA-O21, DSA-O23); facts of the table all readers of sysfs share. */
export function settingRows(): readonly SettingRow[] {
  const rows = new Map<string, { readonly row: Omit<SettingRow, 'files'>; readonly files: string[] }>();
  function add(owner: string, file: string, row: Omit<SettingRow, 'files'>): void {
    const key = JSON.stringify([owner, row]);
    const entry = rows.get(key) ?? { row, files: [] };
    entry.files.push(file);
    rows.set(key, entry);
  }
  for (const { file, frozenBy, forgotten } of WQ_ATTRIBUTES)
    add('wq', file, {
      frozenBy,
      afterQueue: forgotten ? 'forgotten' : 'kept',
      afterDevice: file === 'driver_name' ? 'kept' : 'forgotten',
    });
  for (const { file, frozenBy } of GROUP_ATTRIBUTES)
    add('group', file, { frozenBy, afterQueue: 'not its own', afterDevice: 'forgotten' });
  add('engine', 'group_id of an engine', {
    frozenBy: 'never',
    afterQueue: 'not its own',
    afterDevice: 'forgotten',
  });
  for (const { file, frozenBy, forgotten } of DEVICE_ATTRIBUTES)
    add('device', file, {
      frozenBy,
      afterQueue: 'not its own',
      afterDevice: forgotten ? 'forgotten' : 'kept',
    });
  return [...rows.values()].map(({ row, files }) => ({ ...row, files: files.join(', ') }));
}

export function canWrite(frozenBy: FrozenBy, deviceOn: boolean, wqOn: boolean): boolean {
  if (frozenBy === 'device') return !deviceOn;
  return frozenBy === 'never' || !wqOn;
}

export interface EnableSwitches {
  readonly deviceOn: boolean;
  readonly driverName: boolean;
  readonly group: boolean;
  readonly name: boolean;
  readonly threshold: boolean;
  readonly sizeBefore: boolean;
  readonly priority: boolean;
}

/** DSA-O22 for a shared user queue: the checks in the driver's order, with what the administrator sees when one fails. */
export const ENABLE_CHECKS: readonly {
  readonly key: keyof EnableSwitches;
  readonly asks: string;
  readonly errno: string;
  readonly cmdStatus: string;
}[] = [
  { key: 'deviceOn', asks: 'The device is enabled', errno: 'ENXIO', cmdStatus: 'untouched' },
  { key: 'driverName', asks: 'driver_name says user', errno: 'ENODEV', cmdStatus: '0x80200000' },
  { key: 'group', asks: 'The queue is in a group', errno: 'ENXIO', cmdStatus: '0x80030000' },
  { key: 'name', asks: 'The queue has a name', errno: 'ENXIO', cmdStatus: '0x80040000' },
  { key: 'threshold', asks: 'The shared queue has a threshold', errno: 'ENXIO', cmdStatus: '0x80060000' },
  {
    key: 'sizeBefore',
    asks: 'It had size and group when the device was enabled',
    errno: 'ENXIO',
    cmdStatus: '0x22',
  },
  { key: 'priority', asks: 'Its priority is not 0', errno: 'ENXIO', cmdStatus: '0x23' },
];

/** What each check says: everything behind the first that fails was not reached. */
export function checkStates(switches: EnableSwitches): readonly ('ok' | 'fails' | 'waiting')[] {
  const first = ENABLE_CHECKS.findIndex(({ key }) => !switches[key]);
  return ENABLE_CHECKS.map((_, index) => {
    if (first < 0 || index < first) return 'ok';
    return index === first ? 'fails' : 'waiting';
  });
}
