/** What decides how a cell is drawn, and numbers to tell equal drawings by. */
import type { ApCells } from '../../../shared/ap/cells.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import type { GridLayer, GridMode } from '../model.ts';
import { shortLabels } from '../../ui/short-labels.ts';

/** A guest as a cell shows it. */
export interface GuestMark {
  /** 0..7 */
  readonly hue: number;
  /** One or two characters, unique among the guests. */
  readonly label: string;
}

export interface CellLook {
  /** `CELL_CLASS` */
  readonly class: number;
  /** Bits of `CELL_FLAG`. */
  readonly flags: number;
  readonly first: GuestMark | null;
  readonly second: GuestMark | null;
  /** The cell is the reason why something is hidden: a queue the guest wants but vfio_ap does not have. */
  readonly culprit: boolean;
  /** `queue`: one cell of the matrix. `unseen`: the same where what guests see is drawn. `domain`: part of a control domain's bar. */
  readonly shape: 'queue' | 'unseen' | 'domain';
}

export function guestMarks(state: ApState): GuestMark[] {
  const labels = shortLabels(state.mdevs.map((mdev) => mdev.name));
  return state.mdevs.map((mdev, index) => ({ hue: mdev.hue & 7, label: labels[index]! }));
}

/** Without label: 9 x 9 hues (0 = none), 128 flags, 8 classes. Enough for cells too small for text. */
export function plainKey(cells: ApCells, hueOfOwner: Uint8Array, apqn: number): number {
  const first = hueOfOwner[cells.owner[apqn]!]!;
  const second = hueOfOwner[cells.second[apqn]!]!;
  return ((first * 9 + second) * 128 + cells.flags[apqn]!) * 8 + cells.classes[apqn]!;
}

/** With label: guests themselves count, not only their hues. */
export function labelledKey(cells: ApCells, apqn: number): number {
  return (
    ((cells.owner[apqn]! * 65_536 + cells.second[apqn]!) * 128 + cells.flags[apqn]!) * 8 +
    cells.classes[apqn]!
  );
}

/** Index = owner as in `ApCells`; value = hue plus 1, 0 = no owner. */
export function huesOfOwners(marks: readonly GuestMark[]): Uint8Array {
  return Uint8Array.from([0, ...marks.map((mark) => mark.hue + 1)]);
}

export function shapeFor(mode: GridMode, layer: GridLayer): CellLook['shape'] {
  if (mode === 'control') return 'domain';
  return layer === 'guest' ? 'unseen' : 'queue';
}

export function lookOf(
  cells: ApCells,
  marks: readonly GuestMark[],
  shape: CellLook['shape'],
  apqn: number,
): CellLook {
  const kind = cells.classes[apqn]!;
  return {
    class: kind,
    flags: cells.flags[apqn]!,
    first: marks[cells.owner[apqn]! - 1] ?? null,
    second: marks[cells.second[apqn]! - 1] ?? null,
    culprit: isCulprit(kind),
    shape,
  };
}

/** Host driver, other driver or no driver: vfio_ap does not have the queue, so FILTER drops the adapter. */
export function isCulprit(kind: number): boolean {
  return kind !== 2 && kind !== 0;
}
