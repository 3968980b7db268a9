// Deformable convolution: each tap of each window reads its own place, between pixels, so the inputs of a window are
// gathered into a column first; a product of matrices (a convolution of single pixels) does the rest.
//
//     p00 --- fx --- p01     value = (1 - fy) ((1 - fx) p00 + fx p01) + fy ((1 - fx) p10 + fx p11), where a pixel outside
//      |      |       |      the image counts as 0.
//      fy ----+       |
//      |              |      Its derivative by y is (1 - fx) (p10 - p00) + fx (p11 - p01); at whole numbers, where it
//     p10 ---------- p11     jumps, this is the one to the right.

import { scratch } from "../scratch";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";
import { Deformed } from "./deformed";

/** The pixels around a place: addresses of their first channel in an offset group, or 0 outside; the place among them. */
@unmanaged class Corners {
  p00: usize;
  p01: usize;
  p10: usize;
  p11: usize;
  fy: f32;
  fx: f32;
}

@inline function bytes(floats: i32): usize {
  return <usize>floats << 2;
}

@inline function channelsOf(a: Deformed): i32 {
  return a.groups * a.cin;
}

/** Finds the pixels of `image` around what tap `tap` of output pixel (`oy`, `ox`) reads in offset group `group`. */
function locate(a: Deformed, at: Corners, x: usize, image: i32, oy: i32, ox: i32, tap: i32, group: i32): void {
  const taps = a.tapsY * a.tapsX, pixel = (image * a.outHeight + oy) * a.outWidth + ox;
  const offset = a.offsets + bytes(((pixel * a.offsetGroups + group) * taps + tap) * 2);
  const y = <f32>(oy * a.strideY + tap / a.tapsX * a.dilationY - a.top) + load<f32>(offset);
  const z = <f32>(ox * a.strideX + tap % a.tapsX * a.dilationX - a.left) + load<f32>(offset, 4);
  const yFloor = floor<f32>(y), zFloor = floor<f32>(z);
  at.fy = y - yFloor;
  at.fx = z - zFloor;
  const real = y == y && z == z; // else some pixel is blended with NaN
  const row = real ? <i32>yFloor : 0, column = real ? <i32>zFloor : 0;
  const first = x + bytes(group * (channelsOf(a) / a.offsetGroups));
  at.p00 = pixelAt(a, first, image, row, column);
  at.p01 = pixelAt(a, first, image, row, column + 1);
  at.p10 = pixelAt(a, first, image, row + 1, column);
  at.p11 = pixelAt(a, first, image, row + 1, column + 1);
}

@inline function pixelAt(a: Deformed, x: usize, image: i32, row: i32, column: i32): usize {
  if (row < 0 || row >= a.inHeight || column < 0 || column >= a.inWidth) return 0;
  return x + bytes(((image * a.inHeight + row) * a.inWidth + column) * channelsOf(a));
}

/** The factor of a tap, 1 without a mask. */
@inline function maskOf(a: Deformed, pixel: i32, tap: i32, group: i32): f32 {
  return a.mask ? load<f32>(a.mask + bytes((pixel * a.offsetGroups + group) * a.tapsY * a.tapsX + tap)) : 1;
}

/** Where channel `channel` of a tap stands in an output pixel's column, [groups, taps, cin]. */
@inline function placeInColumn(a: Deformed, channel: i32, tap: i32): usize {
  return bytes((channel / a.cin * a.tapsY * a.tapsX + tap) * a.cin + channel % a.cin);
}

/** Channels from `channel` to before `last` that stand in a row in a column: those of one group of weights. */
@inline function runFrom(a: Deformed, channel: i32, last: i32): i32 {
  return min(last, (channel / a.cin + 1) * a.cin) - channel;
}

@inline function lanesAt(p: usize, offset: usize, lanes: i32): v128 {
  return p ? loadLanes(p + offset, lanes) : splat(0);
}

@unmanaged class DeformGatherArgs extends Deformed {
  columns: usize; // [n, outHeight, outWidth, groups, taps, cin]
  x: usize; // [n, inHeight, inWidth, groups * cin]
}

