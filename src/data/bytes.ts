/** Bytes that come in pieces, read as they are needed. */

const EMPTY = new Uint8Array(0);

/** Reads from a sequence of chunks; holds no more than one chunk at a time, but for {@link ByteReader.peek}. */
export class ByteReader {
  /** How many bytes have been taken. */
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = EMPTY;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes without taking them; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#rest.length < count) {
      const { done, value } = await this.#chunks.next();
      if (done) break;
      this.#rest = joined(this.#rest, value);
    }
    return this.#rest.subarray(0, count);
  }

  /** Takes the next chunk, of any length but 0; null at the end. */
  async next(): Promise<Uint8Array | null> {
    const chunk = await this.peek(1);
    if (chunk.length === 0) return null;
    return this.#take(this.#rest.length);
  }

  /** Takes bytes until `target` is full, and says how many there were: fewer at the end. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length && (await this.peek(1)).length > 0) {
      const chunk = this.#take(target.length - filled);
      target.set(chunk, filled);
      filled += chunk.length;
    }
    return filled;
  }

  /** Ends the source, read to its end or not. Waits for nothing: a chunk may be under way that never comes. */
  close(): void {
    this.#rest = EMPTY;
    this.#chunks.return?.().catch(() => {});
  }

  #take(count: number): Uint8Array {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The chunks of a stream; ends the stream when the caller has had enough, or when `signal` says so. */
export async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => {}); // a failed stream says so to whoever reads it
  signal?.addEventListener("abort", cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}
