// Rows of n numbers, each normalised by itself: layer normalisation, by root mean square, and by length. A row is read
// several times, but from the cache.

import { LANES, VECTOR, laneMask, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

// By what a row is divided, after its mean was taken off where it is.
@inline const DEVIATION: i32 = 0; // sqrt(variance + epsilon), mean taken off
@inline const ROOT_MEAN_SQUARE: i32 = 1; // sqrt(mean of x^2 + epsilon)
@inline const LENGTH: i32 = 2; // sqrt(sum of x^2), at least epsilon

/**
 * Numbers that are added up in four lanes before the sum goes to the total: so it keeps its digits however long the row
 * is.
 */
@inline const RUN: i32 = 2048;

@unmanaged class RowNormForwardArgs {
  y: usize; // [rows, n]
  statistics: usize; // [rows, 3] or 0
  x: usize; // [rows, n]
  scale: usize; // [n] or 0
  shift: usize; // [n] or 0
  rows: i32;
  n: i32;
  kind: i32;
  epsilon: f32;
}

/**
 * y = (x - mean) inverse scale + shift. The mean is held in two parts, itself and what rounding it left out, so that
 * rows far from 0 keep their digits; statistics = mean, rest (both 0 but for DEVIATION) and inverse. One item: a row.
 */
export function rowNormForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<RowNormForwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const at = <usize>row * a.n << 2;
    normalizeRow(a, a.y + at, a.x + at, a.statistics ? a.statistics + <usize>row * 12 : 0);
  }
}

@inline function normalizeRow(a: RowNormForwardArgs, y: usize, x: usize, statistics: usize): void {
  const n = a.n, kind = a.kind;
  let pivot: f32 = 0, mean: f32 = 0, rest: f32 = 0, squares: f64 = 0;
  if (kind == DEVIATION) mean = load<f32>(x);
  // The first number tells where a row lies. Where it does not, as it lies apart, sums around it lose digits: then once
  // more, around the mean.
  for (let tries = 0; tries < 2; tries++) {
    pivot = mean;
    const p = splat(pivot);
    let sum: f64 = 0;
    squares = 0;
    for (let from = 0; from < n; from += RUN) {
      const to = min(from + RUN, n), pairs = <usize>(from + (to - from & ~7)) << 2;
      let s0 = splat(0), s1 = s0, q0 = s0, q1 = s0, i = <usize>from << 2;
      for (; i < pairs; i += 2 * VECTOR) {
        const d0 = f32x4.sub(v128.load(x + i), p), d1 = f32x4.sub(v128.load(x + i, VECTOR), p);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        q0 = madd(d0, d0, q0);
        q1 = madd(d1, d1, q1);
      }
      for (let left = to - from & 7; left > 0; left -= LANES, i += VECTOR) {
        const d = v128.and(f32x4.sub(loadLanes(x + i, min(left, LANES)), p), laneMask(left));
        s0 = f32x4.add(s0, d);
        q0 = madd(d, d, q0);
      }
      sum += sumLanes(f32x4.add(s0, s1));
      squares += sumLanes(f32x4.add(q0, q1));
    }
    if (kind != DEVIATION) break;
    const away = sum / <f64>n, offset = sum * away, isClose = squares >= 1.25 * offset;
    mean = <f32>(<f64>pivot + away);
    rest = <f32>(<f64>pivot + away - mean);
    squares -= offset;
    if (isClose) break;
  }
  const inverse = inverseOf(max(squares, 0), n, kind, a.epsilon);
  if (statistics) {
    store<f32>(statistics, mean);
    store<f32>(statistics, rest, 4);
    store<f32>(statistics, inverse, 8);
  }
  apply(y, x, a.scale, a.shift, n, splat(mean), splat(rest), splat(inverse));
}

@inline function inverseOf(squares: f64, n: i32, kind: i32, epsilon: f32): f32 {
  // 0 squares: squares that are not finite make it NaN, where 1 / sqrt(infinity) would hide them.
  if (kind == LENGTH) return <f32>(1 / max(Math.sqrt(squares), <f64>epsilon) + 0 * squares);
  return <f32>(1 / Math.sqrt(squares / <f64>n + <f64>epsilon) + 0 * squares);
}

@inline function apply(
  y: usize, x: usize, scale: usize, shift: usize, n: i32, mean: v128, rest: v128, inverse: v128,
): void {
  const whole = <usize>(n & ~3) << 2, left = n & 3;
  let i: usize = 0;
  if (scale && shift) { // the usual case, without questions in the loop
    for (; i < whole; i += VECTOR) {
      const z = normalized(v128.load(x + i), mean, rest, inverse);
      v128.store(y + i, madd(z, v128.load(scale + i), v128.load(shift + i)));
    }
  } else {
    for (; i < whole; i += VECTOR) {
      const z = normalized(v128.load(x + i), mean, rest, inverse);
      v128.store(y + i, learnt(z, scale, shift, i, LANES));
    }
  }
  if (left) {
    storeLanes(y + i, learnt(normalized(loadLanes(x + i, left), mean, rest, inverse), scale, shift, i, left), left);
  }
}

/** (x - mean) / deviation, the mean in two parts. */
@inline function normalized(x: v128, mean: v128, rest: v128, inverse: v128): v128 {
  return f32x4.mul(f32x4.sub(f32x4.sub(x, mean), rest), inverse);
}

