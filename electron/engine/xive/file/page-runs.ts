/** Populated pages of a set-up as rows: ten thousand management pages are one entry of a file. */
import type { PagesFile } from './schema.ts';

const SHORTEST_ROW = 3;

/** In their order; rows of pages at one distance become `[first, count, stride]`. */
export function packPages(pages: readonly number[]): PagesFile {
  const packed: PagesFile = [];
  let at = 0;
  while (at < pages.length) {
    const first = pages[at]!;
    const stride = (pages[at + 1] ?? first) - first;
    let count = 1;
    while (at + count < pages.length && pages[at + count] === first + count * stride) count += 1;
    if (count < SHORTEST_ROW) {
      packed.push(first);
      at += 1;
    } else {
      packed.push([first, count, stride]);
      at += count;
    }
  }
  return packed;
}

/** Null when they are more than a guest has pages. */
export function unpackPages(packed: PagesFile, most: number): number[] | null {
  const pages: number[] = [];
  for (const entry of packed) {
    if (typeof entry === 'number') pages.push(entry);
    else {
      const [first, count, stride] = entry;
      if (pages.length + count > most) return null;
      for (let index = 0; index < count; index += 1) pages.push(first + index * stride);
    }
    if (pages.length > most) return null;
  }
  return pages;
}
