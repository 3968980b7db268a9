/** The element types of NumPy's files, and the typed arrays that hold their numbers here. */

import type { Values } from "../../data/samples.ts";
import { FoveaError } from "../../error.ts";

/** How one element type is read. `Values` is what its numbers become. */
export interface NumpyType {
  bytes: number;
  array: new (length: number) => Values;
  read: (view: DataView, at: number, little: boolean) => number | bigint;
}

const float32 = { array: Float32Array };
const int32 = { array: Int32Array };
const uint8 = { array: Uint8Array };

/** By kind and size, without the order of bytes. */
const TYPES: Readonly<Record<string, NumpyType>> = {
  b1: { bytes: 1, ...uint8, read: (view, at) => (view.getUint8(at) ? 1 : 0) },
  u1: { bytes: 1, ...uint8, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, ...int32, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, ...int32, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, ...int32, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, ...int32, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, ...int32, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, ...int32, read: (view, at, little) => view.getBigUint64(at, little) },
  i8: { bytes: 8, ...int32, read: (view, at, little) => view.getBigInt64(at, little) },
  f2: { bytes: 2, ...float32, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  f4: { bytes: 4, ...float32, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, ...float32, read: (view, at, little) => view.getFloat64(at, little) },
};

/** The element type that a header names, such as "<f4", and whether its bytes come lowest first; null for those of no numbers. */
export function numpyType(descr: string): { type: NumpyType; little: boolean } | null {
  const [, order, name] = /^([<>|=])(\w+)$/.exec(descr) ?? [];
  const type = Object.hasOwn(TYPES, name ?? "") ? TYPES[name] : null;
  return type && { type, little: order !== ">" };
}

/** Reads all of `bytes`. Throws for a number that what holds them here cannot hold: integers beyond 32 bits, or too large for a float. */
export function readNumbers(bytes: Uint8Array, type: NumpyType, little: boolean, name: string): Values {
  const count = bytes.length / type.bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new type.array(count);
  for (let i = 0; i < count; i++) {
    const number = type.read(view, i * type.bytes, little);
    values[i] = Number(number);
    if (values[i] !== Number(number) && isLost(values, i, Number(number))) failLost(values, i, number, name);
  }
  return values;
}

/** True where an array's element is not just the number rounded. */
function isLost(values: Values, i: number, number: number): boolean {
  return values instanceof Float32Array ? Number.isFinite(number) && !Number.isFinite(values[i]) : true;
}

function failLost(values: Values, i: number, number: number | bigint, name: string): never {
  const holder = values instanceof Float32Array ? "32-bit floating point" : "32 bits with a sign";
  throw new FoveaError("data", `${name} at index ${i}: got ${number}, expected a number that fits into ${holder}.`);
}

/** The value of a 16-bit floating-point number (IEEE 754): sign, 5 bits of exponent, 10 of fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return (sign * fraction) / 0x1000000;
  return exponent >= 25
    ? sign * (0x400 + fraction) * (1 << (exponent - 25))
    : (sign * (0x400 + fraction)) / (1 << (25 - exponent));
}
