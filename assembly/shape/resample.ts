import { LANES, VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";
import { bytes, copyFloats } from "./floats";

// An axis of n elements is resampled by lists of taps: element i is the sum of weight[p] * x[index[p]] over p from starts[i] up to
// starts[i + 1]. Gradients are resampled by the same taps, listed by the element that they read.

@inline const NEAREST: i32 = 0;
@inline const NEAREST_EXACT: i32 = 1;
@inline const LINEAR: i32 = 2;

@unmanaged class ResampleTapsArgs {
  starts: usize; // [to + 1] i32
  index: usize; // [to * taps] i32
  weight: usize; // [to * taps]
  mode: i32; // 0 nearest, 1 nearest-exact, 2 linear, 3 cubic
  aligned: i32; // 1: the first and last elements fall on one another
  from: i32;
  to: i32;
  ratio: f32; // elements of x for one of y, and what f32 leaves of it
  ratioRest: f32;
}

/** The taps of each element: 1 nearest, 2 linear, 4 cubic. There is one item. */
export function resampleTaps(args: usize, begin: i32, end: i32): void {
  if (begin >= end) return;
  const a = changetype<ResampleTapsArgs>(args);
  const mode = a.mode, last = a.from - 1;
  const ratio = <f64>a.ratio + <f64>a.ratioRest;
  const taps = mode <= NEAREST_EXACT ? 1 : mode == LINEAR ? 2 : 4;
  for (let i = 0; i <= a.to; i++) store<i32>(a.starts + bytes(i), i * taps);
  for (let i = 0; i < a.to; i++) {
    const index = a.index + bytes(i * taps), weight = a.weight + bytes(i * taps);
    if (mode <= NEAREST_EXACT) {
      // In f32 as PyTorch has it: where the product is nearly whole, its rounding decides.
      const at = (<f32>i + (mode == NEAREST ? 0 : 0.5)) * a.ratio;
      store<i32>(index, min(<i32>floor(at), last));
      store<f32>(weight, 1);
      continue;
    }
    let at = a.aligned ? ratio * <f64>i : ratio * (<f64>i + 0.5) - 0.5;
    if (mode == LINEAR) at = max(at, 0);
    const whole = min(<i32>floor(at), last);
    const t = min(max(at - <f64>whole, 0), 1);
    if (mode == LINEAR) {
      store<i32>(index, whole);
      store<i32>(index, min(whole + 1, last), 4);
      store<f32>(weight, <f32>(1 - t));
      store<f32>(weight, <f32>t, 4);
    } else {
      for (let k = 0; k < 4; k++) store<i32>(index + bytes(k), min(max(whole - 1 + k, 0), last));
      store<f32>(weight, <f32>outerCubic(t + 1));
      store<f32>(weight, <f32>innerCubic(t), 4);
      store<f32>(weight, <f32>innerCubic(1 - t), 8);
      store<f32>(weight, <f32>outerCubic(2 - t), 12);
    }
  }
}

/** Keys' kernel with a = -0.75 at distances up to 1. */
@inline function innerCubic(d: f64): f64 {
  return (1.25 * d - 2.25) * d * d + 1;
}

/** And from 1 to 2. */
@inline function outerCubic(d: f64): f64 {
  return ((-0.75 * d + 3.75) * d - 6) * d + 3;
}

@unmanaged class ResampleTapsBackwardArgs {
  starts: usize; // [from + 1] i32
  index: usize; // [to * taps] i32
  weight: usize; // [to * taps]
  given: usize; // index of the taps to list otherwise, [to * taps] i32
  givenWeight: usize; // [to * taps]
  from: i32;
  to: i32;
  taps: i32;
}

/** The same taps by the element of x that they read, in order. There is one item. */
export function resampleTapsBackward(args: usize, begin: i32, end: i32): void {
  if (begin >= end) return;
  const a = changetype<ResampleTapsBackwardArgs>(args);
  const starts = a.starts, all = a.to * a.taps;
  memory.fill(starts, 0, bytes(a.from + 1));
  for (let p = 0; p < all; p++) {
    const count = starts + bytes(load<i32>(a.given + bytes(p)));
    store<i32>(count, load<i32>(count) + 1);
  }
  let sum = 0;
  for (let i = 0; i <= a.from; i++) {
    sum += load<i32>(starts + bytes(i));
    store<i32>(starts + bytes(i), sum);
  }
  for (let p = all - 1; p >= 0; p--) {
    const start = starts + bytes(load<i32>(a.given + bytes(p)));
    const place = load<i32>(start) - 1;
    store<i32>(start, place);
    store<i32>(a.index + bytes(place), p / a.taps);
    store<f32>(a.weight + bytes(place), load<f32>(a.givenWeight + bytes(p)));
  }
}

@unmanaged class ResampleArgs {
  y: usize; // [outer, rows, columns, inner]
  x: usize; // [outer, fromRows, fromColumns, inner]
  rowStarts: usize; // [rows + 1] i32
  rowIndex: usize; // i32
  rowWeight: usize;
  columnStarts: usize; // [columns + 1] i32
  columnIndex: usize; // i32
  columnWeight: usize;
  rows: i32;
  columns: i32;
  inner: i32;
  fromRows: i32;
  fromColumns: i32;
}

/** y[o, r, c] = the sum of row weights times column weights times x at their taps. One item: one [o, r]. */
export function resample(args: usize, begin: i32, end: i32): void {
  const a = changetype<ResampleArgs>(args);
  const rows = a.rows, columns = a.columns, inner = a.inner, pitch = bytes(a.fromColumns * inner);
  for (let item = begin; item < end; item++) {
    const r = item % rows;
    const image = a.x + <usize>(item / rows * a.fromRows) * pitch;
    const top = load<i32>(a.rowStarts + bytes(r)), bottom = load<i32>(a.rowStarts + bytes(r), 4);
    let y = a.y + bytes(item * columns * inner);
    for (let c = 0; c < columns; c++, y += bytes(inner)) {
      const left = load<i32>(a.columnStarts + bytes(c)), right = load<i32>(a.columnStarts + bytes(c), 4);
      if (bottom - top == 1 && right - left == 1) {
        const weight = load<f32>(a.rowWeight + bytes(top)) * load<f32>(a.columnWeight + bytes(left));
        if (weight == 1) {
          const row = image + <usize>load<i32>(a.rowIndex + bytes(top)) * pitch;
          copyFloats(y, row + bytes(load<i32>(a.columnIndex + bytes(left)) * inner), inner);
          continue;
        }
      }
      let k = 0;
      if (bottom - top == 2 && right - left == 2) k = between4(a, y, image, top, left, pitch, inner);
      for (; k + 2 * LANES <= inner; k += 2 * LANES) {
        let low = splat(0), high = splat(0);
        for (let p = top; p < bottom; p++) {
          const row = image + <usize>load<i32>(a.rowIndex + bytes(p)) * pitch + bytes(k);
          const weight = load<f32>(a.rowWeight + bytes(p));
          for (let q = left; q < right; q++) {
            const x = row + bytes(load<i32>(a.columnIndex + bytes(q)) * inner);
            const w = splat(weight * load<f32>(a.columnWeight + bytes(q)));
            low = madd(v128.load(x), w, low);
            high = madd(v128.load(x, VECTOR), w, high);
          }
        }
        v128.store(y + bytes(k), low);
        v128.store(y + bytes(k), high, VECTOR);
      }
      for (; k < inner; k += LANES) {
        const lanes = min(LANES, inner - k);
        let sum = splat(0);
        for (let p = top; p < bottom; p++) {
          const row = image + <usize>load<i32>(a.rowIndex + bytes(p)) * pitch + bytes(k);
          const weight = load<f32>(a.rowWeight + bytes(p));
          for (let q = left; q < right; q++) {
            const x = row + bytes(load<i32>(a.columnIndex + bytes(q)) * inner);
            sum = madd(loadLanes(x, lanes), splat(weight * load<f32>(a.columnWeight + bytes(q))), sum);
          }
        }
        storeLanes(y + bytes(k), sum, lanes);
      }
    }
  }
}

/** Four taps, as linear ones are, of whole vectors: their places and weights stay in registers. Returns how many floats are done. */
@inline function between4(a: ResampleArgs, y: usize, image: usize, top: i32, left: i32, pitch: usize, inner: i32): i32 {
  const rows = a.rowIndex + bytes(top), columns = a.columnIndex + bytes(left);
  const x0 = bytes(load<i32>(columns) * inner), x1 = bytes(load<i32>(columns, 4) * inner);
  const upper = image + <usize>load<i32>(rows) * pitch, lower = image + <usize>load<i32>(rows, 4) * pitch;
  const p00 = upper + x0, p01 = upper + x1, p10 = lower + x0, p11 = lower + x1;
  const v0 = load<f32>(a.rowWeight + bytes(top)), v1 = load<f32>(a.rowWeight + bytes(top), 4);
  const h0 = load<f32>(a.columnWeight + bytes(left)), h1 = load<f32>(a.columnWeight + bytes(left), 4);
  const w00 = splat(v0 * h0), w01 = splat(v0 * h1), w10 = splat(v1 * h0), w11 = splat(v1 * h1);
  const whole = bytes(inner & ~3), zero = splat(0);
  for (let k: usize = 0; k < whole; k += VECTOR) {
    let sum = madd(v128.load(p00 + k), w00, zero);
    sum = madd(v128.load(p01 + k), w01, sum);
    sum = madd(v128.load(p10 + k), w10, sum);
    v128.store(y + k, madd(v128.load(p11 + k), w11, sum));
  }
  return inner & ~3;
}
