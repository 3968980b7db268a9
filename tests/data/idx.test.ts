// The IDX format: every element type and source, and every way in which a file can be wrong.
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type ByteSource, type IdxData, idx, type ReadProgress } from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { gzip, idxFile, rejection, unevenBytes } from "./idxFile.ts";

const small = idxFile([2, 3], [1, 2, 3, 250, 5, 0]);

const elementTypes: [type: number, data: IdxData][] = [
  [8, Uint8Array.of(0, 1, 128, 255)],
  [9, Int8Array.of(-128, -1, 0, 127)],
  [11, Int16Array.of(-32768, -2, 258, 32767)],
  [12, Int32Array.of(-(2 ** 31), -2, 0x01020304, 2 ** 31 - 1)],
  [13, Float32Array.of(-1.5, 0.1, 3e38, Infinity)],
  [14, Float64Array.of(-1.5, 0.1, 1e300, -0)],
];

describe.each([["plain", (bytes: Uint8Array) => bytes] as const, ["gzip", gzip] as const])("%s", (_, pack) => {
  test.each(elementTypes)("element type %d", async (type, data) => {
    expect(await idx(pack(idxFile([2, 2], data, type)))).toEqual({ shape: [2, 2], data });
  });

  const bytes = pack(small);
  const whole: [string, () => ByteSource][] = [
    ["a Uint8Array", () => bytes],
    ["a part of a larger buffer", () => Uint8Array.of(9, ...bytes, 9).subarray(1, -1)],
    ["shared memory", () => shared(bytes)],
    ["an ArrayBuffer", () => Uint8Array.from(bytes).buffer],
    ["a Blob", () => new Blob([Uint8Array.from(bytes)])],
    ["a stream", () => streamOf(bytes, bytes.length)],
    ["a stream of single bytes", () => streamOf(bytes, 1)],
    ["a Response", () => new Response(Uint8Array.from(bytes))],
  ];
  test.each(whole)("from %s", async (_, source) => {
    expect(await idx(source())).toEqual({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 250, 5, 0) });
  });

  test("one dimension, five dimensions, a dimension of none", async () => {
    expect((await idx(pack(idxFile([3], [7, 8, 9])))).shape).toEqual([3]);
    expect((await idx(pack(idxFile([1, 2, 1, 2, 1], [1, 2, 3, 4])))).shape).toEqual([1, 2, 1, 2, 1]);
    expect(await idx(pack(idxFile([0, 28, 28], [])))).toEqual({ shape: [0, 28, 28], data: new Uint8Array(0) });
  });

  test("longer than a chunk", async () => {
    const data = unevenBytes(300_000);
    expect((await idx(pack(idxFile([300_000], data)))).data).toEqual(data);
  });

  test("progress goes up to the source's own length", async () => {
    const source = pack(idxFile([300_000], unevenBytes(300_000)));
    const seen: ReadProgress[] = [];
    await idx(source, { name: "images", onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ url: "images", loaded: source.length, total: source.length });
    expect(seen.every(({ loaded }, i) => loaded > (seen[i - 1]?.loaded ?? 0))).toBe(true);
  });
});

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function streamOf(bytes: Uint8Array, chunk: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) controller.close();
      else {
        controller.enqueue(bytes.slice(at, at + chunk));
        at = Math.min(bytes.length, at + chunk);
      }
    },
  });
}

