import { flatBegin, flatEnd } from "../flat";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

@unmanaged class FillArgs {
  y: usize; // [count]
  value: f32;
  count: i32;
}

/** y = value. One item: a block of BLOCK elements. */
export function fill(args: usize, begin: i32, end: i32): void {
  const a = changetype<FillArgs>(args);
  const y = a.y, value = splat(a.value), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) v128.store(y + i, value);
}

@unmanaged class CopyArgs {
  y: usize; // [count]
  x: usize; // [count]
  count: i32;
}

/** y = x; any four-byte elements. One item: a block of BLOCK elements. */
export function copy(args: usize, begin: i32, end: i32): void {
  const a = changetype<CopyArgs>(args);
  const first = flatBegin(begin);
  memory.copy(a.y + first, a.x + first, flatEnd(end, a.count) - first);
}

@unmanaged class AffineArgs {
  y: usize; // [count]
  x: usize; // [count]
  factor: usize; // [count]
  offset: usize; // [count]
  count: i32;
}

/** y = factor x + offset. One item: a block of BLOCK elements. */
export function affine(args: usize, begin: i32, end: i32): void {
  const a = changetype<AffineArgs>(args);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    v128.store(a.y + i, madd(v128.load(a.factor + i), v128.load(a.x + i), v128.load(a.offset + i)));
  }
}

@unmanaged class BiasForwardArgs {
  y: usize; // [rows, channels]
  x: usize; // [rows, channels]
  bias: usize; // [channels]
  channels: i32;
}

/** y = x + bias. One item: a row of channels. */
export function biasForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<BiasForwardArgs>(args);
  const channels = a.channels;
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * channels) << 2;
    const y = a.y + offset, x = a.x + offset, bias = a.bias;
    let c = 0;
    for (; c <= channels - LANES; c += LANES) addBias(y, x, bias, c, LANES);
    if (c < channels) addBias(y, x, bias, c, channels - c);
  }
}

/** The `n` channels from `c` on. */
@inline function addBias(y: usize, x: usize, bias: usize, c: i32, n: i32): void {
  const i = <usize>c << 2;
  storeLanes(y + i, f32x4.add(loadLanes(x + i, n), loadLanes(bias + i, n)), n);
}
