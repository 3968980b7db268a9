// Downloads from a server of our own: checked, cached, whole or not at all, taken up again, and clear when something is wrong.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DownloadOptions, download } from "../../src/node/index.ts";
import { rejection, unevenBytes } from "../data/idxFile.ts";

const FILE = unevenBytes(300_000);
const SHA256 = createHash("sha256").update(FILE).digest("hex");

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});
let base: string;
let folder: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fovea-download-"));
  requests.length = 0;
  answer = (_, response) => response.setHeader("content-length", FILE.length).end(FILE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const get = (options: DownloadOptions = {}, path = "/a/digits.gz"): Promise<string> =>
  download(`${base}${path}`, options.path || options.cache ? options : { cache: folder, ...options });

/** Expects that nothing but `names` lies in the folder. */
const expectFiles = (...names: string[]): void => expect(readdirSync(folder).sort()).toEqual(names.sort());

/** Sends the bytes from `from`, breaking off after `count`. */
function breakOff(response: ServerResponse, from: number, count: number): void {
  response.write(FILE.subarray(from, from + count), () => setTimeout(() => response.destroy(), 20));
}

test("into the cache, once for an address", async () => {
  const path = await get({ sha256: SHA256.toUpperCase(), size: FILE.length });
  expect(path).toMatch(/fovea-download-[^/\\]*[/\\][0-9a-f]{12}-digits\.gz$/);
  expect(new Uint8Array(readFileSync(path))).toEqual(FILE);
  expect(await get({ sha256: SHA256 })).toBe(path);
  expect(requests).toHaveLength(1);
  const other = await get({}, "/b/digits.gz");
  expect(other).not.toBe(path);
  expect(await get({}, "/b/digits.gz")).toBe(other);
  expect(requests).toHaveLength(2);
});

test("to a path, in folders that are made", async () => {
  const path = join(folder, "deep/er/file.bin");
  expect(await get({ path })).toBe(path);
  expect(readdirSync(join(folder, "deep/er"))).toEqual(["file.bin"]);
});

test("the cache that the environment names", async () => {
  process.env.FOVEA_CACHE = join(folder, "mine");
  try {
    expect((await download(`${base}/x.bin`)).startsWith(join(folder, "mine"))).toBe(true);
  } finally {
    delete process.env.FOVEA_CACHE;
  }
});

test("progress", async () => {
  const seen: [number, number | undefined][] = [];
  await get({ onProgress: ({ url, loaded, total }) => url.endsWith("digits.gz") && seen.push([loaded, total]) });
  expect(seen.at(-1)).toEqual([FILE.length, FILE.length]);
  expect(seen.every(([loaded], i) => i === 0 || loaded > seen[i - 1][0])).toBe(true);
});

describe("a file that lies there", () => {
  test.each([
    ["damaged, by its hash", { sha256: SHA256 }, FILE.with(7, FILE[7] ^ 1)],
    ["cut short, by its size", { size: FILE.length }, FILE.subarray(0, 10)],
  ])("%s, is fetched anew", async (_, options, there) => {
    const path = join(folder, "x");
    writeFileSync(path, there);
    await get({ path, ...options });
    expect(new Uint8Array(readFileSync(path))).toEqual(FILE);
    expectFiles("x");
  });

  test("is taken as it is where nothing says what it should be", async () => {
    const path = join(folder, "x");
    writeFileSync(path, "mine");
    expect(readFileSync(await get({ path }), "utf8")).toBe("mine");
    expect(requests).toHaveLength(0);
  });

  test("stays when the new one is wrong", async () => {
    const path = join(folder, "x");
    writeFileSync(path, "old");
    await rejection(get({ path, sha256: "0".repeat(64) }));
    expect(readFileSync(path, "utf8")).toBe("old");
    expectFiles("x");
  });

  test("unfinished ones of processes that died are swept up, new ones not", async () => {
    for (const name of [".x.0123456789ab.part", ".x.ba9876543210.part"]) writeFileSync(join(folder, name), "half");
    utimesSync(join(folder, ".x.0123456789ab.part"), 1e9, 1e9);
    await get({ path: join(folder, "x") });
    expectFiles("x", ".x.ba9876543210.part");
  });
});

describe("a connection that breaks", () => {
  test("is taken up where it broke", async () => {
    answer = ({ headers }, response) => {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
      expect(headers["if-range"]).toBe(from ? '"v1"' : undefined);
      response.setHeader("etag", '"v1"').setHeader("accept-ranges", "bytes");
      if (from) response.setHeader("content-range", `bytes ${from}-${FILE.length - 1}/${FILE.length}`);
      response.setHeader("content-length", FILE.length - from).writeHead(from ? 206 : 200);
      if (requests.length < 3) breakOff(response, from, 100_000);
      else response.end(FILE.subarray(from));
    };
    expect(new Uint8Array(readFileSync(await get({ sha256: SHA256 })))).toEqual(FILE);
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=100000-", "bytes=200000-"]);
  });

  test("begins again where the server cannot, or has another file now", async () => {
    answer = (_, response) => {
      response.setHeader("etag", `"v${requests.length}"`).setHeader("accept-ranges", "bytes");
      response.setHeader("content-length", FILE.length);
      if (requests.length === 1) breakOff(response, 0, 100_000);
      else response.end(FILE);
    };
    expect(new Uint8Array(readFileSync(await get({ sha256: SHA256 })))).toEqual(FILE);
  });

  test("is an error in the end, and nothing is kept", { timeout: 20_000 }, async () => {
    answer = (_, response) => {
      response.setHeader("content-length", FILE.length);
      breakOff(response, 0, 5000);
    };
    const error = await rejection(get());
    expect(error).toMatchObject({
      code: "data",
      message: expect.stringMatching(/an error after 5000 of 300000 bytes \(/),
    });
    expect(requests).toHaveLength(4);
    expectFiles();
  });

  test("that goes silent counts as broken", { timeout: 20_000 }, async () => {
    answer = () => {};
    const error = await rejection(get({ patience: 0.1 }));
    expect(error.message).toMatch(/got no answer \(nothing came for 0\.1 seconds\)/);
  });
});

describe("what is wrong", () => {
  test("another hash: what came is described, and nothing kept", async () => {
    const page = "<!doctype html><title>Please log in</title>";
    answer = (_, response) => response.end(page);
    const error = await rejection(get({ sha256: SHA256 }));
    expect(error).toMatchObject({ code: "data" });
    expect(error.message).toContain(`digits.gz: got a file of SHA-256 `);
    expect(error.message).toContain(`(${page.length} bytes, an HTML page), expected ${SHA256}`);
    expectFiles();
  });

  test.each([
    ["said before", true],
    ["found at the end", false],
  ])("another size, %s", async (_, said) => {
    answer = (_, response) => {
      if (said) response.setHeader("content-length", 5);
      response.end("short");
    };
    const error = await rejection(get({ size: 6 }));
    expect(error.message).toContain("digits.gz: got 5 bytes, expected 6");
    expectFiles();
  });

  test("more than was said is not read to its end", async () => {
    answer = (_, response) => response.end(FILE);
    expect((await rejection(get({ size: 10 }))).message).toMatch(/got \d+ bytes, expected 10/);
  });

  test("an HTTP status", async () => {
    answer = (_, response) => response.writeHead(404).end("no");
    expect(await rejection(get())).toMatchObject({
      code: "data",
      message: expect.stringContaining("HTTP status 404 Not Found"),
    });
    expect(requests).toHaveLength(1);
    expectFiles();
  });

  test("offline: nobody listens there, and no such name", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    for (const url of [`http://127.0.0.1:${port}/digits.gz`, "http://no-such-host.invalid/digits.gz"]) {
      const error = await rejection(download(url, { cache: folder }));
      expect(error).toMatchObject({ code: "data" });
      expect(error.message).toMatch(
        /digits\.gz: got no answer \(.*(ECONNREFUSED|ENOTFOUND|EAI_AGAIN).*is this machine online/,
      );
      expect(error.message).toContain(folder);
    }
    expectFiles();
  });

  test("a folder that cannot be made, or lies where the file should", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await rejection(get({ path: join(folder, "file/x") }))).toMatchObject({ code: "file" });
    mkdirSync(join(folder, "there"));
    expect((await rejection(get({ path: join(folder, "there") }))).message).toMatch(/cannot read .*there: a folder/);
  });

  test("aborted before and midway: the signal's reason, and nothing is kept", async () => {
    expect(await rejection(get({ signal: AbortSignal.abort(new Error("enough")) }))).toMatchObject({
      message: "enough",
    });
    const abort = new AbortController();
    answer = (_, response) => {
      response.setHeader("content-length", FILE.length);
      response.write(FILE.subarray(0, 1000));
    };
    const work = get({ signal: abort.signal, onProgress: () => abort.abort(new Error("enough")) });
    expect(await rejection(work)).toMatchObject({ message: "enough" });
    expectFiles();
  });

  test.each<[unknown, object, string]>([
    ["digits.gz", {}, 'download.url: got "digits.gz", expected an address of http: or https:'],
    ["file:///etc/hosts", {}, 'download.url: got "file:///etc/hosts"'],
    ["http://x/", { sha256: "abc" }, 'download.sha256: got "abc", expected 64 hex digits'],
    ["http://x/", { size: -1 }, "download.size: got -1"],
    ["http://x/", { path: "a", cache: "b" }, "got a path and a cache, expected one of them"],
    ["http://x/", { path: "" }, 'download.path: got ""'],
    ["http://x/", { patience: 0 }, "download.patience: got 0"],
    ["http://x/", { hash: "x" }, 'unknown option "hash"'],
  ])("wrong use %#", async (url, options, message) => {
    const error = await rejection(download(url as string, options));
    expect(error).toMatchObject({ code: "option", message: expect.stringContaining(message) });
  });
});

test("several at once, in this process and another", async () => {
  const path = join(folder, "x");
  answer = (_, response) => {
    response.setHeader("content-length", FILE.length).write(FILE.subarray(0, 1000));
    setTimeout(() => response.end(FILE.subarray(1000)), 50);
  };
  const here = Array.from({ length: 4 }, () => get({ path, sha256: SHA256 }));
  const other = join(folder, "other.mjs");
  const built = new URL("../../build/src/node/index.js", import.meta.url);
  if (existsSync(built)) {
    writeFileSync(
      other,
      `import { download } from ${JSON.stringify(built.href)}; await download(process.argv[2], { path: process.argv[3] });`,
    );
    here.push(promisify(execFile)(process.execPath, [other, `${base}/x`, path]).then(() => path));
  }
  await Promise.all(here);
  rmSync(other, { force: true });
  expect(new Uint8Array(readFileSync(path))).toEqual(FILE);
  expectFiles("x");
});