/** columns = mask times what the taps read. One item: an output row. */
export function deformGather(args: usize, begin: i32, end: i32): void {
  const a = changetype<DeformGatherArgs>(args);
  const at = changetype<Corners>(scratch());
  const taps = a.tapsY * a.tapsX, share = channelsOf(a) / a.offsetGroups;
  for (let row = begin; row < end; row++) {
    for (let ox = 0; ox < a.outWidth; ox++) {
      const pixel = row * a.outWidth + ox, column = a.columns + bytes(pixel * channelsOf(a) * taps);
      for (let group = 0; group < a.offsetGroups; group++) {
        for (let tap = 0; tap < taps; tap++) {
          locate(a, at, a.x, row / a.outHeight, row % a.outHeight, ox, tap, group);
          const mask = maskOf(a, pixel, tap, group), first = group * share;
          for (let c = first, last = first + share; c < last; ) {
            const run = runFrom(a, c, last);
            blend(column + placeInColumn(a, c, tap), at, bytes(c - first), run, mask);
            c += run;
          }
        }
      }
    }
  }
}

/** The mean of the corners, times `mask`, of `run` channels from `from` on. */
@inline function blend(to: usize, at: Corners, from: usize, run: i32, mask: f32): void {
  const p00 = at.p00, p01 = at.p01, p10 = at.p10, p11 = at.p11, fy = at.fy, fx = at.fx;
  const w00 = splat((1 - fy) * (1 - fx) * mask), w01 = splat((1 - fy) * fx * mask);
  const w10 = splat(fy * (1 - fx) * mask), w11 = splat(fy * fx * mask);
  for (let i = 0; i < run; i += LANES, from += VECTOR, to += VECTOR) {
    const lanes = min(LANES, run - i);
    let sum = splat(0);
    if (p00) sum = madd(loadLanes(p00 + from, lanes), w00, sum);
    if (p01) sum = madd(loadLanes(p01 + from, lanes), w01, sum);
    if (p10) sum = madd(loadLanes(p10 + from, lanes), w10, sum);
    if (p11) sum = madd(loadLanes(p11 + from, lanes), w11, sum);
    storeLanes(to, sum, lanes);
  }
}

@unmanaged class DeformBackwardInputArgs extends Deformed {
  dx: usize; // [n, inHeight, inWidth, groups * cin]
  columns: usize; // [n, outHeight, outWidth, groups, taps, cin], the gradient of the columns
  blocks: i32; // parts that an offset group's channels are cut into
}

/**
 * dx = what the columns' gradient gives to each pixel that was read. One item: an image by a block of an offset group's
 * channels.
 */
export function deformBackwardInput(args: usize, begin: i32, end: i32): void {
  const a = changetype<DeformBackwardInputArgs>(args);
  const at = changetype<Corners>(scratch());
  const taps = a.tapsY * a.tapsX, share = channelsOf(a) / a.offsetGroups;
  for (let item = begin; item < end; item++) {
    const block = item % a.blocks, group = item / a.blocks % a.offsetGroups, image = item / a.blocks / a.offsetGroups;
    const first = group * share, from = first + block * share / a.blocks, last = first + (block + 1) * share / a.blocks;
    clear(a, image, from, last - from);
    for (let pixel = 0; pixel < a.outHeight * a.outWidth; pixel++) {
      const place = image * a.outHeight * a.outWidth + pixel, column = a.columns + bytes(place * channelsOf(a) * taps);
      for (let tap = 0; tap < taps; tap++) {
        locate(a, at, a.dx, image, pixel / a.outWidth, pixel % a.outWidth, tap, group);
        const mask = maskOf(a, place, tap, group);
        for (let c = from; c < last; ) {
          const run = runFrom(a, c, last);
          spread(at, bytes(c - first), column + placeInColumn(a, c, tap), run, mask);
          c += run;
        }
      }
    }
  }
}

/** Clears `count` channels of an image's pixels. */
@inline function clear(a: DeformBackwardInputArgs, image: i32, channel: i32, count: i32): void {
  const pixels = a.inHeight * a.inWidth, pitch = bytes(channelsOf(a));
  let to = a.dx + <usize>(image * pixels) * pitch + bytes(channel);
  for (let pixel = 0; pixel < pixels; pixel++, to += pitch) memory.fill(to, 0, bytes(count));
}

