/** The list of a process's VMAs as interval arithmetic (XIVE-R5, XIVE-R6, XIVE-R8): no pages, no faults. Ranges are `[start, end)`. */
import type { Vma } from './machine.ts';

export type Protection = Vma['protection'];

/** Index of the first VMA that ends behind `page`; the list's length when there is none. */
function firstEndingAfter(vmas: readonly Vma[], page: number): number {
  let [low, high] = [0, vmas.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (vmas[middle]!.end > page) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function vmaAt(vmas: readonly Vma[], page: number): Vma | null {
  const found = vmas[firstEndingAfter(vmas, page)];
  return found !== undefined && found.start <= page ? found : null;
}

export function overlaps(vmas: readonly Vma[], start: number, end: number): boolean {
  const found = vmas[firstEndingAfter(vmas, start)];
  return found !== undefined && found.start < end;
}

/** Few lines go into a long list as one block copy, several times faster; too many would not fit a call's arguments. */
function replaced(
  vmas: readonly Vma[],
  [from, to]: readonly [number, number],
  by: readonly Vma[],
): readonly Vma[] {
  if (by.length > 64) return [...vmas.slice(0, from), ...by, ...vmas.slice(to)];
  return vmas.toSpliced(from, to - from, ...by);
}

/** The part `[start, end)` of a VMA, with the file offset its first page has. */
function part(vma: Vma, start: number, end: number): Vma {
  return { ...vma, start, end, pgoff: vma.pgoff + start - vma.start };
}

export interface Cut {
  readonly vmas: readonly Vma[];
  readonly nextId: number;
}

/**
 * Cuts lines at the two ends of the range. The lower piece keeps the id, as in the kernel, where the upper one is a new
 * structure; when only the start of a line is taken away its rest keeps the id (assumption: munmap trims it in place).
 */
function split(
  vmas: readonly Vma[],
  [start, end]: readonly [number, number],
  nextId: number,
  inside: (vma: Vma) => Vma | null,
): Cut {
  const at = firstEndingAfter(vmas, start);
  const out: Vma[] = [];
  let [index, id] = [at, nextId];
  for (; index < vmas.length && vmas[index]!.start < end; index += 1) {
    const vma = vmas[index]!;
    const below = vma.start < start;
    const middle = inside(part(vma, Math.max(vma.start, start), Math.min(vma.end, end)));
    let free = !below;
    if (below) out.push(part(vma, vma.start, start));
    if (middle !== null) {
      out.push(free ? middle : { ...middle, id: id++ });
      free = false;
    }
    if (vma.end > end) out.push(free ? part(vma, end, vma.end) : { ...part(vma, end, vma.end), id: id++ });
  }
  return { vmas: replaced(vmas, [at, index], out), nextId: id };
}

/** XIVE-R5: what is in `[start, end)` goes. */
export function removeVmas(vmas: readonly Vma[], start: number, end: number, nextId: number): Cut {
  if (!overlaps(vmas, start, end)) return { vmas, nextId };
  return split(vmas, [start, end], nextId, () => null);
}

function follows(left: Vma, right: Vma): boolean {
  return (
    left.end === right.start &&
    left.kind === right.kind &&
    left.protection === right.protection &&
    left.pgoff + left.end - left.start === right.pgoff
  );
}

/** Joins lines that touch between `start` and `end`, both ends included. The left one's id and name stay. */
function join(vmas: readonly Vma[], start: number, end: number): readonly Vma[] {
  const out: Vma[] = [];
  for (const vma of vmas) {
    const left = out.at(-1);
    if (left !== undefined && vma.start >= start && vma.start <= end && follows(left, vma))
      out[out.length - 1] = { ...left, end: vma.end };
    else out.push(vma);
  }
  return out;
}

/** XIVE-R6: into a free range; special lines never merge. */
export function insertVma(vmas: readonly Vma[], vma: Vma, special: boolean): readonly Vma[] {
  const at = firstEndingAfter(vmas, vma.start);
  const list = vmas.toSpliced(at, 0, vma);
  return special ? list : join(list, vma.start, vma.end);
}

/** XIVE-R8: splits at both ends; merges back only when the lines are not special. */
export function protectVmas(
  vmas: readonly Vma[],
  [start, end]: readonly [number, number],
  protection: Protection,
  { special, nextId }: { readonly special: boolean; readonly nextId: number },
): Cut {
  const cut = split(vmas, [start, end], nextId, (vma) => ({ ...vma, protection }));
  return special ? cut : { ...cut, vmas: join(cut.vmas, start, end) };
}
