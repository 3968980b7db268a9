// Pooling over the regions of regions.ts: the greatest, the mean or a norm of each, channel by channel.

import { LANES, VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";
import { power } from "./power";
import { Regions, firstOf, sizeOf, tapsOf } from "./regions";

// What becomes of a region. Each is compiled into a loop of its own.
@inline const MAX: i32 = 0;
@inline const MAX_AND_PLACE: i32 = 1;
@inline const MEAN: i32 = 2;
@inline const NORM_1: i32 = 3; // sum |x|
@inline const NORM_2: i32 = 4; // sqrt(sum x^2)
@inline const NORM_P: i32 = 5; // (sum |x|^p)^(1/p)

/** Channels that are pooled at a time: a cache line, and enough sums that none waits for the one before. */
@inline const WIDE: i32 = 16;

@unmanaged class PoolRegionsArgs extends Regions {
  y: usize; // [n, outDepth, outHeight, outWidth, channels] or 0
  places: usize; // [n, outDepth, outHeight, outWidth, channels] or 0: (z inHeight + y) inWidth + x of the greatest
  x: usize; // [n, inDepth, inHeight, inWidth, channels]
  kind: i32;
  floats: i32; // 1: places are whole f32, 0: i32
  p: f32;
}

/**
 * y = each region's greatest (the first of equals; a NaN beats every number), mean or norm; places = where the greatest stands.
 * One item: an output row.
 */
export function poolRegions(args: usize, begin: i32, end: i32): void {
  const a = changetype<PoolRegionsArgs>(args);
  if (a.places) maxAndPlace(a, begin, end);
  else if (a.kind == MAX) maxOnly(a, begin, end);
  else if (a.kind == MEAN) mean(a, begin, end);
  else if (a.kind == NORM_1) norm1(a, begin, end);
  else if (a.kind == NORM_2) norm2(a, begin, end);
  else normP(a, begin, end);
}

// Functions of their own: in one, the compiler makes one loop of all again, which asks at every step what to do.

function maxOnly(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(MAX, a, begin, end); }
function maxAndPlace(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(MAX_AND_PLACE, a, begin, end); }
function mean(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(MEAN, a, begin, end); }
function norm1(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(NORM_1, a, begin, end); }
function norm2(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(NORM_2, a, begin, end); }
function normP(a: PoolRegionsArgs, begin: i32, end: i32): void { overRows(NORM_P, a, begin, end); }

@inline function overRows(kind: i32, a: PoolRegionsArgs, begin: i32, end: i32): void {
  const channels = a.channels, pixel = <usize>channels << 2;
  const rowPlaces = a.stepHeight * a.inWidth, planePlaces = a.stepDepth * a.inHeight * a.inWidth;
  for (let row = begin; row < end; row++) {
    const oy = row % a.outHeight, plane = row / a.outHeight, oz = plane % a.outDepth, image = plane / a.outDepth;
    const nz = tapsOf(a.depths, oz), ny = tapsOf(a.rows, oy), size = sizeOf(a.depths, oz) * sizeOf(a.rows, oy);
    const first = (firstOf(a.depths, oz) * a.inHeight + firstOf(a.rows, oy)) * a.inWidth;
    const from = a.x + <usize>(image * a.inDepth * a.inHeight * a.inWidth) * pixel;
    for (let ox = 0; ox < a.outWidth; ox++) {
      const nx = tapsOf(a.columns, ox), place = first + firstOf(a.columns, ox);
      const factor = factorOf(kind, a, size * sizeOf(a.columns, ox));
      const x = from + <usize>place * pixel, to = <usize>(row * a.outWidth + ox) * pixel;
      const y = a.y ? a.y + to : 0, places = a.places ? a.places + to : 0;
      let c = 0;
      for (; kind != NORM_P && c <= channels - WIDE; c += WIDE) { // a power has work enough of its own
        overRegion16(kind, a, y, places, x, c, place, nz, ny, nx, planePlaces, rowPlaces, pixel, factor);
      }
      for (; c <= channels - LANES; c += LANES) {
        overRegion4(kind, a, y, places, x, c, place, nz, ny, nx, planePlaces, rowPlaces, pixel, factor, LANES);
      }
      if (c < channels) {
        const lanes = channels - c;
        overRegion4(kind, a, y, places, x, c, place, nz, ny, nx, planePlaces, rowPlaces, pixel, factor, lanes);
      }
    }
  }
}

/** Writes WIDE channels from `c` on. The region's first tap is at `x` and number `place` of its image. */
@inline function overRegion16(
  kind: i32, a: PoolRegionsArgs, y: usize, places: usize, x: usize, c: i32, place: i32,
  nz: i32, ny: i32, nx: i32, planePlaces: i32, rowPlaces: i32, pixel: usize, factor: v128,
): void {
  const offset = <usize>c << 2, stepPlaces = a.stepWidth, step = <usize>stepPlaces * pixel;
  let s0 = start(kind), s1 = s0, s2 = s0, s3 = s0;
  let t0 = noted(kind, place), t1 = t0, t2 = t0, t3 = t0;
  x += offset;
  for (let z = 0; z < nz; z++) {
    for (let r = 0; r < ny; r++) {
      const skip = z * planePlaces + r * rowPlaces;
      let tap = x + <usize>skip * pixel, here = place + skip;
      for (let i = 0; i < nx; i++, tap += step, here += stepPlaces) {
        const v0 = v128.load(tap), v1 = v128.load(tap, VECTOR);
        const v2 = v128.load(tap, 2 * VECTOR), v3 = v128.load(tap, 3 * VECTOR);
        t0 = note(kind, t0, s0, v0, here);
        t1 = note(kind, t1, s1, v1, here);
        t2 = note(kind, t2, s2, v2, here);
        t3 = note(kind, t3, s3, v3, here);
        s0 = take(kind, s0, v0, factor);
        s1 = take(kind, s1, v1, factor);
        s2 = take(kind, s2, v2, factor);
        s3 = take(kind, s3, v3, factor);
      }
    }
  }
  finish(kind, a, y + offset, places + offset, s0, t0, factor, LANES);
  finish(kind, a, y + offset + VECTOR, places + offset + VECTOR, s1, t1, factor, LANES);
  finish(kind, a, y + offset + 2 * VECTOR, places + offset + 2 * VECTOR, s2, t2, factor, LANES);
  finish(kind, a, y + offset + 3 * VECTOR, places + offset + 3 * VECTOR, s3, t3, factor, LANES);
}

/** The same for `lanes` channels. */
@inline function overRegion4(
  kind: i32, a: PoolRegionsArgs, y: usize, places: usize, x: usize, c: i32, place: i32,
  nz: i32, ny: i32, nx: i32, planePlaces: i32, rowPlaces: i32, pixel: usize, factor: v128, lanes: i32,
): void {
  const offset = <usize>c << 2, stepPlaces = a.stepWidth, step = <usize>stepPlaces * pixel;
  let s = start(kind), t = noted(kind, place);
  x += offset;
  for (let z = 0; z < nz; z++) {
    for (let r = 0; r < ny; r++) {
      const skip = z * planePlaces + r * rowPlaces;
      let tap = x + <usize>skip * pixel, here = place + skip;
      for (let i = 0; i < nx; i++, tap += step, here += stepPlaces) {
        const v = loadLanes(tap, lanes);
        t = note(kind, t, s, v, here);
        s = take(kind, s, v, factor);
      }
    }
  }
  finish(kind, a, y + offset, places + offset, s, t, factor, lanes);
}

/** What a mean's sum is multiplied by; the power of a norm. */
@inline function factorOf(kind: i32, a: PoolRegionsArgs, size: i32): v128 {
  return kind == MEAN ? splat(1 / <f32>size) : splat(a.p);
}

@inline function start(kind: i32): v128 {
  return splat(kind == MAX || kind == MAX_AND_PLACE ? -Infinity : 0);
}

/** What is kept beside the result, for the greatest alone: where it stands, or whether there was a NaN. */
@inline function noted(kind: i32, place: i32): v128 {
  return i32x4.splat(kind == MAX_AND_PLACE ? place : 0);
}

@inline function note(kind: i32, kept: v128, best: v128, v: v128, place: i32): v128 {
  if (kind == MAX) return v128.or(kept, f32x4.ne(v, v));
  if (kind == MAX_AND_PLACE) return v128.bitselect(i32x4.splat(place), kept, beats(v, best));
  return kept;
}

@inline function beats(v: v128, best: v128): v128 {
  return v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
}

@inline function take(kind: i32, s: v128, v: v128, p: v128): v128 {
  if (kind == MAX) return f32x4.pmax(s, v); // the first of equals, and never a NaN
  if (kind == MAX_AND_PLACE) return v128.bitselect(v, s, beats(v, s));
  if (kind == MEAN) return f32x4.add(s, v);
  if (kind == NORM_1) return f32x4.add(s, f32x4.abs(v));
  if (kind == NORM_2) return madd(v, v, s);
  return f32x4.add(s, power(f32x4.abs(v), p));
}

@inline function finish(
  kind: i32, a: PoolRegionsArgs, y: usize, places: usize, s: v128, t: v128, factor: v128, lanes: i32,
): void {
  if (kind == MAX_AND_PLACE) {
    if (a.y) storeLanes(y, s, lanes);
    storeLanes(places, a.floats ? f32x4.convert_i32x4_s(t) : t, lanes);
  } else if (kind == MAX) storeLanes(y, v128.or(s, t), lanes);
  else if (kind == MEAN) storeLanes(y, f32x4.mul(s, factor), lanes);
  else if (kind == NORM_1) storeLanes(y, s, lanes);
  else if (kind == NORM_2) storeLanes(y, f32x4.sqrt(s), lanes);
  else storeLanes(y, power(s, f32x4.div(splat(1), factor)), lanes);
}
