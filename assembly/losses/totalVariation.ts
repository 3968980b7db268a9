import { LANES, laneMask, loadLanes, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class TotalVariationForwardArgs {
  sums: usize; // [height, batch]
  x: usize; // [batch, height, width, channels]
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  squared: i32; // 1: squares instead of magnitudes
}

/**
 * sums[row, image] = the differences between neighbours to the right in the row, and between the row and the next, as magnitudes or
 * squares, summed. One item: a row of an image, image after image.
 */
export function totalVariationForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<TotalVariationForwardArgs>(args);
  const size = a.width * a.channels, pixel = <usize>a.channels << 2, line = <usize>size << 2;
  for (let item = begin; item < end; item++) {
    const image = item / a.height, row = item - image * a.height;
    const x = a.x + <usize>item * line;
    let sum = differences(x, x + pixel, size - a.channels, a.squared);
    if (row < a.height - 1) sum += differences(x, x + line, size, a.squared);
    store<f32>(a.sums + ((<usize>row * a.batch + image) << 2), sum);
  }
}

/** The sum of |b - a|, or of its squares, over n numbers. */
@inline function differences(a: usize, b: usize, n: i32, squared: i32): f32 {
  let sum = splat(0);
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i), at = <usize>i << 2;
    const d = f32x4.sub(loadLanes(b + at, lanes), loadLanes(a + at, lanes));
    sum = f32x4.add(sum, v128.and(squared ? f32x4.mul(d, d) : f32x4.abs(d), laneMask(lanes)));
  }
  return sumLanes(sum);
}

@unmanaged class TotalVariationBackwardArgs {
  dx: usize; // [batch, height, width, channels]
  dloss: usize; // [batch]
  x: usize; // [batch, height, width, channels]
  height: i32;
  width: i32;
  channels: i32;
  squared: i32;
}

/**
 * dx = dloss (s(x - left) - s(right - x) + s(x - above) - s(below - x)), as far as there are such neighbours; s is the sign, or twice
 * the difference. One item: a row of an image, image after image.
 */
export function totalVariationBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<TotalVariationBackwardArgs>(args);
  const size = a.width * a.channels, pixel = a.channels;
  for (let item = begin; item < end; item++) {
    const image = item / a.height, row = item - image * a.height;
    const scale = load<f32>(a.dloss + (<usize>image << 2));
    if (a.width == 1) {
      span(a, item, row, 0, size, false, false, scale);
      continue;
    }
    span(a, item, row, 0, pixel, false, true, scale);
    span(a, item, row, pixel, size - pixel, true, true, scale);
    span(a, item, row, size - pixel, size, true, false, scale);
  }
}

/** The gradient of numbers `from` to before `to` of a row, which have neighbours left and right or not. */
function span(
  a: TotalVariationBackwardArgs, item: i32, row: i32, from: i32, to: i32, left: bool, right: bool, scale: f32,
): void {
  const pixel = <usize>a.channels << 2, line = (<usize>a.width * a.channels) << 2, offset = <usize>item * line;
  const above = row > 0, below = row < a.height - 1;
  for (let i = from; i < to; i += LANES) {
    const lanes = min(LANES, to - i), at = a.x + offset + (<usize>i << 2);
    const x = loadLanes(at, lanes);
    let sum = splat(0);
    if (left) sum = f32x4.add(sum, slope(f32x4.sub(x, loadLanes(at - pixel, lanes)), a.squared));
    if (right) sum = f32x4.sub(sum, slope(f32x4.sub(loadLanes(at + pixel, lanes), x), a.squared));
    if (above) sum = f32x4.add(sum, slope(f32x4.sub(x, loadLanes(at - line, lanes)), a.squared));
    if (below) sum = f32x4.sub(sum, slope(f32x4.sub(loadLanes(at + line, lanes), x), a.squared));
    storeLanes(a.dx + offset + (<usize>i << 2), f32x4.mul(splat(scale), sum), lanes);
  }
}

@inline function slope(d: v128, squared: i32): v128 {
  if (squared) return f32x4.add(d, d);
  const one = splat(1);
  return f32x4.sub(v128.and(one, f32x4.gt(d, splat(0))), v128.and(one, f32x4.lt(d, splat(0))));
}
