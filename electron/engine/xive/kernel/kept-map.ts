/**
 * A map by number in the order of first keeping, with structural sharing: an event that changes one entry copies a few
 * dozen, not all of them.
 */
import { SparseInts } from './sparse-ints.ts';

const ROW_SHIFT = 5;
const ROW_MASK = (1 << ROW_SHIFT) - 1;

type Entry<Value> = readonly [key: number, value: Value];

export class KeptMap<Value> {
  /** Key -> 1 + its place. */
  readonly #places: SparseInts;
  readonly #rows: readonly (readonly Entry<Value>[])[];
  readonly size: number;

  constructor(places = new SparseInts(), rows: readonly (readonly Entry<Value>[])[] = [], size = 0) {
    this.#places = places;
    this.#rows = rows;
    this.size = size;
  }

  get(key: number): Value | undefined {
    const place = this.#places.get(key) - 1;
    return place < 0 ? undefined : this.#rows[place >> ROW_SHIFT]![place & ROW_MASK]![1];
  }

  *[Symbol.iterator](): Generator<Entry<Value>> {
    for (const row of this.#rows) yield* row;
  }

  *keys(): Generator<number> {
    for (const row of this.#rows) for (const [key] of row) yield key;
  }

  with(key: number, value: Value): KeptMap<Value> {
    const known = this.#places.get(key) - 1;
    const place = known < 0 ? this.size : known;
    const rows = [...this.#rows];
    const row = [...(rows[place >> ROW_SHIFT] ?? [])];
    row[place & ROW_MASK] = [key, value];
    rows[place >> ROW_SHIFT] = row;
    if (known >= 0) return new KeptMap(this.#places, rows, this.size);
    const places = this.#places.draft();
    places.set(key, place + 1);
    return new KeptMap(places.done(), rows, this.size + 1);
  }
}
