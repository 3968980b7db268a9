// Archives of arrays: those that NumPy wrote (tests/golden/arrays.py), and damaged ones.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { npz, toNpy } from "../../../src/formats/index.ts";
import { idxFile, rejection } from "../../data/idxFile.ts";
import { bytesOf, streamOf } from "../../data/sources.ts";

const golden = JSON.parse(readFileSync(new URL("../../golden/arrays.json", import.meta.url), "utf8"));
const archive = (name: string) => new Uint8Array(Buffer.from(golden.npz[name], "base64"));
const arrays = {
  x: { shape: [3, 100], data: Uint8Array.from({ length: 300 }, (_, i) => i) },
  y: { shape: [3], data: Int32Array.of(2, 0, 1) },
};

describe.each(["stored", "deflated", "zip64"])("%s", (kind) => {
  test("all arrays, from bytes and from a stream", async () => {
    expect(await npz(archive(kind))).toEqual(arrays);
    expect(await npz(streamOf(archive(kind), 100))).toEqual(arrays);
  });

  test("some", async () => {
    expect(await npz(archive(kind), { names: ["y"] })).toEqual({ y: arrays.y });
  });

  test("behind other bytes in a larger buffer, with a comment at the end", async () => {
    const bytes = archive(kind);
    bytes[bytes.length - 2] = 5;
    expect(await npz(Uint8Array.of(1, 2, 3, ...bytes, 80, 75, 5, 6, 0).subarray(3))).toEqual(arrays);
  });

  test("cut anywhere, it is an error that says so", async () => {
    const bytes = archive(kind);
    for (let length = 0; length < bytes.length; length += 13) {
      const error = await rejection(npz(bytes.subarray(0, length), { name: "a.npz" }));
      expect(error).toBeInstanceOf(FoveaError);
      expect(error.message).toMatch(/^a\.npz.*: got/);
      expect(error.code).toBe("format");
    }
  });

  test("with any byte changed, it is refused or the same", async () => {
    const bytes = archive(kind);
    for (let at = 0; at < bytes.length; at++) {
      const [read] = await Promise.allSettled([npz(bytes.with(at, bytes[at] ^ 0x41), { names: ["x"] })]);
      if (read.status === "fulfilled") expect(read.value.x).toEqual(arrays.x);
      else expect(read.reason).toBeInstanceOf(FoveaError);
    }
  });
});

describe("errors", () => {
  test("a name that is not there: those that are", async () => {
    const error = await rejection(npz(archive("stored"), { name: "a.npz", names: ["z"] }));
    expect(error.code).toBe("data");
    expect(error.message).toBe('a.npz: got the arrays ["x", "y"], expected one called "z".');
  });

  test.each([
    ["an array alone", toNpy({ data: Uint8Array.of(1) }), "got a NumPy array, expected a ZIP archive"],
    ["no archive", idxFile([1], [1]), "expected a ZIP archive"],
    ["nothing", new Uint8Array(0), "got no bytes at all"],
    [
      "an archive that begins only",
      bytesOf("PK\x03\x04 and so on, with no directory"),
      "got a ZIP archive without its end",
    ],
  ])("%s", async (_, bytes, message) => {
    const error = await rejection(npz(bytes));
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
  });

  test("a checksum that does not hold names archive and array", async () => {
    const bytes = archive("stored");
    const at = bytes.findIndex((_, i) => bytes[i] === 100 && bytes[i + 1] === 101 && bytes[i + 2] === 102);
    const error = await rejection(npz(bytes.with(at, 7), { name: "a.npz" }));
    expect(error.message).toBe(
      "a.npz, member x.npy: got another checksum, expected that of the directory. Hint: the file is damaged.",
    );
  });

  test("a size that deflate cannot hold sets no memory aside", async () => {
    const bytes = archive("deflated");
    const directory = bytes.lastIndexOf(0x01, bytes.length - 22);
    const entry = new DataView(bytes.buffer);
    for (let at = 0; at < directory; at++)
      if (entry.getUint32(at, true) === 0x02014b50) entry.setUint32(at + 24, 0xfffffff0, true);
    expect((await rejection(npz(bytes))).message).toMatch(/expected 4294967280 unpacked, which they cannot hold/);
  });

  test("unknown options are refused", async () => {
    expect((await rejection(npz(archive("stored"), { only: ["x"] } as object))).message).toContain(
      'unknown option "only"',
    );
  });
});