describe("a file that is wrong", () => {
  const noisy = gzip(idxFile([20_000], unevenBytes(20_000)));
  const cases: [what: string, bytes: Uint8Array, message: string][] = [
    ["nothing", new Uint8Array(0), "at byte 0: got no bytes at all, expected an IDX file"],
    ["PNG", text("\x89PNG\r\n\x1a\n"), "at byte 0: got a PNG picture"],
    ["JPEG", text("\xff\xd8\xff\xe0"), "got a JPEG picture"],
    ["ZIP", text("PK\x03\x04...."), "got a ZIP archive"],
    ["HTML", text("<!DOCTYPE html><html><body>Not here"), "got an HTML page"],
    ["JSON", text('{"error": "no such file"}'), "got JSON"],
    ["LFS", text("version https://git-lfs.github.com/spec/v1\noid"), "got a Git LFS pointer in place of the file"],
    ["text", text("label,pixel0,pixel1"), 'got text, "label,pixel0,pixel1"'],
    ["other bytes", Uint8Array.of(1, 2, 3, 4, 5), "got the bytes 01 02 03 04"],
    ["gzip of PNG", gzip(text("\x89PNG\r\n\x1a\n")), "at unzipped byte 0: got gzip of a PNG picture"],
    ["gzip of gzip", gzip(gzip(small)), "got gzip of gzip data"],
    ["an unknown element type", idxFile([1], [1]).with(2, 10), "at byte 2: got element type 10, expected 8 (uint8), 9"],
    ["no dimensions", Uint8Array.of(0, 0, 8, 0, 5), "at byte 3: got 0 dimensions, expected at least 1"],
    ["a cut header", small.subarray(0, 3), "got the bytes 00 00 08, expected an IDX file"],
    [
      "cut sizes",
      small.subarray(0, 9),
      "at byte 9: got the end after 5 of 8 bytes, expected the sizes of 2 dimensions",
    ],
    ["cut numbers", small.subarray(0, 15), "got 15 bytes, expected 18, for its header says [2, 3]"],
    ["a byte too many", Uint8Array.of(...small, 0), "at byte 18: got more bytes, expected the end"],
    ["bytes too many in gzip", gzip(Uint8Array.of(...small, 0)), "at unzipped byte 18: got more bytes"],
    ["sizes that cannot be", idxFile([2 ** 32 - 1, 2 ** 32 - 1, 9], [1]), "got 17 bytes, expected 1660206965860765"],
    ["such sizes in gzip", gzip(idxFile([60_000, 28, 28], [1])), "bytes of gzip, expected 47040016 unzipped"],
    ["cut numbers in gzip", gzip(idxFile([9, 3], [1, 2, 3])), "at unzipped byte 15: got the end after 3 of 27 bytes"],
    ["cut gzip", noisy.subarray(0, 12_000), "of 20000 bytes, expected [20000] numbers of 1 bytes"],
    ["damaged gzip", noisy.with(20, noisy[20] ^ 255), "damaged gzip data"],
    ["a wrong checksum", noisy.with(-5, noisy.at(-5)! ^ 1), "damaged gzip data"],
    ["gzip with nothing after its magic", Uint8Array.of(0x1f, 0x8b), "damaged gzip data"],
    ["gzip's magic before raw deflate", Uint8Array.of(0x1f, 0x8b, ...deflateSync(small)), "damaged gzip data"],
  ];
  test.each(cases)("%s", async (_, bytes, message) => {
    const error = await rejection(idx(bytes, { name: "file" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^file( at .*byte \d+)?: got /);
  });

  test.each(cases.filter(([what]) => what !== "nothing"))(
    "%s, from a stream of unknown length",
    async (what, bytes) => {
      if (what === "sizes that cannot be" || what === "such sizes in gzip") return; // the next test's
      const error = await rejection(idx(streamOf(bytes, 7)));
      expect(error).toBeInstanceOf(FoveaError);
      expect(error.code).toBe("format");
    },
  );

  test("sizes beyond any memory, from a stream of unknown length", async () => {
    const error = await rejection(idx(streamOf(idxFile([2 ** 32 - 1, 2 ** 32 - 1], [1]), 100)));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("memory");
    expect(error.message).toMatch(
      /^bytes: an array of \[4294967295, 4294967295\], 184467440651196\d+ bytes, is more than/,
    );
  });
});

/** One byte a character. */
function text(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

test.each([
  [undefined, "option", "got undefined, expected a Uint8Array, ArrayBuffer, Blob"],
  [7, "option", "got 7, expected"],
  [new Float32Array(3), "option", "got Float32Array(3), expected a Uint8Array"],
  [
    new ReadableStream({ start: (controller) => controller.enqueue("text") }),
    "data",
    "in a stream, expected chunks that are Uint8Arrays",
  ],
  [lockedStream(), "data", "got a stream that something else reads"],
])("source %#", async (source, code, message) => {
  const error = await rejection(idx(source as ByteSource));
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
});

function lockedStream(): ReadableStream {
  const stream = streamOf(small, 4);
  stream.getReader();
  return stream;
}

test("unknown options are refused", async () => {
  const error = await rejection(idx(small, { progress: () => {} } as object));
  expect(error.code).toBe("option");
  expect(error.message).toContain('unknown option "progress"');
});

test("a callback's error comes through", async () => {
  const onProgress = () => {
    throw new RangeError("mine");
  };
  expect(await rejection(idx(small, { onProgress }))).toEqual(new RangeError("mine"));
});

describe("a signal", () => {
  test("aborted before", async () => {
    expect((await rejection(idx(small, { signal: AbortSignal.abort() }))).name).toBe("AbortError");
  });

  test("aborted while it waits, with a reason, ends the stream", async () => {
    const stopper = new AbortController();
    let cancelled = false;
    const stalled = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(small.slice(0, 8)),
      pull: () => stopper.abort(new Error("enough")),
      cancel: () => {
        cancelled = true;
      },
    });
    expect((await rejection(idx(stalled, { signal: stopper.signal }))).message).toBe("enough");
    expect(cancelled).toBe(true);
  });

  test("aborted in the middle of gzip", async () => {
    const stopper = new AbortController();
    const source = gzip(idxFile([300_000], unevenBytes(300_000)));
    const error = await rejection(idx(source, { signal: stopper.signal, onProgress: () => stopper.abort() }));
    expect(error.name).toBe("AbortError");
  });
});

test("a source that fails is named, with how far it came", async () => {
  let pulls = 0;
  const failing = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(small.slice(0, 10));
      else controller.error(new Error("lost"));
    },
  });
  const error = await rejection(idx(failing, { name: "cable" }));
  expect(error.code).toBe("data");
  expect(error.message).toContain("cable: got an error after 10 bytes (lost), expected all of it");
});
