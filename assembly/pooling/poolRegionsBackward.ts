// Gradients of pooling over the regions of regions.ts.

import { flatBegin, flatEnd } from "../flat";
import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";
import { power } from "./power";
import { Regions, coverFrom, coverTo, firstOf, holds, sizeOf, tapsOf } from "./regions";

// What a pixel is given of a region's dy.
@inline const MAX: i32 = 0; // all, where the region's greatest stands
@inline const MEAN: i32 = 1; // one share of its size
@inline const NORM: i32 = 2; // all

@unmanaged class PoolRegionsBackwardArgs extends Regions {
  dx: usize; // [n, inDepth, inHeight, inWidth, channels]
  dy: usize; // [n, outDepth, outHeight, outWidth, channels]
  places: usize; // [n, outDepth, outHeight, outWidth, channels], i32 (z inHeight + y) inWidth + x, or 0
  x: usize; // [n, inDepth, inHeight, inWidth, channels] or 0
  p: f32;
}

/**
 * dx = sum over the regions that hold this pixel: with places, of dy where they are its own; with x, of dy times
 * sign(x) |x|^(p - 1); else of dy / the region's size. One item: an input row, which alone adds up the regions over it, in order.
 */
export function poolRegionsBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PoolRegionsBackwardArgs>(args);
  if (a.places) spreadMax(a, begin, end);
  else if (a.x) spreadNorm(a, begin, end);
  else spreadMean(a, begin, end);
}

// Functions of their own, as in poolRegions.ts.

function spreadMax(a: PoolRegionsBackwardArgs, begin: i32, end: i32): void { overRows(MAX, a, begin, end); }
function spreadMean(a: PoolRegionsBackwardArgs, begin: i32, end: i32): void { overRows(MEAN, a, begin, end); }
function spreadNorm(a: PoolRegionsBackwardArgs, begin: i32, end: i32): void { overRows(NORM, a, begin, end); }

@inline function overRows(kind: i32, a: PoolRegionsBackwardArgs, begin: i32, end: i32): void {
  const line = <usize>(a.inWidth * a.channels) << 2;
  for (let row = begin; row < end; row++) {
    const iy = row % a.inHeight, plane = row / a.inHeight, iz = plane % a.inDepth, image = plane / a.inDepth;
    const dx = a.dx + <usize>row * line, place = row % (a.inDepth * a.inHeight) * a.inWidth;
    memory.fill(dx, 0, line);
    const lastZ = coverTo(a.depths, a.outDepth, iz), lastY = coverTo(a.rows, a.outHeight, iy);
    for (let oz = coverFrom(a.depths, a.outDepth, iz); oz < lastZ; oz++) {
      if (!holds(a.depths, oz, iz, a.stepDepth)) continue;
      for (let oy = coverFrom(a.rows, a.outHeight, iy); oy < lastY; oy++) {
        if (!holds(a.rows, oy, iy, a.stepHeight)) continue;
        const size = sizeOf(a.depths, oz) * sizeOf(a.rows, oy);
        addRow(kind, a, dx, ((image * a.outDepth + oz) * a.outHeight + oy) * a.outWidth, place, size);
      }
    }
    if (kind == NORM) timesSlope(dx, a.x + <usize>row * line, a.p, line);
  }
}

/** Adds an output row, that of pixel `first` on, to the input row `dx`, whose first pixel is number `place` of its image. */
@inline function addRow(kind: i32, a: PoolRegionsBackwardArgs, dx: usize, first: i32, place: i32, size: i32): void {
  const channels = a.channels, pixel = <usize>channels << 2, pixels = a.stepWidth, step = <usize>pixels * pixel;
  for (let ox = 0; ox < a.outWidth; ox++) {
    const taps = tapsOf(a.columns, ox), start = firstOf(a.columns, ox), from = <usize>(first + ox) * pixel;
    const share = splat(kind == MEAN ? 1 / <f32>(size * sizeOf(a.columns, ox)) : 1);
    const to = dx + <usize>start * pixel, dy = a.dy + from, places = kind == MAX ? a.places + from : 0;
    for (let c = 0; c <= channels - LANES; c += LANES) {
      add(kind, to + (c << 2), dy + (c << 2), places + (c << 2), share, place + start, taps, step, pixels, LANES);
    }
    const left = channels & 3, c = <usize>(channels - left) << 2;
    if (left) add(kind, to + c, dy + c, places + c, share, place + start, taps, step, pixels, left);
  }
}

/** Adds to each of the `taps` pixels from `dx` on, of which the first is number `place`, what it is given, in `lanes` channels. */
@inline function add(
  kind: i32, dx: usize, dy: usize, places: usize, share: v128, place: i32, taps: i32, step: usize, pixels: i32, lanes: i32,
): void {
  const whole = loadLanes(dy, lanes), gradient = kind == MEAN ? f32x4.mul(whole, share) : whole;
  const at = kind == MAX ? loadLanes(places, lanes) : whole;
  for (let i = 0; i < taps; i++, dx += step, place += pixels) {
    const given = kind == MAX ? v128.and(gradient, i32x4.eq(at, i32x4.splat(place))) : gradient;
    storeLanes(dx, f32x4.add(loadLanes(dx, lanes), given), lanes);
  }
}

/** dx *= sign(x) |x|^(p - 1), and 0 where x is 0. */
@inline function timesSlope(dx: usize, x: usize, p: f32, bytes: usize): void {
  const exponent = splat(p - 1);
  for (let i: usize = 0; i < bytes; i += VECTOR) {
    const lanes = min(LANES, <i32>(bytes - i) >> 2), v = loadLanes(x + i, lanes);
    let slope = v;
    if (p != 2) {
      const magnitude = p == 1 ? splat(1) : power(f32x4.abs(v), exponent);
      const signed = v128.or(magnitude, v128.and(v, i32x4.splat(i32.MIN_VALUE)));
      slope = v128.and(signed, f32x4.ne(v, splat(0)));
    }
    storeLanes(dx + i, f32x4.mul(loadLanes(dx + i, lanes), slope), lanes);
  }
}

@unmanaged class NormGradientArgs {
  g: usize; // [count]
  dy: usize; // [count]
  y: usize; // [count]
  count: i32;
  p: f32;
}

/** g = dy y^(1 - p), and 0 where y is 0: what a norm's terms have in common. One item: a block of BLOCK elements. */
export function normGradient(args: usize, begin: i32, end: i32): void {
  const a = changetype<NormGradientArgs>(args);
  const last = flatEnd(end, a.count), exponent = splat(a.p - 1);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const y = v128.load(a.y + i);
    const divisor = a.p == 2 ? y : power(y, exponent);
    const g = f32x4.div(v128.load(a.dy + i), divisor);
    v128.store(a.g + i, v128.and(g, f32x4.ne(y, splat(0))));
  }
}
