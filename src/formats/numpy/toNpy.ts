/** Arrays as files that NumPy reads. */
import { fail, show } from "../../error.ts";

/** The typed arrays that have an element type of NumPy's. */
export type NpyData =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  Uint8Array: "|u1",
  Uint8ClampedArray: "|u1",
  Int8Array: "|i1",
  Uint16Array: "<u2",
  Int16Array: "<i2",
  Uint32Array: "<u4",
  Int32Array: "<i4",
  BigUint64Array: "<u8",
  BigInt64Array: "<i8",
  Float32Array: "<f4",
  Float64Array: "<f8",
};

const START = 10; // bytes before the header of version 1.0
const ALIGNMENT = 64; // of the first number in the file

/**
 * An array as a NumPy file (`.npy`, version 1.0), in C order and the element type of `data`.
 *
 * @param array.shape sizes of the dimensions, the slowest first; default: one dimension.
 * @throws FoveaError "option" for data that is no typed array of numbers; "shape" for a shape of another number of elements.
 * @example
 * await writeFileAtomic("outputs.npy", toNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }));
 */
export function toNpy({ shape, data }: { shape?: readonly number[]; data: NpyData }): Uint8Array<ArrayBuffer> {
  const descr = ArrayBuffer.isView(data) ? DESCRIPTIONS[data.constructor.name] : undefined;
  if (descr === undefined) fail("option", { where: "toNpy data", got: show(data), expected: "a typed array" });
  const sizes = checkShape(shape ?? [data.length], data.length);
  const tuple = sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const end = Math.ceil((START + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(end + data.byteLength);
  bytes.set(encodeLatin1(`\x93NUMPY\x01\x00`));
  new DataView(bytes.buffer).setUint16(8, end - START, true);
  bytes.set(encodeLatin1(`${text.padEnd(end - START - 1)}\n`), START);
  writeLittleEndian(bytes, end, data);
  return bytes;
}

function checkShape(shape: readonly number[], count: number): readonly number[] {
  if (!Array.isArray(shape) || shape.some((size) => !Number.isSafeInteger(size) || size < 0))
    fail("shape", { where: "toNpy shape", got: show(shape), expected: "an array of whole numbers" });
  const product = shape.reduce((product, size) => product * size, 1);
  if (product !== count)
    fail("shape", {
      where: "toNpy shape",
      got: `[${shape.join(", ")}], ${product} numbers`,
      expected: `one of the ${count} numbers in data`,
    });
  return shape;
}

const encodeLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function writeLittleEndian(bytes: Uint8Array, at: number, data: NpyData): void {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  bytes.set(raw, at);
  if (isLittleEndian) return;
  const size = data.BYTES_PER_ELEMENT;
  for (let i = at; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}
