// Pictures from what pages have, as far as Node has it; the rest is in tests/runtimes/program/media.mjs.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { encodePng, type PictureOptions, type PictureSource, pictureFrom } from "../../src/images/index.ts";
import { rejection } from "../data/idxFile.ts";

const data = Uint8ClampedArray.of(1, 2, 3, 255, 100, 100, 100, 0);
const pixels = { width: 2, height: 1, data };
const file = encodePng({ width: 2, height: 1, channels: 4, data });

test.each<[string, PictureSource]>([
  ["ImageData", pixels],
  ["a Blob", new Blob([new Uint8Array(file)])],
  ["a Response", new Response(new Uint8Array(file))],
  ["bytes", file],
  ["an ArrayBuffer", new Uint8Array(file).buffer],
  ["a stream", new Blob([new Uint8Array(file)]).stream()],
])("%s", async (_, source) => {
  const picture = await pictureFrom(source, { channels: 4 });
  expect(picture).toEqual({ width: 2, height: 1, channels: 4, data: new Uint8Array(data) });
});

test("three channels unless said, and pixels of its own", async () => {
  expect([...(await pictureFrom(pixels)).data]).toEqual([1, 2, 3, 255, 255, 255]);
  const picture = await pictureFrom(pixels, { channels: 4 });
  expect(picture.data.buffer).not.toBe(data.buffer);
});

test("an address, which names the picture in errors", async () => {
  const server = createServer(({ url }, response) => response.end(url === "/cat.png" ? file : "no picture"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect((await pictureFrom(`${base}/cat.png`)).width).toBe(2);
    expect((await rejection(pictureFrom(new URL(`${base}/dog.png`)))).message).toContain(`${base}/dog.png: got text`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe("wrong use", () => {
  test.each<[unknown, PictureOptions, string, string]>([
    [{ width: 2, height: 1 }, {}, "runtime", "no OffscreenCanvas"],
    [7, {}, "option", "pictureFrom.source: got 7, expected ImageData, a canvas"],
    [null, {}, "option", "pictureFrom.source: got null"],
    [{ width: 2, height: 2, data }, {}, "option", "got 8 bytes, expected 2x2 pixels of 4 bytes"],
    [{ width: 0, height: 0, data: new Uint8ClampedArray() }, {}, "format", "a picture of 0x0 pixels"],
    [pixels, { maxPixels: 1 }, "memory", "2x1 pixels, expected at most 1"],
    [pixels, { channels: 5 as 3 }, "option", "pictureFrom.channels: got 5"],
    [new Blob([]), { name: "x.png" }, "format", "x.png: got no bytes at all"],
  ])("%#", async (source, options, code, message) => {
    const error = await rejection(pictureFrom(source as PictureSource, options));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
