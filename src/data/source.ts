/** Where a data set's bytes come from: memory, a stream, or the network, with progress, cancelling and clear errors. */
import { FoveaError, fail, show } from "../error.ts";
import { chunksOf } from "./bytes.ts";
import { reasonOf } from "./reason.ts";

/** Bytes, something that gives bytes, or the address of some. */
export type ByteSource = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Response | string | URL;

/** How much of a source has been read. */
export interface ReadProgress {
  /** The address, or the source's name where it has none. */
  url: string;
  /** Bytes so far, as they come (compressed, where they are). */
  loaded: number;
  /** Bytes in all; undefined where nobody says. */
  total?: number;
}

/** What all readers of sources take. */
export interface ReadOptions {
  /** Called after each chunk. */
  onProgress?: (progress: ReadProgress) => void;
  /** Aborting it stops the reading: the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** An open source. */
export interface OpenSource {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all, if known. */
  total?: number;
}

const SLICE = 1 << 16;

/** Opens a source; `name` is what errors and progress call it. */
export async function openSource(source: ByteSource, name: string, options: ReadOptions): Promise<OpenSource> {
  options.signal?.throwIfAborted();
  const { chunks, total } = await open(source, name, options.signal);
  return { chunks: metered(chunks, total, name, options), total };
}

/** What to call a source that the caller gave no name. */
export function nameOf(source: ByteSource): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return source.href;
  if (source instanceof Response && source.url) return source.url;
  if (source instanceof Blob && "name" in source) return String(source.name);
  return "bytes";
}

async function open(source: ByteSource, name: string, signal?: AbortSignal): Promise<OpenSource> {
  if (typeof source === "string" || source instanceof URL)
    return body(await request(source, name, signal), name, signal);
  if (source instanceof Response) return body(source, name, signal);
  if (source instanceof Blob) return { chunks: chunksOf(source.stream(), signal), total: source.size };
  if (source instanceof Uint8Array) return { chunks: slices(source), total: source.length };
  if (source instanceof ArrayBuffer) return { chunks: slices(new Uint8Array(source)), total: source.byteLength };
  if (source instanceof ReadableStream) return { chunks: chunksOf(unread(source, name), signal) };
  return fail("option", {
    where: name,
    got: show(source),
    expected: "a Uint8Array, ArrayBuffer, Blob, ReadableStream, Response, or a URL",
  });
}

/** Copies, because a stream that decompresses may not be handed shared memory. */
async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.slice(at, at + SLICE);
}

async function request(url: string | URL, name: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    return fail("data", {
      where: name,
      got: `no answer (${reasonOf(error)})`,
      expected: "a file at this address",
      hint: "offline, an address that is none (a file on disk is for fovea/node), or a server that allows no other site to read it",
    });
  }
}

function body(response: Response, name: string, signal?: AbortSignal): OpenSource {
  if (!response.ok) {
    void response.body?.cancel();
    fail("data", {
      where: name,
      got: `HTTP status ${response.status} ${response.statusText}`.trim(),
      expected: "status 200",
    });
  }
  if (response.bodyUsed)
    fail("data", { where: name, got: "a Response already read", expected: "one still to be read" });
  // The length of a body that the server compressed on the way is not that of what arrives here.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const chunks = response.body ? chunksOf(unread(response.body, name), signal) : slices(new Uint8Array(0));
  return { chunks, total: length === null ? undefined : Number(length) };
}

function unread(stream: ReadableStream<Uint8Array>, name: string): ReadableStream<Uint8Array> {
  if (stream.locked)
    fail("data", { where: name, got: "a stream that something else reads", expected: "a stream that nothing reads" });
  return stream;
}

/** Passes chunks on, counting them, and names the source in what goes wrong with it. */
async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  total: number | undefined,
  name: string,
  { onProgress, signal }: ReadOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  let loaded = 0;
  try {
    for (;;) {
      const { done, value } = await iterator.next().catch((error) => brokeOff(error, loaded, total, name, signal));
      signal?.throwIfAborted();
      if (done) return;
      if (!(value instanceof Uint8Array))
        fail("data", { where: name, got: `${show(value)} in a stream`, expected: "chunks that are Uint8Arrays" });
      loaded += value.length;
      onProgress?.({ url: name, loaded, total: total !== undefined && loaded <= total ? total : undefined });
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

function brokeOff(
  error: unknown,
  loaded: number,
  total: number | undefined,
  name: string,
  signal?: AbortSignal,
): never {
  signal?.throwIfAborted();
  if (error instanceof FoveaError) throw error; // a file's, which says more
  return fail("data", {
    where: name,
    got: `an error after ${loaded}${total === undefined ? "" : ` of ${total}`} bytes (${reasonOf(error)})`,
    expected: "all of it",
    hint: "try again; the connection may have been lost",
  });
}
