/** What is derived of a column chunk by chunk, kept by the identity of the chunk: an event copies only chunks it changes. */
import type { SparseInts } from '../kernel/sparse-ints.ts';

const numbers = new WeakMap<SparseInts, readonly number[]>();

/** As {@link SparseInts.chunkNumbers}, sorted once for each column. */
export function chunkNumbersOf(column: SparseInts): readonly number[] {
  const known = numbers.get(column);
  if (known !== undefined) return known;
  const sorted = column.chunkNumbers();
  numbers.set(column, sorted);
  return sorted;
}

const chunkSums = new WeakMap<Int32Array, number>();
const columnSums = new WeakMap<SparseInts, number>();

function writtenInChunk(chunk: Int32Array): number {
  const known = chunkSums.get(chunk);
  if (known !== undefined) return known;
  let written = 0;
  for (const value of chunk) if (value !== 0) written += 1;
  chunkSums.set(chunk, written);
  return written;
}

/** How many of a column are not 0. */
export function writtenIn(column: SparseInts): number {
  const known = columnSums.get(column);
  if (known !== undefined) return known;
  let written = 0;
  for (const number of chunkNumbersOf(column)) written += writtenInChunk(column.chunk(number)!);
  columnSums.set(column, written);
  return written;
}