/** Adds `run` channels to the corners. */
@inline function spread(at: Corners, to: usize, from: usize, run: i32, mask: f32): void {
  const fy = at.fy, fx = at.fx;
  if (at.p00) addTimes(at.p00 + to, from, run, (1 - fy) * (1 - fx) * mask);
  if (at.p01) addTimes(at.p01 + to, from, run, (1 - fy) * fx * mask);
  if (at.p10) addTimes(at.p10 + to, from, run, fy * (1 - fx) * mask);
  if (at.p11) addTimes(at.p11 + to, from, run, fy * fx * mask);
}

function addTimes(to: usize, from: usize, run: i32, factor: f32): void {
  const factors = splat(factor);
  for (let i = 0; i < run; i += LANES, from += VECTOR, to += VECTOR) {
    const lanes = min(LANES, run - i);
    storeLanes(to, madd(loadLanes(from, lanes), factors, loadLanes(to, lanes)), lanes);
  }
}

@unmanaged class DeformBackwardOffsetsArgs extends Deformed {
  doffsets: usize; // [n, outHeight, outWidth, offsetGroups, taps, 2] or 0
  dmask: usize; // [n, outHeight, outWidth, offsetGroups, taps] or 0
  columns: usize; // [n, outHeight, outWidth, groups, taps, cin], the gradient of the columns
  x: usize; // [n, inHeight, inWidth, groups * cin]
}

/** The gradients of offsets and mask. One item: an output row. */
export function deformBackwardOffsets(args: usize, begin: i32, end: i32): void {
  const a = changetype<DeformBackwardOffsetsArgs>(args);
  const taps = a.tapsY * a.tapsX;
  for (let row = begin; row < end; row++) {
    for (let ox = 0; ox < a.outWidth; ox++) {
      for (let group = 0; group < a.offsetGroups; group++) {
        for (let tap = 0; tap < taps; tap++) tapGradients(a, row, ox, tap, group);
      }
    }
  }
}

/** The products of the columns' gradient with the corners give all three gradients of a tap. */
function tapGradients(a: DeformBackwardOffsetsArgs, row: i32, ox: i32, tap: i32, group: i32): void {
  const at = changetype<Corners>(scratch());
  const taps = a.tapsY * a.tapsX, share = channelsOf(a) / a.offsetGroups, first = group * share;
  const pixel = row * a.outWidth + ox, column = a.columns + bytes(pixel * channelsOf(a) * taps);
  locate(a, at, a.x, row / a.outHeight, row % a.outHeight, ox, tap, group);
  const p00 = at.p00, p01 = at.p01, p10 = at.p10, p11 = at.p11, fy = at.fy, fx = at.fx;
  let s00 = splat(0), s01 = s00, s10 = s00, s11 = s00;
  for (let c = first, last = first + share; c < last; ) {
    const run = runFrom(a, c, last), from = column + placeInColumn(a, c, tap);
    for (let i = 0; i < run; i += LANES) {
      const lanes = min(LANES, run - i), x = bytes(c - first + i), gradient = loadLanes(from + bytes(i), lanes);
      s00 = madd(lanesAt(p00, x, lanes), gradient, s00);
      s01 = madd(lanesAt(p01, x, lanes), gradient, s01);
      s10 = madd(lanesAt(p10, x, lanes), gradient, s10);
      s11 = madd(lanesAt(p11, x, lanes), gradient, s11);
    }
    c += run;
  }
  const d00 = sumLanes(s00), d01 = sumLanes(s01), d10 = sumLanes(s10), d11 = sumLanes(s11);
  const mask = maskOf(a, pixel, tap, group), place = bytes((pixel * a.offsetGroups + group) * taps + tap);
  if (a.doffsets) {
    store<f32>(a.doffsets + 2 * place, mask * ((1 - fx) * (d10 - d00) + fx * (d11 - d01)));
    store<f32>(a.doffsets + 2 * place + 4, mask * ((1 - fy) * (d01 - d00) + fy * (d11 - d10)));
  }
  if (a.dmask) store<f32>(a.dmask + place, (1 - fy) * ((1 - fx) * d00 + fx * d01) + fy * ((1 - fx) * d10 + fx * d11));
}
