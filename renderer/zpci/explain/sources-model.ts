/** Which function the three ways are asked about, and what each way shows of all the others. */
import type { SourcesCard } from '../../../shared/zpci/cards.ts';
import { parseZpciRef } from '../../../shared/zpci/refs.ts';
import {
  FACT_SOURCES,
  type FactSource,
  FUNCTION_TYPES,
  functionAt,
  guestById,
  type HostFunction,
  ownersOf,
  slotName,
  type ZpciState,
} from '../../../shared/zpci/types.ts';

/** FID of the function that the selection is about; the first of the host where it is about none; null = it has none. */
export function askedFunction(state: ZpciState, selected: string | null): number | null {
  const ref = selected === null ? null : parseZpciRef(selected);
  if (ref?.kind === 'fn' && state.functions.some(({ fid }) => fid === ref.fid)) return ref.fid;
  if (ref?.kind === 'dev' || ref?.kind === 'field') {
    const card = guestById(state, ref.guest)?.devices.find(({ id }) => id === ref.device)?.card;
    const found = card?.kind === 'vfio' ? functionAt(state, card.host) : undefined;
    if (found !== undefined) return found.fid;
  }
  return state.functions[0]?.fid ?? null;
}

/** How far one way reaches: `all` = everything of it, `part` = only what sysfs has, `none` = it cannot be seen. */
export type Reach = 'all' | 'part' | 'none';

export function reachOf(
  way: FactSource,
  asked: number,
  { fid, state }: Pick<HostFunction, 'fid' | 'state'>,
): Reach {
  if (way === 'clp') return 'all';
  if (way === 'vfio') return fid === asked ? 'all' : 'none';
  // A standby function has only a slot; a reserved one has not even that (zpci.md 1.3).
  return state === 'reserved' ? 'none' : 'part';
}

export interface Owner {
  readonly words: string;
  /** Null: no guest has it. */
  readonly hue: number | null;
}

export function ownerOf(state: ZpciState, { address, driver, driverTold }: HostFunction): Owner {
  const owner = address === null ? undefined : ownersOf(state, address)[0];
  if (owner !== undefined) return { words: `guest ${owner.guest.name}`, hue: owner.guest.hue };
  if (driver !== null) return { words: `driver ${driver} of the host`, hue: null };
  return { words: driverTold ? 'nobody' : 'not known', hue: null };
}

function hex(value: number | null, digits: number): string | null {
  return value === null ? null : `0x${value.toString(16).padStart(digits, '0')}`;
}

export interface Exposed {
  readonly label: string;
  readonly value: string | null;
}

/** What is known of a function that the answer does not list: the same things, as far as they were read. */
function exposedOf(one: HostFunction): readonly Exposed[] {
  return [
    { label: 'FID', value: `0x${slotName(one.fid)}` },
    { label: 'UID', value: hex(one.uid, 4) },
    { label: 'handle', value: hex(one.fh, 8) },
    { label: 'PCHID', value: hex(one.pchid, 4) },
    { label: 'group', value: hex(one.group, 2) },
    { label: 'path', value: one.path },
    { label: 'utility string', value: one.util === '' ? 'none' : one.util },
    {
      label: 'DMA window',
      value: one.platformWindow === null ? null : `${one.platformWindow.start} to ${one.platformWindow.end}`,
    },
  ];
}

const ONLY_FOR_CLP = new Set(['DMA window']);

/** What somebody who has this way in his hands reads of one function; empty = nothing. */
export function readable(way: FactSource, card: SourcesCard, one: HostFunction): readonly Exposed[] {
  const reach = reachOf(way, card.fid, one);
  if (reach === 'none') return [];
  if (one.fid === card.fid)
    return card.rows.flatMap(({ label, cells }) =>
      cells[way].tells === 'no' ? [] : [{ label, value: cells[way].value?.text ?? null }],
    );
  if (way === 'sysfs') return exposedOf(one).filter(({ label }) => !ONLY_FOR_CLP.has(label));
  return card.neighbours.find(({ fid }) => fid === one.fid)?.exposed ?? exposedOf(one);
}

export function typeName({ pft }: Pick<HostFunction, 'pft'>): string {
  if (pft === null) return 'type not known';
  return FUNCTION_TYPES[pft]?.name ?? `type ${hex(pft, 2)}`;
}

/** `0031:00:00.0, RoCE Express2 or 3, guest db1` */
export function functionWords(state: ZpciState, one: HostFunction): string {
  return [one.address ?? `FID 0x${slotName(one.fid)}`, typeName(one), ownerOf(state, one).words].join(', ');
}

export interface FieldLayout {
  readonly columns: number;
  /** CSS pixels from one cell to the next. */
  readonly pitch: number;
  readonly height: number;
}

/** The biggest cells with which all fit into the width and about this height. */
export function fieldLayout(count: number, width: number, room: number): FieldLayout {
  for (let pitch = 18; pitch > 3; pitch--) {
    const columns = Math.max(1, Math.floor(width / pitch));
    const height = Math.ceil(count / columns) * pitch;
    if (height <= room) return { columns, pitch, height };
  }
  const columns = Math.max(1, Math.floor(width / 3));
  return { columns, pitch: 3, height: Math.ceil(count / columns) * 3 };
}

/** Index of the cell at a point; null = between or beside them. */
export function cellAt(layout: FieldLayout, count: number, x: number, y: number): number | null {
  const column = Math.floor(x / layout.pitch);
  const index = Math.floor(y / layout.pitch) * layout.columns + column;
  return column < 0 || column >= layout.columns || y < 0 || index >= count ? null : index;
}

const MOVES: Readonly<Record<string, (columns: number, count: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
  Home: (_, count) => -count,
  End: (_, count) => count,
};

/** Where a key leads among the cells; null = it is none of theirs. */
export function cellOfKey(key: string, at: number, columns: number, count: number): number | null {
  if (!Object.hasOwn(MOVES, key)) return null;
  return Math.max(0, Math.min(count - 1, at + MOVES[key]!(columns, count)));
}

export const WAYS = FACT_SOURCES;
