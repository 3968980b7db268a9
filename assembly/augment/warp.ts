import { VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

// A picture is warped by looking up, for each pixel of the result, the place of the source that it shows. Places are f64, so that an
// identity is one to the bit; a pixel is one vector, whose lanes beyond its channels are chance and are never stored.

@inline const NEAREST: i32 = 0;
@inline const BILINEAR: i32 = 1;

@inline const CONSTANT: i32 = 0;
@inline const REPLICATE: i32 = 1;
@inline const REFLECT: i32 = 2;

/** Places further out than this, or that are no number, are taken to be here: it is beyond every picture. */
@inline const FAR: f64 = 1048576;

@unmanaged class WarpArgs {
  y: usize; // [height, width, channels]
  x: usize; // [fromHeight, fromWidth, channels]
  matrix: usize; // [9] f64, by rows: from a place of y to that of x; pixel 0 is from 0 to 1
  right: usize; // [height, width] how much further right of it; or 0
  down: usize; // [height, width] how much further down; or 0
  fill: usize; // [channels]
  width: i32;
  fromHeight: i32;
  fromWidth: i32;
  channels: i32; // 1 to 4
  sampling: i32; // 0 nearest, 1 bilinear, 2 bicubic
  border: i32; // 0 constant, 1 replicate, 2 reflect, 3 circular
}

/** y[r, c] = x sampled at the place that belongs to it. One item: a row of y. */
export function warp(args: usize, begin: i32, end: i32): void {
  const a = changetype<WarpArgs>(args);
  const channels = a.channels, pixel = <usize>channels << 2, width = a.width, m = a.matrix;
  const fill = loadLanes(a.fill, channels);
  const toX = load<f64>(m), toY = load<f64>(m, 24), toZ = load<f64>(m, 48);
  for (let r = begin; r < end; r++) {
    const v = <f64>r + 0.5;
    const baseX = load<f64>(m, 8) * v + load<f64>(m, 16);
    const baseY = load<f64>(m, 32) * v + load<f64>(m, 40);
    const baseZ = load<f64>(m, 56) * v + load<f64>(m, 64);
    const flat = toZ == 0 && baseZ == 1;
    let y = a.y + <usize>(r * width) * pixel, field = <usize>(r * width) << 2;
    const stop = y + <usize>width * pixel;
    for (let c = 0; c < width; c++, y += pixel, field += 4) {
      const u = <f64>c + 0.5;
      let px = toX * u + baseX, py = toY * u + baseY;
      if (!flat) {
        const z = toZ * u + baseZ;
        px /= z;
        py /= z;
      }
      if (a.right) {
        px += <f64>load<f32>(a.right + field);
        py += <f64>load<f32>(a.down + field);
      }
      px = within(px);
      py = within(py);
      const value = a.sampling == NEAREST
        ? pixelAt(a, <i32>floor(px), <i32>floor(py), fill)
        : a.sampling == BILINEAR
        ? bilinear(a, px - 0.5, py - 0.5, fill)
        : bicubic(a, px - 0.5, py - 0.5, fill);
      // A whole vector reaches into the pixels to the right, which come later.
      if (y + VECTOR <= stop) v128.store(y, value);
      else storeLanes(y, value, channels);
    }
  }
}

/** NaN compares false: it goes far out, too. */
@inline function within(at: f64): f64 {
  return at > -FAR ? min(at, FAR) : -FAR;
}

@inline function bilinear(a: WarpArgs, px: f64, py: f64, fill: v128): v128 {
  const left = floor(px), top = floor(py);
  const c = <i32>left, r = <i32>top;
  const across = splat(<f32>(px - left)), over = splat(<f32>(py - top));
  const pixel = <usize>a.channels << 2, pitch = <usize>a.fromWidth * pixel;
  let v00: v128, v01: v128, v10: v128, v11: v128;
  if (<u32>c < <u32>(a.fromWidth - 1) && <u32>r < <u32>(a.fromHeight - 1)) {
    const x = a.x + <usize>r * pitch + <usize>c * pixel;
    v00 = v128.load(x);
    v01 = v128.load(x + pixel);
    v10 = v128.load(x + pitch);
    v11 = v128.load(x + pitch + pixel);
  } else {
    v00 = pixelAt(a, c, r, fill);
    v01 = pixelAt(a, c + 1, r, fill);
    v10 = pixelAt(a, c, r + 1, fill);
    v11 = pixelAt(a, c + 1, r + 1, fill);
  }
  // As differences: where neighbours are equal nothing is rounded.
  const upper = madd(f32x4.sub(v01, v00), across, v00);
  const lower = madd(f32x4.sub(v11, v10), across, v10);
  return madd(f32x4.sub(lower, upper), over, upper);
}

function bicubic(a: WarpArgs, px: f64, py: f64, fill: v128): v128 {
  const left = floor(px), top = floor(py);
  const c = <i32>left - 1, r = <i32>top - 1;
  const across = <f32>(px - left), over = <f32>(py - top);
  const w0 = splat(outerCubic(1 + across)), w1 = splat(innerCubic(across));
  const w2 = splat(innerCubic(1 - across)), w3 = splat(outerCubic(2 - across));
  const pixel = <usize>a.channels << 2, pitch = <usize>a.fromWidth * pixel;
  const inside = <u32>c < <u32>max(a.fromWidth - 3, 0) && <u32>r < <u32>max(a.fromHeight - 3, 0);
  let sum = splat(0);
  for (let k = 0; k < 4; k++) {
    let v0: v128, v1: v128, v2: v128, v3: v128;
    if (inside) {
      const x = a.x + <usize>(r + k) * pitch + <usize>c * pixel;
      v0 = v128.load(x);
      v1 = v128.load(x + pixel);
      v2 = v128.load(x + 2 * pixel);
      v3 = v128.load(x + 3 * pixel);
    } else {
      v0 = pixelAt(a, c, r + k, fill);
      v1 = pixelAt(a, c + 1, r + k, fill);
      v2 = pixelAt(a, c + 2, r + k, fill);
      v3 = pixelAt(a, c + 3, r + k, fill);
    }
    const row = madd(v3, w3, madd(v2, w2, madd(v1, w1, f32x4.mul(v0, w0))));
    const distance: f32 = abs<f32>(over + 1 - <f32>k);
    sum = madd(row, splat(distance > 1 ? outerCubic(distance) : innerCubic(distance)), sum);
  }
  return sum;
}

/** Keys' kernel with a = -1/2 at distances up to 1. */
@inline function innerCubic(d: f32): f32 {
  return (1.5 * d - 2.5) * d * d + 1;
}

/** And from 1 to 2. */
@inline function outerCubic(d: f32): f32 {
  return ((-0.5 * d + 2.5) * d - 4) * d + 2;
}

/** The pixel of column c and row r, which may lie outside. */
@inline function pixelAt(a: WarpArgs, c: i32, r: i32, fill: v128): v128 {
  let column = c, row = r;
  if (<u32>c >= <u32>a.fromWidth || <u32>r >= <u32>a.fromHeight) {
    if (a.border == CONSTANT) return fill;
    column = atBorder(c, a.fromWidth, a.border);
    row = atBorder(r, a.fromHeight, a.border);
  }
  return v128.load(a.x + <usize>((row * a.fromWidth + column) * a.channels << 2));
}

/** Which of `size` pixels stands at place i; `atBorder` of src/augment/border.ts is its twin. */
function atBorder(i: i32, size: i32, border: i32): i32 {
  if (border == REPLICATE) return min(max(i, 0), size - 1);
  const period = border == REFLECT ? max(2 * (size - 1), 1) : size;
  let place = i % period;
  if (place < 0) place += period;
  return place < size ? place : period - place;
}
