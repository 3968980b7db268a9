/**
 * `value` as a message, and the memory in it that changes hands instead of being copied. What somebody may keep, such as a cache, must
 * not lose its memory: then the arrays are copied here, in the worker, so that the main thread never copies.
 */
export function toTransfer(value: unknown, fresh: boolean): { message: unknown; transfer: Transferable[] } {
  const transfer = new Set<Transferable>();
  return { message: moved(value, fresh, transfer), transfer: [...transfer] };
}

function moved(value: unknown, fresh: boolean, transfer: Set<Transferable>): unknown {
  if (ArrayBuffer.isView(value)) {
    const whole = value.buffer.byteLength === value.byteLength && value.buffer instanceof ArrayBuffer;
    const own = fresh && whole ? value : copied(value);
    transfer.add(own.buffer as ArrayBuffer);
    return own;
  }
  if (Array.isArray(value)) return value.map((each) => moved(each, fresh, transfer));
  if (!isRecord(value)) return value; // what else there is, structured cloning copies or refuses
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each, fresh, transfer)]));
}

const kinds: readonly (new (buffer: ArrayBuffer) => ArrayBufferView)[] = [
  ...[Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
];

/** Not by `slice`, which for Node's buffers copies nothing, and for shared memory need not leave it. */
function copied(view: ArrayBufferView): ArrayBufferView {
  const { buffer } = Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const kind = kinds.find((kind) => view instanceof kind) ?? Uint8Array;
  return new kind(buffer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
