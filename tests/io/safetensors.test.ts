import { describe, expect, test } from "vitest";
import { load } from "../../src/index.ts";
import { decode, encode } from "../../src/io/safetensors.ts";
import { sharedEngine } from "../harness/engines.ts";

/** A file by hand: header length, header, data. */
function file(header: unknown, bytes = 0, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const made = new Uint8Array(8 + text.length + bytes);
  new DataView(made.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  made.set(text, 8);
  return made;
}

const tensor = (shape: unknown, from: unknown, to: unknown, dtype: unknown = "F32"): object => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

test("encode writes what the format's specification says", () => {
  const bytes = encode({
    tensors: new Map([["a", { shape: [2], data: Float32Array.of(1, -2) }]]),
    metadata: { k: "v" },
  });
  const header = '{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(padded.length));
  expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
  expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
});

test("decode reads it back, wherever the bytes lie", () => {
  const tensors = new Map([
    ["b", { shape: [1, 3], data: Float32Array.of(1, 2, 3) }],
    ["a", { shape: [], data: Float32Array.of(7) }],
    ["none", { shape: [0, 4], data: new Float32Array(0) }],
  ]);
  const bytes = encode({ tensors, metadata: {} });
  for (const shift of [0, 1, 2, 3, 5]) {
    const shifted = new Uint8Array(bytes.length + shift);
    shifted.set(bytes, shift);
    expect(decode(shifted.subarray(shift)).tensors).toEqual(tensors);
  }
});

test("decode reads files of other writers: any order of entries, no padding, no metadata", () => {
  const bytes = file({ b: tensor([1], 4, 8), a: tensor([1], 0, 4) }, 8);
  new DataView(bytes.buffer).setFloat32(bytes.length - 8, 1.5, true);
  const { tensors, metadata } = decode(bytes);
  expect([...tensors].map(([name, { data }]) => [name, [...data]])).toEqual([
    ["a", [1.5]],
    ["b", [0]],
  ]);
  expect(metadata).toEqual({});
  expect(decode(file({ __metadata__: null })).metadata).toEqual({});
});

describe("decode says what is wrong where", () => {
  test.each<[string, Uint8Array, string]>([
    [
      "nothing",
      new Uint8Array(0),
      "safetensors file: got 0 bytes, expected at least 8, a header's length. Hint: the file is cut off or not a model.",
    ],
    [
      "a header beyond the end",
      file("{}", 0, 100n),
      "safetensors file: got 10 bytes, expected 108 for the header alone. Hint: the file is cut off or not a model.",
    ],
    [
      "a header of absurd length",
      file("{}", 0, 2n ** 62n),
      "safetensors file: got a header of 4611686018427388000 bytes, expected at most 100 MB. Hint: this is not a safetensors file.",
    ],
    [
      "no JSON",
      file("{"),
      "safetensors file: got a header that is not JSON, expected a JSON header. Hint: this is not a safetensors file.",
    ],
    ["no UTF-8", file("\u0000"), "safetensors file: got a header that is not JSON"],
    ["a list", file([]), "safetensors file: got a header that is no object, expected an object of tensors."],
    [
      "metadata of numbers",
      file({ __metadata__: { a: 1 } }),
      "safetensors file: got metadata that is not text by name, expected an object of strings.",
    ],
    [
      "another type of number",
      file({ a: tensor([2], 0, 4, "F16") }, 4),
      'safetensors file, tensor "a": got dtype F16, expected F32. Hint: the file is damaged or of another kind.',
    ],
    [
      "no shape",
      file({ a: { dtype: "F32", data_offsets: [0, 4] } }, 4),
      'safetensors file, tensor "a": got no shape or offsets, expected dtype, shape and data_offsets.',
    ],
    ["null for a tensor", file({ a: null }), 'safetensors file, tensor "a": got no shape or offsets'],
    ["a negative size", file({ a: tensor([-1], 0, 4) }, 4), 'safetensors file, tensor "a": got no shape or offsets'],
    [
      "one offset",
      file({ a: { dtype: "F32", shape: [1], data_offsets: [0] } }, 4),
      'safetensors file, tensor "a": got no shape or offsets',
    ],
    [
      "tensors that overlap",
      file({ a: tensor([2], 0, 8), b: tensor([1], 4, 8) }, 8),
      'safetensors file, tensor "b": got bytes 4 to 8, expected a range from 8 within the 8 bytes of data.',
    ],
    [
      "a gap between tensors",
      file({ a: tensor([1], 0, 4), b: tensor([1], 8, 12) }, 12),
      'safetensors file, tensor "b": got bytes 8 to 12, expected a range from 4',
    ],
    [
      "a tensor outside",
      file({ a: tensor([4], 0, 16) }, 12),
      'safetensors file, tensor "a": got bytes 0 to 16, expected a range from 0 within the 12 bytes of data.',
    ],
    [
      "offsets the wrong way round",
      file({ a: tensor([1], 0, 4), b: tensor([1], 4, 0) }, 4),
      'safetensors file, tensor "b": got bytes 4 to 0',
    ],
    [
      "too few bytes for the shape",
      file({ a: tensor([3], 0, 8) }, 8),
      'safetensors file, tensor "a": got 8 bytes, expected 12 for shape [3].',
    ],
    [
      "bytes left over",
      file({ a: tensor([1], 0, 4) }, 6),
      "safetensors file: got 6 bytes of data, expected 4, as the header says. Hint: the file is damaged.",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(message);
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ name: "FoveaError", code: "format" }));
  });
});

test("load refuses safetensors files of other programs", async () => {
  const engine = await sharedEngine({ threads: 1 });
  for (const header of [{}, { __metadata__: { format: "pt" }, weight: tensor([1], 0, 4) }])
    await expect(load(file(header, "weight" in header ? 4 : 0), { engine })).rejects.toThrow(
      "model file: got a safetensors file without fovea's graph",
    );
});
