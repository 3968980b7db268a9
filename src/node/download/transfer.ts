/** One file over the network, taken up again where the connection breaks. */
import { createHash, type Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { reasonOf } from "../../data/reason.ts";
import { describeBytes, SNIFF_LENGTH } from "../../data/sniff.ts";
import { FoveaError, fail } from "../../error.ts";
import { failFile } from "../files.ts";
import type { Download } from "./options.ts";

/** How often a broken connection is taken up again, and how long before each time, in milliseconds. */
const PAUSES = [200, 1000, 3000];

/** What has arrived so far. */
interface Arrived {
  loaded: number;
  hash: Hash;
  /** First bytes, for errors about files that are not what was expected. */
  head: Uint8Array;
  /** Bytes in all, as the server says. */
  total?: number;
  /** The server's mark of this version of the file, if it sends parts of files. */
  version?: string;
}

/** A connection that broke: worth another try. */
class Broken extends Error {}

/** Writes the file to `file`, checking its size and hash; what is wrong with it is an error that names the address. */
export async function transfer(download: Download, file: FileHandle): Promise<void> {
  const arrived: Arrived = { loaded: 0, hash: createHash("sha256"), head: new Uint8Array(0) };
  for (const pause of [...PAUSES, null]) {
    try {
      await receive(download, file, arrived);
      break;
    } catch (error) {
      download.signal?.throwIfAborted();
      if (!(error instanceof Broken)) throw error;
      if (pause === null || (arrived.loaded === 0 && pause !== PAUSES[0])) failBroken(download, arrived, error.message);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  check(download, arrived);
}

/** One request: the whole file, or what is missing of it. */
async function receive(download: Download, file: FileHandle, arrived: Arrived): Promise<void> {
  const watch = new Watch(download);
  try {
    const response = await request(download, arrived, watch.signal).catch((error) => watch.broken(error));
    await begin(download, response, file, arrived);
    const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
    while (reader) {
      watch.restart();
      const { done, value } = await reader.read().catch((error) => watch.broken(error));
      if (done) break;
      await keep(download, value, file, arrived);
    }
    if (arrived.total !== undefined && arrived.loaded < arrived.total) throw new Broken("the connection was closed");
  } finally {
    watch.stop();
  }
}

function request({ url }: Download, { loaded, version }: Arrived, signal: AbortSignal): Promise<Response> {
  // Not compressed on the way: lengths are then those of the file.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (loaded && version) {
    headers.range = `bytes=${loaded}-`;
    headers["if-range"] = version;
  }
  return fetch(url, { headers, signal });
}

/** Looks at what the server answers: an error, all of the file, or the rest of it. */
async function begin(download: Download, response: Response, file: FileHandle, arrived: Arrived): Promise<void> {
  const { status, statusText, headers } = response;
  if (status === 206 && headers.get("content-range")?.startsWith(`bytes ${arrived.loaded}-`)) return;
  if (status !== 200) {
    void response.body?.cancel();
    if (status >= 500) throw new Broken(`HTTP status ${status} ${statusText}`.trim());
    fail("data", { where: download.url, got: `HTTP status ${status} ${statusText}`.trim(), expected: "status 200" });
  }
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  const total = length === null ? undefined : Number(length);
  if (download.size !== undefined && total !== undefined && total !== download.size) {
    void response.body?.cancel();
    failSize(download, total);
  }
  await file.truncate(0);
  const isResumable = headers.get("accept-ranges") === "bytes" && length !== null;
  const mark = headers.get("etag") ?? headers.get("last-modified") ?? undefined;
  const version = isResumable && !mark?.startsWith("W/") ? mark : undefined;
  Object.assign(arrived, { loaded: 0, hash: createHash("sha256"), head: new Uint8Array(0), total, version });
}

async function keep(download: Download, chunk: Uint8Array, file: FileHandle, arrived: Arrived): Promise<void> {
  try {
    for (let at = 0; at < chunk.length; )
      at += (await file.write(chunk, at, chunk.length - at, arrived.loaded + at)).bytesWritten;
  } catch (error) {
    failFile("write", download.path, error);
  }
  if (arrived.loaded === 0) arrived.head = chunk.slice(0, SNIFF_LENGTH);
  arrived.hash.update(chunk);
  arrived.loaded += chunk.length;
  if (download.size !== undefined && arrived.loaded > download.size) failSize(download, arrived.loaded);
  const { loaded, total = download.size } = arrived;
  download.onProgress?.({
    url: download.url,
    loaded,
    total: total !== undefined && loaded <= total ? total : undefined,
  });
}

function check(download: Download, { loaded, hash, head }: Arrived): void {
  if (download.size !== undefined && loaded !== download.size) failSize(download, loaded);
  const found = hash.digest("hex");
  if (download.sha256 !== undefined && found !== download.sha256)
    fail("data", {
      where: download.url,
      got: `a file of SHA-256 ${found} (${loaded} bytes, ${describeBytes(head)})`,
      expected: download.sha256,
      hint: "the file at this address has changed, or something on the way put another in its place; nothing was kept",
    });
}

function failSize({ url, size }: Download, got: number): never {
  return fail("data", {
    where: url,
    got: `${got} bytes`,
    expected: `${size}`,
    hint: "the file at this address has changed, or is another; nothing was kept",
  });
}

function failBroken({ url, path }: Download, { loaded, total }: Arrived, reason: string): never {
  const got = loaded ? `an error after ${loaded}${total ? ` of ${total}` : ""} bytes` : "no answer";
  throw new FoveaError(
    "data",
    `${url}: got ${got} (${reason}), expected a file at this address. ` +
      `Hint: is this machine online, and the address right? A file that is put at ${path} by hand is not fetched.`,
  );
}

/** Ends a request from which nothing comes any more, or which nobody wants. */
class Watch {
  readonly #controller: AbortController = new AbortController();
  readonly #download: Download;
  readonly #abort = (): void => this.#controller.abort(this.#download.signal?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(download: Download) {
    this.#download = download;
    download.signal?.throwIfAborted();
    download.signal?.addEventListener("abort", this.#abort);
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    const { patience } = this.#download;
    const late = (): void => this.#controller.abort(new Broken(`nothing came for ${patience} seconds`));
    this.#timer = setTimeout(late, patience * 1000);
  }

  broken(error: unknown): never {
    this.#download.signal?.throwIfAborted();
    throw error instanceof Broken ? error : new Broken(reasonOf(error));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#download.signal?.removeEventListener("abort", this.#abort);
    this.#controller.abort(); // a body that was not read to its end
  }
}
