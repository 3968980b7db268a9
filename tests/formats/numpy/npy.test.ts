// NumPy's arrays: files that NumPy wrote (tests/golden/arrays.py), and every way in which one can be wrong.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { type NpyData, npy, toNpy } from "../../../src/formats/index.ts";
import { gzip, rejection } from "../../data/idxFile.ts";
import { bytesOf, streamOf } from "../../data/sources.ts";

interface Golden {
  cases: { name: string; shape: number[]; values: (number | boolean | string)[]; npy: string }[];
  refused: { name: string; npy: string; message: string }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL("../../golden/arrays.json", import.meta.url), "utf8"));
const decoded = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const numberOf = (value: number | boolean | string) =>
  value === "inf" ? Infinity : value === "-inf" ? -Infinity : value === "nan" ? Number.NaN : Number(value);

describe("what NumPy wrote", () => {
  test.each(golden.cases)("$name", async ({ name, shape, values, npy: base64 }) => {
    const array = await npy(decoded(base64));
    expect(array.shape).toEqual(shape);
    expect(Array.from(array.data)).toEqual(
      values.map(numberOf).map((value) => (name[0] === "f" ? Math.fround(value) : value)),
    );
  });

  test.each([
    ["bool", Uint8Array],
    ["u1", Uint8Array],
    ["i8", Int32Array],
    ["u2 big-endian", Int32Array],
    ["f2", Float32Array],
    ["f8 big-endian", Float32Array],
  ] as const)("%s comes in a typed array that networks take", async (name, type) => {
    const { data } = await npy(decoded(golden.cases.find((each) => each.name === name)?.npy ?? ""));
    expect(data).toBeInstanceOf(type);
  });

  test.each(golden.refused)("$name: refused", async ({ npy: base64, message }) => {
    const error = await rejection(npy(decoded(base64), { name: "array.npy" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.message).toContain("array.npy");
    expect(error.message).toContain(message);
  });

  test("from gzip, and from a stream in pieces", async () => {
    const bytes = decoded(golden.cases[0].npy);
    const whole = await npy(bytes);
    expect(await npy(gzip(bytes))).toEqual(whole);
    expect(await npy(streamOf(bytes, 7))).toEqual(whole);
  });
});

const header = (text: string, numbers = 0): Uint8Array => {
  const bytes = bytesOf(`\x93NUMPY\x01\x00\0\0${text}${"\0".repeat(numbers)}`);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  return bytes;
};

describe("a file that is wrong", () => {
  const sound = toNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "at byte 0: got no bytes at all, expected a NumPy array"],
    [
      "an archive",
      bytesOf("PK\x03\x04............"),
      "got a ZIP archive, expected a NumPy array, which begins with 93 NUMPY. Hint: npz",
    ],
    ["text", bytesOf("1,2,3\n4,5,6\n"), "got text"],
    ["a version to come", sound.with(6, 4), "at byte 6: got version 4.0, expected 1.0, 2.0 or 3.0"],
    ["cut in the header", sound.subarray(0, 60), "the end after 50 of 118 bytes, expected the header"],
    ["cut in the numbers", sound.subarray(0, -1), 'got 151 bytes, expected 152, for its header says [2, 3] of "<f4"'],
    ["more behind", Uint8Array.of(...sound, 0), "at byte 152: got more bytes, expected the end"],
    ["no dictionary", header("[1, 2, 3]"), 'got the header "[1, 2, 3]", expected a dictionary'],
    [
      "a shape of words",
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (a,)}"),
      "expected a dictionary of descr",
    ],
    ["an unknown type", header("{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", 3), 'elements of type "<f3"'],
    [
      "a type without order",
      header("{'descr': 'f4', 'fortran_order': False, 'shape': (1,)}", 4),
      'elements of type "f4"',
    ],
    [
      "beyond all memory",
      header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}"),
      "expected fewer than 2^53",
    ],
    [
      "larger than the file",
      header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000)}"),
      "expected 8000000076, for its header says",
    ],
    [
      "a header of gigabytes",
      bytesOf("\x93NUMPY\x02\x00\xff\xff\xff\x7f{}"),
      "at byte 8: got a header of 2147483647 bytes, expected at most 65536",
    ],
  ])("%s", async (_, bytes, message) => {
    const error = await rejection(npy(bytes, { name: "a.npy" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toMatch(/^a\.npy/);
    expect(error.message).toContain(message);
  });

  test("sizes beyond what comes, from a stream of unknown length, set little memory aside", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const huge = header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 200)}", 100);
    const error = await rejection(npy(streamOf(huge, 50)));
    expect(error.message).toContain("after 100 of 1600000000 bytes");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });
});

describe("toNpy", () => {
  const arrays: NpyData[] = [
    Uint8Array.of(0, 255),
    Uint8ClampedArray.of(1, 2),
    Int8Array.of(-1, 2),
    Uint16Array.of(1, 65535),
    Int16Array.of(-1, 2),
    Uint32Array.of(1, 2),
    Int32Array.of(-(2 ** 31), 5),
    BigInt64Array.of(-1n, 2n),
    BigUint64Array.of(1n, 2n),
    Float32Array.of(-1.5, 0.1),
    Float64Array.of(-1.5, 0.25),
  ];
  test.each(arrays.map((array) => [array.constructor.name, array] as const))("%s comes back", async (_, data) => {
    const { shape, data: back } = await npy(toNpy({ data }));
    expect(shape).toEqual([2]);
    expect(Array.from(back)).toEqual(Array.from(data as ArrayLike<unknown>, Number));
  });

  test("byte for byte what NumPy writes", () => {
    const base64 = golden.cases.find(({ name }) => name === "one number")?.npy ?? "";
    expect(toNpy({ shape: [], data: Float32Array.of(7) })).toEqual(decoded(base64));
    const two = golden.cases.find(({ name }) => name === "i4")?.npy ?? "";
    expect(toNpy({ shape: [2, 3], data: Int32Array.of(-3, 0, 1, 2, 100, -128) })).toEqual(decoded(two));
  });

  test.each([
    [{ data: [1, 2] }, "option", "toNpy data: got [1, 2], expected a typed array"],
    [
      { shape: [3], data: Float32Array.of(1, 2) },
      "shape",
      "toNpy shape: got [3], 3 numbers, expected one of the 2 numbers",
    ],
    [{ shape: [-1, -2], data: Float32Array.of(1, 2) }, "shape", "expected an array of whole numbers"],
  ])("wrong use %#", (array, code, message) => {
    expect(() => toNpy(array as { data: NpyData })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
