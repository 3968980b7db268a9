// What kernel tests share: buffers outside the collector's reach, argument structs, and running a kernel in pieces.

export type Kernel = (args: usize, begin: i32, end: i32) => void;

const SENTINEL: f32 = 12345.5;
/** Floats before and after each buffer that must stay as they are. */
const FENCE: i32 = 8;

/** `count` floats with sentinels around their storage, which ends on a 16-byte boundary as the host's does. */
export function buffer(count: i32): usize {
  const storage = (count + 3) & ~3;
  const start = heap.alloc((storage + 2 * FENCE) << 2);
  for (let i = 0; i < storage + 2 * FENCE; i++) store<f32>(start + (i << 2), SENTINEL);
  return start + (FENCE << 2);
}

/** True when nothing around the `count` floats at `at` was written; with `exact`, not even the storage after them. */
export function intact(at: usize, count: i32, exact: bool = false): bool {
  const end = exact ? count : (count + 3) & ~3;
  for (let i = 1; i <= FENCE; i++) {
    if (load<f32>(at - (i << 2)) != SENTINEL || load<f32>(at + ((end + i - 1) << 2)) != SENTINEL) return false;
  }
  return true;
}

export function floats(values: f32[]): usize {
  const at = buffer(values.length);
  for (let i = 0; i < values.length; i++) store<f32>(at + (i << 2), values[i]);
  return at;
}

export function integers(values: i32[]): usize {
  const at = buffer(values.length);
  for (let i = 0; i < values.length; i++) store<i32>(at + (i << 2), values[i]);
  return at;
}

/** Reproducible numbers from -2 to 2, with many equal ones among them. */
export function noise(count: i32, seed: u32): usize {
  const at = buffer(count);
  for (let i = 0; i < count; i++) {
    seed = seed * 1664525 + 1013904223;
    store<f32>(at + (i << 2), <f32>(<i32>(seed >> 24) - 128) / 64);
  }
  return at;
}

export function at(buffer: usize, index: i32): f32 {
  return load<f32>(buffer + (index << 2));
}

/** An argument struct; floats go in as bits. */
export function struct(words: i32[]): usize {
  const at = heap.alloc(words.length << 2);
  for (let i = 0; i < words.length; i++) store<i32>(at + (i << 2), words[i]);
  return at;
}

export function bits(x: f32): i32 {
  return reinterpret<i32>(x);
}

export function sameBits(a: usize, b: usize, count: i32): bool {
  return memory.compare(a, b, count << 2) == 0;
}

/** Runs `items` items one at a time, from the last to the first. */
export function runBackwards(kernel: Kernel, args: usize, items: i32): void {
  for (let i = items - 1; i >= 0; i--) kernel(args, i, i + 1);
}
