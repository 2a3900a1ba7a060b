/**
 * Integers by index with structural sharing: a guest of a million sources costs 4 MB a column once, and a moment later
 * in its life only the chunks that changed. Index may be negative; what was never written is 0.
 */
export const CHUNK_SHIFT = 10;
export const CHUNK = 1 << CHUNK_SHIFT;
const MASK = CHUNK - 1;

type Chunks = Map<number, Int32Array>;

export class SparseInts {
  readonly #chunks: ReadonlyMap<number, Int32Array>;

  constructor(chunks: ReadonlyMap<number, Int32Array> = new Map()) {
    this.#chunks = chunks;
  }

  get(index: number): number {
    return this.#chunks.get(index >> CHUNK_SHIFT)?.[index & MASK] ?? 0;
  }

  /** The chunk that holds `index` as it is now, for caches keyed by identity; undefined = all zero. */
  chunk(number: number): Int32Array | undefined {
    return this.#chunks.get(number);
  }

  /** Numbers of the chunks there are, ascending; chunk c holds indexes `c * CHUNK` to `c * CHUNK + CHUNK - 1`. */
  chunkNumbers(): readonly number[] {
    return [...this.#chunks.keys()].sort((left, right) => left - right);
  }

  draft(): IntsDraft {
    return new IntsDraft(this, this.#chunks);
  }
}

/** Changes to a {@link SparseInts}; the original and every finished copy stay as they are. */
export class IntsDraft {
  #base: SparseInts;
  #chunks: ReadonlyMap<number, Int32Array>;
  #own: Chunks | null = null;
  readonly #fresh = new Set<number>();

  constructor(base: SparseInts, chunks: ReadonlyMap<number, Int32Array>) {
    this.#base = base;
    this.#chunks = chunks;
  }

  get(index: number): number {
    return this.#chunks.get(index >> CHUNK_SHIFT)?.[index & MASK] ?? 0;
  }

  set(index: number, value: number): void {
    if (this.get(index) === value) return;
    this.#chunk(index >> CHUNK_SHIFT)[index & MASK] = value;
  }

  /** Zero from `first` to `last`, both inclusive; only where something is. */
  clear(first: number, last: number, onCleared?: (index: number, value: number) => void): void {
    const [from, to] = [first >> CHUNK_SHIFT, last >> CHUNK_SHIFT];
    const numbers =
      to - from < this.#chunks.size
        ? Array.from({ length: to - from + 1 }, (_, at) => from + at)
        : [...this.#chunks.keys()].filter((number) => number >= from && number <= to);
    for (const number of numbers) {
      const chunk = this.#chunks.get(number);
      if (chunk === undefined) continue;
      const start = Math.max(first, number * CHUNK);
      const end = Math.min(last, number * CHUNK + MASK);
      for (let index = start; index <= end; index += 1) {
        const value = this.get(index);
        if (value === 0) continue;
        onCleared?.(index, value);
        this.set(index, 0);
      }
    }
  }

  /** The finished copy; the draft can go on from it. */
  done(): SparseInts {
    if (this.#own === null) return this.#base;
    this.#base = new SparseInts(this.#own);
    this.#own = null;
    this.#fresh.clear();
    return this.#base;
  }

  #chunk(number: number): Int32Array {
    if (this.#own === null) {
      this.#own = new Map(this.#chunks);
      this.#chunks = this.#own;
    }
    const known = this.#own.get(number);
    if (known !== undefined && this.#fresh.has(number)) return known;
    const chunk = known === undefined ? new Int32Array(CHUNK) : known.slice();
    this.#own.set(number, chunk);
    this.#fresh.add(number);
    return chunk;
  }
}
