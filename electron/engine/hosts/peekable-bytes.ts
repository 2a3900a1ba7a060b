/** A chunked source whose beginning can be looked at before anybody decides who reads it. */
export class PeekableBytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #head: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The first `count` bytes, which {@link rest} still delivers; fewer when the source ends before. */
  async peek(count: number): Promise<Buffer> {
    // Joined once, not chunk by chunk: a text of 256 MiB arrives in a thousand chunks.
    const chunks: Uint8Array[] = [this.#head];
    for (let have = this.#head.length; have < count; ) {
      const { done, value } = await this.#source.next();
      if (done) break;
      chunks.push(value);
      have += value.length;
    }
    if (chunks.length > 1) this.#head = Buffer.concat(chunks);
    return this.#head.subarray(0, count);
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    if (this.#head.length > 0) yield this.#head;
    this.#head = Buffer.alloc(0);
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done) return;
      yield value;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
