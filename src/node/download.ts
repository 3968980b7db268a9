/** Files from the network, once. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkDownload, type Download, type DownloadOptions } from "./download/options.ts";
import { transfer } from "./download/transfer.ts";
import { failFile, flushFolder, isUnfinished, temporaryName } from "./files.ts";

/** Unfinished files of processes that were killed are swept up when they are as old as this, in milliseconds. */
const FORGOTTEN = 24 * 3600 * 1000;

/**
 * Fetches the file at `url`, unless it is there already, and returns its path: `path`, or a name in the cache. With `sha256` (or `size`) a file
 * that is there is compared, and one that is damaged fetched anew; without, it is taken as it is.
 *
 * The file appears whole or not at all: it is written beside under another name, checked, flushed and renamed, so that neither a crash nor
 * a second process at the same time can leave half of it. A connection that breaks is taken up again where it broke, or from the start
 * where the server cannot; after three times, it is an error.
 *
 * @throws FoveaError "data" for an address that does not answer (offline), an HTTP status, another size or hash than expected: nothing is
 *   kept then, and what was there stays; "file" when the disk is full or the folder cannot be written; the signal's reason when it is aborted.
 * @example
 * const path = await download("https://example.org/digits.gz", { sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef" });
 * const { data } = await idx(await readFile(path));
 */
export async function download(url: string | URL, options: DownloadOptions = {}): Promise<string> {
  const wanted = checkDownload(url, options);
  wanted.signal?.throwIfAborted();
  if (await isThere(wanted)) return wanted.path;
  const folder = dirname(wanted.path);
  await mkdir(folder, { recursive: true }).catch((error) => failFile("make the folder", folder, error));
  await sweep(wanted.path);
  await fetchWhole(wanted);
  return wanted.path;
}

/** Whether the file lies there as it should be. */
async function isThere({ path, size, sha256 }: Download): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    if (size !== undefined && found.size !== size) return false;
    return sha256 === undefined || (await hashOf(path)) === sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    return failFile("read", path, error);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

async function fetchWhole(wanted: Download): Promise<void> {
  const part = temporaryName(wanted.path);
  try {
    const file = await open(part, "wx").catch((error) => failFile("write", wanted.path, error));
    try {
      await transfer(wanted, file);
      await file.sync().catch((error) => failFile("write", wanted.path, error));
    } finally {
      await file.close();
    }
    await rename(part, wanted.path).catch((error) => failFile("write", wanted.path, error));
    await flushFolder(dirname(wanted.path));
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

/** Removes what killed processes left of this file. */
async function sweep(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((error) => failFile("read", folder, error));
  for (const name of names) {
    if (!name.startsWith(`.${basename(path)}.`) || !isUnfinished(name)) continue;
    const part = join(folder, name);
    const age = await stat(part).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > FORGOTTEN) await rm(part, { force: true }).catch(() => {});
  }
}
