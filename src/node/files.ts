/** Files of Node, Deno and Bun: writing that never leaves half a file, reading with errors that say which file and why. */
import { randomBytes } from "node:crypto";
import { fstatSync, fsyncSync, ftruncateSync, writeSync } from "node:fs";
import { type FileHandle, open, readFile, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FoveaError, fail, show } from "../error.ts";

/** What goes wrong with files, in words: reason and hint by the system's error code. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["no such file or folder", "check the path and the current folder"],
  ENOTDIR: ["a part of the path is no folder", "check the path"],
  EEXIST: ["a file of that name is in the way", "choose another name"],
  EISDIR: ["a folder", "name a file inside it"],
  EACCES: ["permission denied", "check who owns the file and its folder"],
  EPERM: ["the system does not permit it", "check who owns the file and its folder"],
  EROFS: ["a read-only file system", "choose another folder"],
  ENOSPC: ["the disk is full", "free some space; the file is as it was before"],
  EDQUOT: ["the disk quota is used up", "free some space; the file is as it was before"],
  EFBIG: ["the file would be too large for its file system", "choose another folder"],
  EIO: ["the disk reports an error", "check the disk"],
  EMFILE: ["too many open files", "close some"],
};

/** Throws the one error, of code "file", for what the system said of `path`. */
export function failFile(verb: "read" | "write" | "make the folder", path: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const [reason, hint] = REASONS[code] ?? [error instanceof Error ? error.message : show(error)];
  throw new FoveaError("file", `cannot ${verb} ${path}: ${reason}.${hint ? ` Hint: ${hint}.` : ""}`);
}

/**
 * Replaces the contents of `path` with `bytes`, wholly or not at all: they go to a new file in the same folder, are flushed to
 * the disk, and only then take the name. Whoever reads the path, even after a crash at any moment, finds the old bytes or the new.
 *
 * @throws FoveaError "file" when it cannot be written (disk full, no permission, no such folder, ...); `path` is then untouched.
 * @example
 * await writeFileAtomic("model.safetensors", model.save());
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  if (typeof path !== "string" || path === "")
    fail("option", { where: "writeFileAtomic.path", got: show(path), expected: "the path of a file" });
  if (!(bytes instanceof Uint8Array))
    fail("option", { where: "writeFileAtomic.bytes", got: show(bytes), expected: "a Uint8Array" });
  // A link stays a link: what it points at is replaced.
  const target = await realpath(path).catch(() => path);
  const temporary = temporaryName(target);
  try {
    await writeFlushed(temporary, bytes);
    await rename(temporary, target);
    await flushFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    failFile("write", path, error);
  }
}

/** The contents of a file. Throws a FoveaError "file" that names it and the reason. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    return failFile("read", path, error);
  }
}

/**
 * Appends `bytes` to the file of `path`, open for appending: all of them or none, as far as the disk allows. Throws a FoveaError "file".
 */
export function appendBytes(file: number, path: string, bytes: Uint8Array): void {
  let before: number | undefined;
  try {
    before = fstatSync(file).size;
    // A disk that is nearly full takes a part, and says so only when asked to take the rest.
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  } catch (error) {
    if (before !== undefined) cutBack(file, before);
    failFile("write", path, error);
  }
}

function cutBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // What went wrong first is what is told.
  }
}

/** Makes sure that what was appended to the file of `path` is on the disk. Throws a FoveaError "file". */
export function flushBytes(file: number, path: string): void {
  try {
    fsyncSync(file);
  } catch (error) {
    failFile("write", path, error);
  }
}

/** True for the names that {@link writeFileAtomic} gives to files it has not finished: only a killed process leaves any. */
export function isUnfinished(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.part$/.test(name);
}

/** A new name beside `path`, for what is not yet whole. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Flushes the folder's entry of a renamed file. Systems that cannot open a folder (Windows) do without. */
export async function flushFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, "r");
    await folder.sync();
  } catch {
    // The file itself is whole either way.
  } finally {
    await folder?.close();
  }
}
