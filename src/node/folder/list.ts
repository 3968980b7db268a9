/** What is in a folder, in the same order on every system. */
import type { Dirent } from "node:fs";
import { readdir, readlink, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { FoveaError } from "../../error.ts";
import { failFile } from "../files.ts";

/** A folder's own files and folders; those whose names begin with a dot are left out. */
export interface Entries {
  files: string[];
  folders: string[];
}

/** What is directly in `path`, links followed, sorted. */
export async function entriesOf(path: string): Promise<Entries> {
  const entries: Entries = { files: [], folders: [] };
  for (const entry of await read(path)) {
    if (entry.name.startsWith(".")) continue;
    const kind = entry.isSymbolicLink() ? await follow(join(path, entry.name)) : entry;
    if (kind.isDirectory()) entries.folders.push(entry.name);
    else if (kind.isFile()) entries.files.push(entry.name);
  }
  return { files: entries.files.sort(byBytes), folders: entries.folders.sort(byBytes) };
}

/** All files below `path`, however deep, as paths with slashes from there, sorted. */
export async function filesBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  await walk(path, "", [], found);
  return found.sort(byBytes);
}

/** Goes through `root`/`below`; `above` are the true paths of the folders that lead there, in which no link may lead back. */
async function walk(root: string, below: string, above: readonly string[], found: string[]): Promise<void> {
  const path = join(root, below.slice(0, -1));
  const truly = await realpath(path).catch((error) => failFile("read", path, error));
  if (above.includes(truly)) throw new FoveaError("file", `cannot read ${path}: the link leads back to ${truly}.`);
  const { files, folders } = await entriesOf(path);
  for (const file of files) found.push(below + file);
  for (const folder of folders) await walk(root, `${below}${folder}/`, [...above, truly], found);
}

async function read(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    return failFile("read", path, error);
  }
}

async function follow(path: string): Promise<Pick<Dirent, "isFile" | "isDirectory">> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return failFile("read", path, error);
    const target = await readlink(path).catch(() => "what was there");
    throw new FoveaError(
      "file",
      `cannot read ${path}: it is a link to ${target}, which is not there. Hint: remove it.`,
    );
  }
}

/** Orders text by its code points, which is the order of its bytes in UTF-8, and no language's. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [isPair, isOtherPair] = [isSurrogate(x), isSurrogate(y)];
    return isPair === isOtherPair ? x - y : isPair ? (y > 0xdfff ? 1 : x - y) : x > 0xdfff ? -1 : x - y;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
