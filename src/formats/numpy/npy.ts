/** NumPy's array files (NEP 1): magic, version, a header written as a Python dictionary, the numbers. */

import {
  at,
  checkEnd,
  checkSize,
  type DataFile,
  type FileOptions,
  fileOptions,
  peek,
  take,
  takeBytes,
  withFile,
} from "../../data/file.ts";
import type { Values } from "../../data/samples.ts";
import { describeBytes, SNIFF_LENGTH } from "../../data/sniff.ts";
import type { ByteSource } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { numpyType, readNumbers } from "./types.ts";

/** An array as NumPy's files hold it. */
export interface NpyArray {
  /** Sizes of the dimensions, the slowest first; none for a single number. */
  shape: number[];
  /** The numbers, row-major. */
  data: Values;
}

/** What {@link npy} takes besides the source. */
export type NpyOptions = FileOptions;

const MAGIC = "\x93NUMPY";
const HEADER_LIMIT = 1 << 16; // bytes; of plain arrays it is about 100

interface Header {
  descr: string;
  fortran: boolean;
  shape: number[];
}

/**
 * Reads a NumPy array, gzip or not, of any version of the format, either order of bytes, in C order or Fortran order. The numbers come
 * as those that networks take: bool and uint8 as Uint8Array; int8 to int64 and uint16 to uint64 as Int32Array; float16, float32 and
 * float64 as Float32Array, rounded.
 *
 * @returns shape and numbers, row-major whatever the file's order.
 * @throws FoveaError "format" for what is no such file, is cut short, damaged or too long, and for elements that are no numbers (complex,
 *   text, Python objects); "data" for an integer beyond 32 bits, a number too large for a float, or a source that cannot be read.
 * @example
 * const { shape, data } = await npy("https://example.org/images.npy"); // [1000, 28, 28], Uint8Array
 */
export async function npy(source: ByteSource, options: NpyOptions = {}): Promise<NpyArray> {
  checkOptions("npy", options, fileOptions);
  return await withFile(source, options, read);
}

async function read(file: DataFile): Promise<NpyArray> {
  const { descr, fortran, shape } = await readHeader(file);
  const found = numpyType(descr);
  if (!found) return failType(file.name, descr);
  const { type, little } = found;
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count * type.bytes))
    fail("format", { where: file.name, got: `[${shape.join(", ")}] numbers`, expected: "fewer than 2^53 bytes" });
  checkSize(file, count * type.bytes, `[${shape.join(", ")}] of ${show(descr)}`);
  const bytes = await takeBytes(file, count * type.bytes, `[${shape.join(", ")}] numbers of ${type.bytes} bytes`);
  await checkEnd(file);
  const numbers = readNumbers(bytes, type, little, file.name);
  return { shape, data: fortran && shape.length > 1 ? rowMajor(numbers, shape) : numbers };
}

async function readHeader(file: DataFile): Promise<Header> {
  const head = await peek(file, SNIFF_LENGTH, "a NumPy array");
  if (head.length < 10 || !String.fromCharCode(...head.subarray(0, 6)).startsWith(MAGIC))
    fail("format", {
      where: at(file, 0),
      got: describeBytes(head),
      expected: "a NumPy array, which begins with 93 NUMPY",
      ...(describeBytes(head) === "a ZIP archive" && { hint: "npz reads archives of arrays" }),
    });
  const version = head[6];
  if (version < 1 || version > 3)
    fail("format", { where: at(file, 6), got: `version ${version}.${head[7]}`, expected: "1.0, 2.0 or 3.0" });
  const start = new Uint8Array(version === 1 ? 10 : 12);
  await take(file, start, "the header's length");
  const view = new DataView(start.buffer);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > HEADER_LIMIT)
    fail("format", { where: at(file, 8), got: `a header of ${length} bytes`, expected: `at most ${HEADER_LIMIT}` });
  const header = new Uint8Array(length);
  await take(file, header, "the header");
  return parseHeader(file, new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(header).trim());
}

/** Parses `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, the keys in any order. */
function parseHeader(file: DataFile, text: string): Header {
  const structured = /'descr':\s*\[/.test(text);
  const [, descr] = /["']descr["']:\s*["']([^"']*)["']/.exec(text) ?? [];
  const [, order] = /["']fortran_order["']:\s*(True|False)/.exec(text) ?? [];
  const [, sizes] = /["']shape["']:\s*\(((?:\s*\d+L?\s*,?)*)\s*\)/.exec(text) ?? [];
  if (structured) failType(file.name, "records of several fields");
  if (descr === undefined || order === undefined || sizes === undefined)
    fail("format", {
      where: at(file, 0),
      got: `the header ${show(text)}`,
      expected: "a dictionary of descr, fortran_order and shape",
    });
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  return { descr, fortran: order === "True", shape };
}

function failType(name: string, descr: string): never {
  return fail("format", {
    where: name,
    got: `elements of type ${show(descr)}${descr.endsWith("O") ? ", which are Python objects" : ""}`,
    expected: "numbers: bool, int8 to int64, uint8 to uint64, float16, float32 or float64",
    hint: 'array.astype("float32") makes such in NumPy',
  });
}

/** The numbers of a column-major array, row-major. */
function rowMajor(numbers: Values, shape: readonly number[]): Values {
  const result = numbers.slice();
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  let from = 0;
  for (let i = 0; i < numbers.length; i++) {
    result[i] = numbers[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}
