import { fail } from "../error.ts";
import { count, type Shape } from "../graph/shape.ts";

/** A tensor in a file; always f32 here. */
export interface StoredTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
export interface Stored {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Encodes tensors as a safetensors file: 8 bytes of header length (little-endian), a JSON header, then the data.
 * Source: https://github.com/huggingface/safetensors.
 */
export function encode({ tensors, metadata }: Stored): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + data.length * 4] };
    at += data.length * 4;
  }
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const headerBytes = Math.ceil(json.length / 8) * 8; // data begins aligned; the format allows trailing spaces
  const file = new Uint8Array(8 + headerBytes + at);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  file.fill(32, 8, 8 + headerBytes);
  file.set(json, 8);
  let to = 8 + headerBytes;
  for (const { data } of tensors.values())
    for (const value of data) {
      view.setFloat32(to, value, true);
      to += 4;
    }
  return file;
}

/**
 * Decodes a safetensors file of f32 tensors.
 *
 * @throws FoveaError saying what is wrong where: cut off, no header, tensors that overlap, lie outside or are not f32.
 */
export function decode(file: Uint8Array): Stored {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 8)
    problem(`${file.length} bytes`, "at least 8, a header's length", "the file is cut off or not a model");
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > 100_000_000)
    problem(`a header of ${headerBytes} bytes`, "at most 100 MB", "this is not a safetensors file");
  if (8 + headerBytes > file.length)
    problem(`${file.length} bytes`, `${8 + headerBytes} for the header alone`, "the file is cut off or not a model");
  const header = parse(file.subarray(8, 8 + headerBytes));
  const { __metadata__: metadata, ...entries } = header;
  const data = view.byteOffset + 8 + headerBytes;
  const bytes = file.length - 8 - headerBytes;
  let at = 0;
  const sorted = Object.entries(entries as Record<string, Entry>).sort((a, b) => begin(a[1]) - begin(b[1]));
  const tensors = sorted.map(([name, entry]): [string, StoredTensor] => {
    checkEntry(name, entry, at, bytes);
    at = entry.data_offsets[1];
    const copy = file.buffer.slice(data + entry.data_offsets[0], data + at) as ArrayBuffer;
    return [name, { shape: entry.shape, data: floats(copy) }];
  });
  if (at !== bytes) problem(`${bytes} bytes of data`, `${at}, as the header says`, "the file is damaged");
  return { tensors: new Map(tensors), metadata: (metadata ?? {}) as Record<string, string> };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice()));
  } catch {
    problem("a header that is not JSON", "a JSON header", "this is not a safetensors file");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    problem("a header that is no object", "an object of tensors");
  const metadata = (header as Record<string, unknown>).__metadata__ ?? {};
  if (typeof metadata !== "object" || !Object.values(metadata as object).every((value) => typeof value === "string"))
    problem("metadata that is not text by name", "an object of strings");
  return header as Record<string, unknown>;
}

const begin = (entry: Entry): number => (Array.isArray(entry?.data_offsets) ? entry.data_offsets[0] : 0);

function checkEntry(name: string, entry: Entry, at: number, bytes: number): void {
  const where = `safetensors file, tensor ${JSON.stringify(name)}`;
  const bad = (got: string, expected: string): never =>
    fail("format", { where, got, expected, hint: "the file is damaged or of another kind" });
  const isSize = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
  if (
    !Array.isArray(entry?.shape) ||
    !entry.shape.every(isSize) ||
    !Array.isArray(entry.data_offsets) ||
    entry.data_offsets.length !== 2 ||
    !entry.data_offsets.every(isSize)
  )
    bad("no shape or offsets", "dtype, shape and data_offsets");
  if (entry.dtype !== "F32") bad(`dtype ${entry.dtype}`, "F32");
  const [from, to] = entry.data_offsets;
  if (from !== at || to > bytes || to < from)
    bad(`bytes ${from} to ${to}`, `a range from ${at} within the ${bytes} bytes of data`);
  if (to - from !== count(entry.shape) * 4)
    bad(`${to - from} bytes`, `${count(entry.shape) * 4} for shape [${entry.shape.join(", ")}]`);
}

/** Little-endian f32s, on any machine. */
function floats(buffer: ArrayBuffer): Float32Array {
  const view = new DataView(buffer);
  return Float32Array.from({ length: buffer.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function problem(got: string, expected: string, hint?: string): never {
  fail("format", { where: "safetensors file", got, expected, ...(hint && { hint }) });
}
