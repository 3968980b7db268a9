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
  const x = a.x, pitch = <usize>a.fromWidth * pixel, right = a.right, down = a.down, sampling = a.sampling;
  const fill = loadLanes(a.fill, channels);
  // Places as vectors (x, y). Their third element is 1, and need not be divided by, where the map is affine.
  const step = f64x2(load<f64>(m), load<f64>(m, 24)), stepZ = load<f64>(m, 48);
  // Where all neighbours are inside: what is less than this, as a number without a sign.
  const reach = sampling == NEAREST ? 0 : sampling == BILINEAR ? 1 : 3;
  const innerWidth = <u32>max(a.fromWidth - reach, 0), innerHeight = <u32>max(a.fromHeight - reach, 0);
  for (let r = begin; r < end; r++) {
    const v = <f64>r + 0.5;
    const base = f64x2(load<f64>(m, 8) * v + load<f64>(m, 16), load<f64>(m, 32) * v + load<f64>(m, 40));
    const baseZ = load<f64>(m, 56) * v + load<f64>(m, 64);
    const flat = stepZ == 0 && baseZ == 1;
    let y = a.y + <usize>(r * width) * pixel, field = <usize>(r * width) << 2;
    const stop = y + <usize>width * pixel;
    for (let u: f64 = 0.5; y < stop; u += 1, y += pixel, field += 4) {
      let place = f64x2.add(f64x2.mul(step, f64x2.splat(u)), base);
      if (!flat) place = f64x2.div(place, f64x2.splat(stepZ * u + baseZ));
      if (right) place = f64x2.add(place, f64x2(<f64>load<f32>(right + field), <f64>load<f32>(down + field)));
      // In this order NaN goes far out, too.
      place = f64x2.pmin(f64x2.splat(FAR), f64x2.pmax(f64x2.splat(-FAR), place));
      let value: v128;
      if (sampling == NEAREST) {
        const at = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(place));
        const c = i32x4.extract_lane(at, 0), r = i32x4.extract_lane(at, 1);
        const inside = <u32>c < innerWidth && <u32>r < innerHeight;
        value = inside ? v128.load(x + <usize>r * pitch + <usize>c * pixel) : outside(a, c, r, fill);
      } else {
        // From the middle of the pixel up and to the left, of the four around the place.
        place = f64x2.sub(place, f64x2.splat(0.5));
        const whole = f64x2.floor(place), at = i32x4.trunc_sat_f64x2_s_zero(whole);
        const rest = f32x4.demote_f64x2_zero(f64x2.sub(place, whole));
        const c = i32x4.extract_lane(at, 0), r = i32x4.extract_lane(at, 1);
        if (sampling == BILINEAR) {
          const across = v128.shuffle<f32>(rest, rest, 0, 0, 0, 0), over = v128.shuffle<f32>(rest, rest, 1, 1, 1, 1);
          if (<u32>c < innerWidth && <u32>r < innerHeight) {
            const from = x + <usize>r * pitch + <usize>c * pixel;
            const v00 = v128.load(from), v01 = v128.load(from + pixel);
            const v10 = v128.load(from + pitch), v11 = v128.load(from + pitch + pixel);
            value = bilinear(v00, v01, v10, v11, across, over);
          } else value = bilinearAtBorder(a, c, r, across, over, fill);
        } else {
          const inside = <u32>(c - 1) < innerWidth && <u32>(r - 1) < innerHeight;
          value = bicubic(a, c - 1, r - 1, f32x4.extract_lane(rest, 0), f32x4.extract_lane(rest, 1), inside, fill);
        }
      }
      // A whole vector reaches into the pixels to the right, which come later.
      if (y + VECTOR <= stop) v128.store(y, value);
      else storeLanes(y, value, channels);
    }
  }
}

/** As differences: where neighbours are equal nothing is rounded. */
@inline function bilinear(v00: v128, v01: v128, v10: v128, v11: v128, across: v128, over: v128): v128 {
  const upper = madd(f32x4.sub(v01, v00), across, v00);
  const lower = madd(f32x4.sub(v11, v10), across, v10);
  return madd(f32x4.sub(lower, upper), over, upper);
}

function bilinearAtBorder(a: WarpArgs, c: i32, r: i32, across: v128, over: v128, fill: v128): v128 {
  const v00 = pixelAt(a, c, r, fill), v01 = pixelAt(a, c + 1, r, fill);
  const v10 = pixelAt(a, c, r + 1, fill), v11 = pixelAt(a, c + 1, r + 1, fill);
  return bilinear(v00, v01, v10, v11, across, over);
}

/** The sixteen pixels from column c and row r on, of which the second ones are before the place. */
function bicubic(a: WarpArgs, c: i32, r: i32, across: f32, over: f32, inside: bool, fill: v128): v128 {
  const w0 = splat(outerCubic(1 + across)), w1 = splat(innerCubic(across));
  const w2 = splat(innerCubic(1 - across)), w3 = splat(outerCubic(2 - across));
  const pixel = <usize>a.channels << 2, pitch = <usize>a.fromWidth * pixel;
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
  if (<u32>c >= <u32>a.fromWidth || <u32>r >= <u32>a.fromHeight) return outside(a, c, r, fill);
  return v128.load(a.x + (<usize>((r * a.fromWidth + c) * a.channels) << 2));
}

function outside(a: WarpArgs, c: i32, r: i32, fill: v128): v128 {
  if (a.border == CONSTANT) return fill;
  const column = atBorder(c, a.fromWidth, a.border), row = atBorder(r, a.fromHeight, a.border);
  return v128.load(a.x + (<usize>((row * a.fromWidth + column) * a.channels) << 2));
}

/** Which of `size` pixels stands at place i; `atBorder` of src/augment/border.ts is its twin. */
function atBorder(i: i32, size: i32, border: i32): i32 {
  if (border == REPLICATE) return min(max(i, 0), size - 1);
  const period = border == REFLECT ? max(2 * (size - 1), 1) : size;
  let place = i % period;
  if (place < 0) place += period;
  return place < size ? place : period - place;
}
