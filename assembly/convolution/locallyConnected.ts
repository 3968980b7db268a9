// Convolution with weights of its own at each output position. Nothing is shared but among the images of a batch, so that
// reading the weights is most of the work: each is read once for four images.

import { Local } from "./local";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class LocallyConnectedForwardArgs extends Local {
  y: usize; // [n, outHeight, outWidth, cout]
  x: usize; // [n, inHeight, inWidth, cin]
  kernel: usize; // [outHeight, outWidth, tapsY, tapsX, cin, cout]
  bias: usize; // [outHeight, outWidth, cout] or 0
}

@inline function bytes(floats: i32): usize {
  return <usize>floats << 2;
}

/** y = bias + sum over taps and input channels of x * kernel. One item: an output position, of all images. */
export function locallyConnectedForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocallyConnectedForwardArgs>(args);
  for (let position = begin; position < end; position++) {
    for (let f = 0; f < a.cout; f += LANES) {
      const lanes = min(LANES, a.cout - f);
      let image = 0;
      for (; image <= a.n - 4; image += 4) outputs(a, position, f, lanes, image, 4);
      for (; image < a.n; image++) outputs(a, position, f, lanes, image, 1);
    }
  }
}

/** Up to four channels of one position of `images` images, 4 or 1. */
@inline function outputs(
  a: LocallyConnectedForwardArgs, position: i32, f: i32, lanes: i32, image: i32, images: i32,
): void {
  const oy = position / a.outWidth * a.strideY - a.top, ox = position % a.outWidth * a.strideX - a.left;
  const cin = a.cin, pitch = bytes(a.cout), next = bytes(a.inHeight * a.inWidth * cin);
  const start = a.bias ? loadLanes(a.bias + bytes(position * a.cout + f), lanes) : splat(0);
  let s0 = start, s1 = start, s2 = start, s3 = start;
  for (let ky = 0; ky < a.tapsY; ky++) {
    const iy = oy + ky * a.dilationY;
    if (iy < 0 || iy >= a.inHeight) continue;
    for (let kx = 0; kx < a.tapsX; kx++) {
      const ix = ox + kx * a.dilationX;
      if (ix < 0 || ix >= a.inWidth) continue;
      let x = a.x + bytes(((image * a.inHeight + iy) * a.inWidth + ix) * cin);
      let w = a.kernel + bytes((((position * a.tapsY + ky) * a.tapsX + kx) * cin) * a.cout + f);
      for (let i = 0; i < cin; i++, x += 4, w += pitch) {
        const weights = lanes == LANES ? v128.load(w) : loadLanes(w, lanes);
        s0 = madd(v128.load32_splat(x), weights, s0);
        if (images == 1) continue;
        s1 = madd(v128.load32_splat(x + next), weights, s1);
        s2 = madd(v128.load32_splat(x + 2 * next), weights, s2);
        s3 = madd(v128.load32_splat(x + 3 * next), weights, s3);
      }
    }
  }
  const step = bytes(a.outHeight * a.outWidth * a.cout);
  const y = a.y + image * step + bytes(position * a.cout + f);
  storeLanes(y, s0, lanes);
  if (images == 1) return;
  storeLanes(y + step, s1, lanes);
  storeLanes(y + 2 * step, s2, lanes);
  storeLanes(y + 3 * step, s3, lanes);
}

@unmanaged class LocallyConnectedBackwardInputArgs extends Local {
  dx: usize; // [n, inHeight, inWidth, cin]
  dy: usize; // [n, outHeight, outWidth, cout]
  kernel: usize; // [outHeight, outWidth, tapsY, tapsX, cin, cout]
}

/** dx = sum of dy * kernel over the positions and taps that read it, in order. One item: an input row, of all images. */
export function locallyConnectedBackwardInput(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocallyConnectedBackwardInputArgs>(args);
  const line = bytes(a.inWidth * a.cin);
  for (let iy = begin; iy < end; iy++) {
    for (let image = 0; image < a.n; image++) memory.fill(a.dx + <usize>(image * a.inHeight + iy) * line, 0, line);
    for (let ky = 0; ky < a.tapsY; ky++) {
      const place = iy + a.top - ky * a.dilationY;
      if (place < 0 || place % a.strideY != 0 || place / a.strideY >= a.outHeight) continue;
      for (let ox = 0; ox < a.outWidth; ox++) {
        for (let kx = 0; kx < a.tapsX; kx++) {
          const ix = ox * a.strideX + kx * a.dilationX - a.left;
          if (ix < 0 || ix >= a.inWidth) continue;
          addTap(a, place / a.strideY * a.outWidth + ox, ky * a.tapsX + kx, iy * a.inWidth + ix);
        }
      }
    }
  }
}

/** Adds one tap of one output position to the input's position `to`, for all images. */
function addTap(a: LocallyConnectedBackwardInputArgs, position: i32, tap: i32, to: i32): void {
  const cin = a.cin, row = bytes(a.cout);
  const kernel = a.kernel + bytes((position * a.tapsY * a.tapsX + tap) * cin) * a.cout;
  for (let i = 0; i < cin; i += LANES) {
    const rows = min(LANES, cin - i), w = kernel + i * row;
    for (let image = 0; image < a.n; image++) {
      const dy = a.dy + bytes(image * a.outHeight * a.outWidth + position) * a.cout;
      const dx = a.dx + bytes(image * a.inHeight * a.inWidth + to) * cin + bytes(i);
      if (rows == LANES) {
        v128.store(dx, f32x4.add(v128.load(dx), fourDots(w, row, dy, a.cout)));
        continue;
      }
      for (let r = 0; r < rows; r++) {
        store<f32>(dx + bytes(r), load<f32>(dx + bytes(r)) + dot(w + r * row, dy, a.cout));
      }
    }
  }
}