@inline function learnt(z: v128, scale: usize, shift: usize, i: usize, lanes: i32): v128 {
  if (scale && shift) return madd(z, loadLanes(scale + i, lanes), loadLanes(shift + i, lanes));
  if (scale) return f32x4.mul(z, loadLanes(scale + i, lanes));
  if (shift) return f32x4.add(z, loadLanes(shift + i, lanes));
  return z;
}

@unmanaged class RowNormBackwardArgs {
  dx: usize; // [rows, n] or 0
  dscales: usize; // [slices, n] or 0
  dshifts: usize; // [slices, n] or 0
  dy: usize; // [rows, n]
  x: usize; // [rows, n]
  statistics: usize; // [rows, 3]
  scale: usize; // [n] or 0
  rows: i32;
  n: i32;
  sliceRows: i32;
  kind: i32;
  epsilon: f32;
}

/**
 * With xhat = (x - mean) inverse and g = dy scale: dx = inverse (g - mean of g - xhat mean of (g xhat)) for DEVIATION,
 * without the mean of g for ROOT_MEAN_SQUARE, and inverse (g - xhat sum of (g xhat)) for LENGTH, where at a length of
 * epsilon or less the sum counts as 0. dshifts = sum of dy and dscales = sum of dy xhat over the rows of a slice. One
 * item: a slice.
 */
export function rowNormBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<RowNormBackwardArgs>(args);
  const n = a.n, pitch = <usize>n << 2;
  for (let slice = begin; slice < end; slice++) {
    const dscales = a.dscales ? a.dscales + <usize>slice * pitch : 0;
    const dshifts = a.dshifts ? a.dshifts + <usize>slice * pitch : 0;
    if (dscales) memory.fill(dscales, 0, pitch);
    if (dshifts) memory.fill(dshifts, 0, pitch);
    for (let row = slice * a.sliceRows; row < min(a.rows, (slice + 1) * a.sliceRows); row++) {
      const at = <usize>row * pitch;
      if (a.scale && dscales && dshifts) rowGradient(a, at, row, dscales, dshifts, true); // the usual case
      else rowGradient(a, at, row, dscales, dshifts, false);
    }
  }
}

/**
 * The sums of a row, which go to those of the slice on the way, then dx. `all`: there is a scale, and all gradients are
 * wanted.
 */
@inline function rowGradient(a: RowNormBackwardArgs, at: usize, row: i32, dscales: usize, dshifts: usize, all: bool): void {
  const n = a.n, x = a.x + at, dy = a.dy + at, scale = a.scale, kind = a.kind;
  const statistics = a.statistics + <usize>row * 12, mean = v128.load32_splat(statistics);
  const rest = v128.load32_splat(statistics, 4), inverse = v128.load32_splat(statistics, 8);
  let sum: f64 = 0, product: f64 = 0;
  for (let from = 0; from < n; from += RUN) {
    const to = min(from + RUN, n), whole = <usize>(to & ~3) << 2, left = to & 3;
    let s = splat(0), p = splat(0), i = <usize>from << 2;
    for (; i < whole; i += VECTOR) {
      const xhat = normalized(v128.load(x + i), mean, rest, inverse), g = v128.load(dy + i);
      if (all || dscales) v128.store(dscales + i, madd(g, xhat, v128.load(dscales + i)));
      if (all || dshifts) v128.store(dshifts + i, f32x4.add(g, v128.load(dshifts + i)));
      const scaled = all || scale ? f32x4.mul(g, v128.load(scale + i)) : g;
      s = f32x4.add(s, scaled);
      p = madd(scaled, xhat, p);
    }
    if (left) {
      // The lanes of dy beyond the row are 0, and so is what they add.
      const there = laneMask(left), g = loadLanes(dy + i, left);
      const xhat = v128.and(normalized(loadLanes(x + i, left), mean, rest, inverse), there);
      if (all || dscales) storeLanes(dscales + i, madd(g, xhat, loadLanes(dscales + i, left)), left);
      if (all || dshifts) storeLanes(dshifts + i, f32x4.add(g, loadLanes(dshifts + i, left)), left);
      const scaled = all || scale ? f32x4.mul(g, loadLanes(scale + i, left)) : g;
      s = f32x4.add(s, scaled);
      p = madd(scaled, xhat, p);
    }
    sum += sumLanes(s);
    product += sumLanes(p);
  }
  if (!a.dx) return;
  if (kind != LENGTH) product /= <f64>n;
  else if (f32x4.extract_lane(inverse, 0) >= <f32>(1 / <f64>a.epsilon)) product = 0;
  const level = splat(kind == DEVIATION ? <f32>(sum / <f64>n) : 0), slope = splat(<f32>product);
  const dx = a.dx + at, whole = <usize>(n & ~3) << 2, left = n & 3;
  let i: usize = 0;
  for (; i < whole; i += VECTOR) {
    const xhat = normalized(v128.load(x + i), mean, rest, inverse), dyi = v128.load(dy + i);
    const g = all || scale ? f32x4.mul(dyi, v128.load(scale + i)) : dyi;
    v128.store(dx + i, f32x4.mul(inverse, f32x4.sub(f32x4.sub(g, level), f32x4.mul(xhat, slope))));
  }
  if (left) {
    const xhat = normalized(loadLanes(x + i, left), mean, rest, inverse), dyi = loadLanes(dy + i, left);
    const g = all || scale ? f32x4.mul(dyi, loadLanes(scale + i, left)) : dyi;
    storeLanes(dx + i, f32x4.mul(inverse, f32x4.sub(f32x4.sub(g, level), f32x4.mul(xhat, slope))), left);
  }
}
