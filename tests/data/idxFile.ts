/** Makes IDX files, sound and unsound, for tests. */
import { gzipSync } from "node:zlib";

const WRITERS: Record<number, [bytes: number, write: (view: DataView, at: number, value: number) => void]> = {
  8: [1, (view, at, value) => view.setUint8(at, value)],
  9: [1, (view, at, value) => view.setInt8(at, value)],
  11: [2, (view, at, value) => view.setInt16(at, value)],
  12: [4, (view, at, value) => view.setInt32(at, value)],
  13: [4, (view, at, value) => view.setFloat32(at, value)],
  14: [8, (view, at, value) => view.setFloat64(at, value)],
};

/** An IDX file of `values`, of element type `type` (uint8 unless said). */
export function idxFile(shape: readonly number[], values: ArrayLike<number>, type = 8): Uint8Array {
  const [bytes, write] = WRITERS[type];
  const start = 4 + 4 * shape.length;
  const view = new DataView(new ArrayBuffer(start + values.length * bytes));
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  for (const [i, size] of shape.entries()) view.setUint32(4 + 4 * i, size);
  for (let i = 0; i < values.length; i++) write(view, start + i * bytes, values[i]);
  return new Uint8Array(view.buffer);
}

/** `bytes` compressed, as a plain Uint8Array. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** Bytes that no compression makes smaller, the same on each call. */
export function unevenBytes(count: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** What `promise` rejects with; fails the test when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the promise was fulfilled");
}