/** The products of four rows that lie `row` bytes apart with `b`, of `n` floats each. */
@inline function fourDots(a: usize, row: usize, b: usize, n: i32): v128 {
  let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let f = 0; f < n; f += LANES, a += VECTOR, b += VECTOR) {
    const lanes = min(LANES, n - f), v = loadLanes(b, lanes);
    s0 = madd(loadLanes(a, lanes), v, s0);
    s1 = madd(loadLanes(a + row, lanes), v, s1);
    s2 = madd(loadLanes(a + 2 * row, lanes), v, s2);
    s3 = madd(loadLanes(a + 3 * row, lanes), v, s3);
  }
  const s01 = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(s01, s23, 0, 1, 4, 5), v128.shuffle<f32>(s01, s23, 2, 3, 6, 7));
}

@inline function dot(a: usize, b: usize, n: i32): f32 {
  let sum = splat(0);
  for (let f = 0; f < n; f += LANES, a += VECTOR, b += VECTOR) {
    const lanes = min(LANES, n - f);
    sum = madd(loadLanes(a, lanes), loadLanes(b, lanes), sum);
  }
  return sumLanes(sum);
}

@unmanaged class LocallyConnectedBackwardWeightsArgs extends Local {
  dw: usize; // [outHeight, outWidth, tapsY, tapsX, cin, cout]
  db: usize; // [outHeight, outWidth, cout] or 0
  dy: usize; // [n, outHeight, outWidth, cout]
  x: usize; // [n, inHeight, inWidth, cin]
}

/** dw = sum over images of x * dy, db = that of dy. One item: an output position. */
export function locallyConnectedBackwardWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<LocallyConnectedBackwardWeightsArgs>(args);
  const block = bytes(a.cin * a.cout);
  for (let position = begin; position < end; position++) {
    const oy = position / a.outWidth * a.strideY - a.top, ox = position % a.outWidth * a.strideX - a.left;
    let dw = a.dw + <usize>position * a.tapsY * a.tapsX * block;
    for (let ky = 0; ky < a.tapsY; ky++) {
      const iy = oy + ky * a.dilationY;
      for (let kx = 0; kx < a.tapsX; kx++, dw += block) {
        const ix = ox + kx * a.dilationX;
        if (iy < 0 || iy >= a.inHeight || ix < 0 || ix >= a.inWidth) memory.fill(dw, 0, block);
        else tapGradient(a, dw, iy * a.inWidth + ix, position);
      }
    }
    if (a.db) biasGradient(a, position);
  }
}

/** The gradient of one tap's weights [cin, cout]. */
function tapGradient(a: LocallyConnectedBackwardWeightsArgs, dw: usize, from: i32, position: i32): void {
  const cin = a.cin, pitch = bytes(a.cout);
  const x = a.x + bytes(from * cin), dy = a.dy + bytes(position * a.cout);
  let i = 0;
  for (; i <= cin - 4; i += 4) rowsGradient(a, dw + i * pitch, x + bytes(i), dy, 4);
  for (; i < cin; i++) rowsGradient(a, dw + i * pitch, x + bytes(i), dy, 1);
}

/** `rows` rows of it, 4 or 1. */
@inline function rowsGradient(a: LocallyConnectedBackwardWeightsArgs, dw: usize, x: usize, dy: usize, rows: i32): void {
  const pitch = bytes(a.cout), xStep = bytes(a.inHeight * a.inWidth * a.cin);
  const dyStep = bytes(a.outHeight * a.outWidth * a.cout);
  for (let f = 0; f < a.cout; f += LANES, dw += VECTOR, dy += VECTOR) {
    const lanes = min(LANES, a.cout - f);
    let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let image = 0, at = x, gradient = dy; image < a.n; image++, at += xStep, gradient += dyStep) {
      const v = loadLanes(gradient, lanes);
      s0 = madd(v128.load32_splat(at), v, s0);
      if (rows == 1) continue;
      s1 = madd(v128.load32_splat(at, 4), v, s1);
      s2 = madd(v128.load32_splat(at, 8), v, s2);
      s3 = madd(v128.load32_splat(at, 12), v, s3);
    }
    storeLanes(dw, s0, lanes);
    if (rows == 1) continue;
    storeLanes(dw + pitch, s1, lanes);
    storeLanes(dw + 2 * pitch, s2, lanes);
    storeLanes(dw + 3 * pitch, s3, lanes);
  }
}

@inline function biasGradient(a: LocallyConnectedBackwardWeightsArgs, position: i32): void {
  const step = bytes(a.outHeight * a.outWidth * a.cout);
  for (let f = 0; f < a.cout; f += LANES) {
    const lanes = min(LANES, a.cout - f), at = bytes(position * a.cout + f);
    let sum = splat(0);
    for (let image = 0, dy = a.dy + at; image < a.n; image++, dy += step) sum = f32x4.add(sum, loadLanes(dy, lanes));
    storeLanes(a.db + at, sum, lanes);
  }
}
