// IDX files from a server: progress, cancelling, and what goes wrong between here and there.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idx, type ReadProgress } from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { gzip, idxFile, rejection, unevenBytes } from "./idxFile.ts";

const numbers = unevenBytes(200_000);
const plain = idxFile([200_000], numbers);
const packed = gzip(plain);

const routes: Record<string, RequestListener> = {
  "/plain": (_, response) => response.setHeader("content-length", plain.length).end(plain),
  "/packed.gz": (_, response) => response.setHeader("content-length", packed.length).end(packed),
  "/unknown-length": (_, response) => void response.write(plain, () => response.end()),
  "/encoded": (_, response) => response.setHeader("content-encoding", "gzip").end(gzipSync(plain)),
  "/page": (_, response) => response.end("<!doctype html><title>Welcome</title>"),
  "/empty": (_, response) => response.end(),
  "/stalls": (_, response) => void response.write(plain.subarray(0, 1000)),
  "/breaks": (_, response) => {
    response.setHeader("content-length", plain.length);
    response.write(plain.subarray(0, 1000), () => response.destroy());
  },
};

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const route = routes[request.url ?? ""];
    if (route) route(request, response);
    else response.writeHead(404).end("nothing here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(["/plain", "/packed.gz", "/unknown-length", "/encoded"])("%s", async (path) => {
  expect((await idx(base + path)).data).toEqual(numbers);
  expect((await idx(new URL(path, base))).data).toEqual(numbers);
});

test.each([
  ["/plain", plain.length],
  ["/packed.gz", packed.length],
])("%s tells its progress in bytes as they come", async (path, total) => {
  const seen: ReadProgress[] = [];
  await idx(base + path, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ url: base + path, loaded: total, total });
});

test.each(["/unknown-length", "/encoded"])("%s has no known total", async (path) => {
  const seen: ReadProgress[] = [];
  await idx(base + path, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ url: base + path, loaded: plain.length, total: undefined });
});

test.each([
  ["/missing", "data", "got HTTP status 404 Not Found, expected status 200"],
  ["/page", "format", "at byte 0: got an HTML page, expected an IDX file"],
  ["/empty", "format", "got no bytes at all"],
  ["/breaks", "data", "bytes (terminated"],
])("%s", async (path, code, message) => {
  const error = await rejection(idx(base + path));
  expect(error).toBeInstanceOf(FoveaError);
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
  expect(error.message.startsWith(base + path)).toBe(true);
});

test("a Response already read is refused", async () => {
  const response = await fetch(`${base}/plain`);
  await response.arrayBuffer();
  const error = await rejection(idx(response));
  expect(error.code).toBe("data");
  expect(error.message).toContain("got a Response already read");
});

test("nobody answers", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const error = await rejection(idx(`http://127.0.0.1:${port}/x.gz`));
  expect(error.code).toBe("data");
  expect(error.message).toMatch(/got no answer \(.*ECONNREFUSED.*\), expected a file at this address\. Hint: offline/);
});

test("a path is no address", async () => {
  const error = await rejection(idx("data/train-images-idx3-ubyte.gz"));
  expect(error.code).toBe("data");
  expect(error.message).toContain("a file on disk is for fovea/node");
});

test("a download that stalls can be stopped", async () => {
  const stopper = new AbortController();
  const reading = idx(`${base}/stalls`, { signal: stopper.signal, onProgress: () => stopper.abort() });
  expect((await rejection(reading)).name).toBe("AbortError");
});
