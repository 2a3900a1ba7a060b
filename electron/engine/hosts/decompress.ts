/** A capture's bytes without their compression, recognised by content, counted and bounded. */
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { XzReadableStream } from 'xz-decompress';
import { StudioError } from '../../../shared/errors.ts';
import { type CaptureLimits, tooLarge, unreadable } from './limits.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Share of the input that was read, 0 to 1; null while its size is not known. */
  readonly onProgress?: (fraction: number | null) => void;
  readonly limits?: CaptureLimits;
}

const OTHER_PACKERS: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z'],
];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((value, at) => bytes[at] === value);
}

/** Counts what all layers of one capture read, and stops when it is too much or takes too long. */
export class Meter {
  readonly limits: CaptureLimits;
  readonly label: string;
  readonly #signal: AbortSignal | undefined;
  readonly #end: number;
  #out = 0;
  #entries = 0;

  constructor(label: string, limits: CaptureLimits, signal: AbortSignal | undefined) {
    this.label = label;
    this.limits = limits;
    this.#signal = signal;
    this.#end = Date.now() + limits.milliseconds;
  }

  check(): void {
    if (this.#signal?.aborted) throw new StudioError('cancelled', 'Reading the capture was cancelled.');
    if (Date.now() > this.#end)
      throw tooLarge(`Reading ${this.label} takes longer than ${this.limits.milliseconds / 1000} seconds.`);
  }

  entry(): void {
    if (++this.#entries > this.limits.entries)
      throw tooLarge(`${this.label} holds more than ${this.limits.entries.toLocaleString('en')} entries.`);
    if (this.#entries % 1024 === 0) this.check();
  }

  /** `written` bytes came out of a decompressor that has taken `read` bytes so far and given `total`. */
  expanded(written: number, read: number, total: number): void {
    this.#out += written;
    this.check();
    const { bytes, ratio, ratioFrom } = this.limits;
    if (this.#out > bytes)
      throw tooLarge(
        `${this.label} unpacks to more than ${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MiB.`,
      );
    if (total > ratioFrom && total > read * ratio)
      throw tooLarge(`${this.label} unpacks to more than ${ratio} times its size, which no host's files do.`);
  }
}

/** Hands chunks on and counts them. */
class Counter extends Transform {
  bytes = 0;
  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

function damaged(label: string, packer: string): StudioError {
  return unreadable(
    `${label} is damaged or cut off: its ${packer} compression cannot be undone. Nothing was taken from it.`,
  );
}

async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  packer: string,
  counter: Counter,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of chunks) {
      total += chunk.length;
      meter.expanded(chunk.length, counter.bytes, total);
      yield chunk;
    }
  } catch (thrown) {
    throw thrown instanceof StudioError ? thrown : damaged(meter.label, packer);
  }
}

async function* gunzipped(source: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  const counter = new Counter();
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const input = Readable.from(source, { objectMode: false });
  for (const stream of [input, counter]) stream.on('error', (error) => gunzip.destroy(error));
  input.pipe(counter).pipe(gunzip);
  try {
    yield* metered(gunzip, 'gzip', counter, meter);
  } finally {
    input.destroy();
    counter.destroy();
    gunzip.destroy();
  }
}

async function* unxzed(source: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  const counter = new Counter();
  const counted = async function* () {
    for await (const chunk of source) {
      counter.bytes += chunk.length;
      yield chunk;
    }
  };
  const web = Readable.toWeb(Readable.from(counted(), { objectMode: false })) as ReadableStream<Uint8Array>;
  const reader = new XzReadableStream(web).getReader();
  const chunks = async function* () {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // The decompressor reuses its output buffer.
      yield value.slice();
    }
  };
  try {
    yield* metered(chunks(), 'xz', counter, meter);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* metering(source: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    meter.expanded(chunk.length, Number.POSITIVE_INFINITY, 0);
    yield chunk;
  }
}

/** `head`: at least the first 6 bytes of `source`, which still delivers them. Throws `unreadable` for other packers. */
export function decompressed(
  head: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  if (startsWith(head, [0x1f, 0x8b])) return gunzipped(source, meter);
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return unxzed(source, meter);
  const other = OTHER_PACKERS.find(([magic]) => startsWith(head, magic));
  if (other)
    throw unreadable(
      `${meter.label} is packed with ${other[1]}, which this program does not read; pack it as .tar.gz or .tar.xz.`,
    );
  return metering(source, meter);
}
