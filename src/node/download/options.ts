/** What a download takes, and where it goes. */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ReadOptions } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";

/** What {@link download} takes besides the address. */
export interface DownloadOptions extends ReadOptions {
  /** Where the file goes. Default: into the cache. */
  path?: string;
  /** The folder of the cache. Default: FOVEA_CACHE of the environment, else the system's folder for caches. */
  cache?: string;
  /** The file's SHA-256, 64 hex digits: what has another is not taken, and what lies there with another is fetched anew. */
  sha256?: string;
  /** The file's bytes. */
  size?: number;
  /** Seconds without a byte after which the connection counts as lost. Default 60. */
  patience?: number;
}

/** A download that has been checked. */
export interface Download extends ReadOptions {
  url: string;
  path: string;
  sha256?: string;
  size?: number;
  patience: number;
}

/** Checks an address and its options. */
export function checkDownload(address: string | URL, options: DownloadOptions): Download {
  checkOptions("download", options, ["path", "cache", "sha256", "size", "patience", "onProgress", "signal"]);
  const url = checkAddress(address);
  const { path, cache, sha256, size, patience = 60, onProgress, signal } = options;
  for (const [name, value] of Object.entries({ path, cache }))
    if (value !== undefined && (typeof value !== "string" || value === ""))
      fail("option", { where: `download.${name}`, got: show(value), expected: "a path" });
  if (path !== undefined && cache !== undefined)
    fail("option", { where: "download", got: "a path and a cache", expected: "one of them" });
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    fail("option", { where: "download.sha256", got: show(sha256), expected: "64 hex digits" });
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
    fail("option", { where: "download.size", got: show(size), expected: "a number of bytes" });
  if (!(typeof patience === "number" && patience > 0))
    fail("option", { where: "download.patience", got: show(patience), expected: "a positive number of seconds" });
  return {
    url: url.href,
    path: path ?? join(cache ?? cacheFolder(), cacheName(url)),
    sha256: sha256?.toLowerCase(),
    size,
    patience,
    onProgress,
    signal,
  };
}

function checkAddress(address: string | URL): URL {
  const expected = 'an address of http: or https:, such as "https://example.org/digits.gz"';
  try {
    const url = new URL(address);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch {
    // Said below.
  }
  return fail("option", {
    where: "download.url",
    got: show(address instanceof URL ? address.href : address),
    expected,
  });
}

/** The folder for caches of this user on this system. */
function cacheFolder(): string {
  const { FOVEA_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (FOVEA_CACHE) return FOVEA_CACHE;
  if (process.platform === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "fovea", "Cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "fovea");
  return join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "fovea");
}

/** The name in the cache: what the address ends with, behind a mark of all of it, as two sites may use one name. */
function cacheName(url: URL): string {
  const mark = createHash("sha256").update(url.href).digest("hex").slice(0, 12);
  const last =
    url.pathname
      .split("/")
      .at(-1)
      ?.replace(/[^\w.-]/g, "_") ?? "";
  return last ? `${mark}-${last.slice(-100)}` : mark;
}
