/** The IDX format of MNIST and its kin: 0, 0, element type, number of dimensions, sizes, numbers; all big-endian. */
import { checkOptions, FoveaError, fail } from "../error.ts";
import { at, checkEnd, checkSize, type DataFile, type FileOptions, fileOptions, peek, take, withFile } from "./file.ts";
import { describeBytes, SNIFF_LENGTH } from "./sniff.ts";
import type { ByteSource } from "./source.ts";

/** An array as an IDX file holds it. */
export interface IdxArray {
  /** Sizes of the dimensions, the slowest first. */
  shape: number[];
  /** The numbers, row-major. */
  data: IdxData;
}

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** What {@link idx} takes besides the source. */
export type IdxOptions = FileOptions;

interface ElementType {
  bytes: number;
  view: (buffer: ArrayBuffer) => IdxData;
  /** Reads one big-endian number; none for single bytes. */
  read?: (view: DataView, at: number) => number;
}

const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, view: (buffer) => new Uint8Array(buffer) },
  9: { bytes: 1, view: (buffer) => new Int8Array(buffer) },
  11: { bytes: 2, view: (buffer) => new Int16Array(buffer), read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, view: (buffer) => new Int32Array(buffer), read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, view: (buffer) => new Float32Array(buffer), read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, view: (buffer) => new Float64Array(buffer), read: (view, at) => view.getFloat64(at) },
};

/**
 * Reads an IDX array, gzip or not, from bytes, a stream, a Response or a URL (which is fetched), without holding it twice.
 *
 * @returns the shape, and the numbers in a typed array of the file's own element type (any of the format's six).
 * @throws FoveaError "format" for what is no IDX file, is cut short, damaged or too long; "data" for a URL that cannot be read;
 *   "memory" for an array larger than the engine allows. An aborted signal rejects with its reason.
 * @example
 * const { shape, data } = await idx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4)); // [3], Uint8Array [5, 0, 4]
 * const images = await idx("https://example.org/t10k-images-idx3-ubyte.gz", { onProgress: ({ loaded }) => console.log(loaded) });
 */
export async function idx(source: ByteSource, options: IdxOptions = {}): Promise<IdxArray> {
  checkOptions("idx", options, fileOptions);
  return await withFile(source, options, read);
}

async function read(file: DataFile): Promise<IdxArray> {
  const { type, dimensions } = await readMagic(file);
  const shape = await readShape(file, dimensions);
  const count = shape.reduce((product, size) => product * size, 1);
  checkSize(file, count * type.bytes, `[${shape.join(", ")}]`);
  const data = type.view(allocate(file, shape, count * type.bytes));
  await take(file, new Uint8Array(data.buffer), `[${shape.join(", ")}] numbers of ${type.bytes} bytes`);
  await checkEnd(file);
  if (type.read) swap(data, type.bytes, type.read);
  return { shape, data };
}

async function readMagic(file: DataFile): Promise<{ type: ElementType; dimensions: number }> {
  const head = await peek(file, SNIFF_LENGTH, "an IDX file");
  const [first, second, typeCode, dimensions] = head;
  if (head.length < 4 || first !== 0 || second !== 0)
    fail("format", {
      where: at(file, 0),
      got: `${file.zipped ? "gzip of " : ""}${describeBytes(head)}`,
      expected: "an IDX file, which begins with 00 00",
    });
  const type = ELEMENT_TYPES[typeCode];
  if (!type)
    fail("format", {
      where: at(file, 2),
      got: `element type ${typeCode}`,
      expected: "8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64)",
    });
  if (dimensions === 0) fail("format", { where: at(file, 3), got: "0 dimensions", expected: "at least 1" });
  await take(file, new Uint8Array(4), "the header");
  return { type, dimensions };
}

async function readShape(file: DataFile, dimensions: number): Promise<number[]> {
  const bytes = new Uint8Array(4 * dimensions);
  await take(file, bytes, `the sizes of ${dimensions} dimensions`);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 * i));
}

function allocate({ name }: DataFile, shape: number[], bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    throw new FoveaError(
      "memory",
      `${name}: an array of [${shape.join(", ")}], ${bytes} bytes, is more than this engine allows`,
    );
  }
}

/** Turns big-endian numbers into the machine's own, in place. */
function swap(data: IdxData, bytes: number, read: (view: DataView, at: number) => number): void {
  const view = new DataView(data.buffer);
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * bytes);
}
