// What losses of pairs are made of: of vectors distance and cosine, of boxes how far they cover each other.

import { LANES, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class DistanceForwardArgs {
  y: usize; // [rows]
  a: usize; // [rows, size]
  b: usize; // [rows, size]
  size: i32;
  squared: i32; // 1: without the root
}

/** y = the sum of (a - b)^2 over a row, or its root. One item: a row. */
export function distanceForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<DistanceForwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    let sum = splat(0);
    for (let i = 0; i < a.size; i += LANES) {
      const lanes = min(LANES, a.size - i), at = offset + (<usize>i << 2);
      const d = f32x4.sub(loadLanes(a.a + at, lanes), loadLanes(a.b + at, lanes));
      sum = madd(d, d, sum);
    }
    const total = sumLanes(sum);
    store<f32>(a.y + (<usize>row << 2), a.squared ? total : sqrt<f32>(total));
  }
}

@unmanaged class DistanceBackwardArgs {
  da: usize; // [rows, size], or 0
  db: usize; // [rows, size], or 0
  dy: usize; // [rows]
  y: usize; // [rows]
  a: usize; // [rows, size]
  b: usize; // [rows, size]
  size: i32;
  squared: i32;
}

/** da = dy (a - b) / y, 0 where y is 0; of the square, 2 dy (a - b). db = -da. One item: a row. */
export function distanceBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<DistanceBackwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * a.size) << 2;
    const dy = load<f32>(a.dy + at), y = load<f32>(a.y + at);
    const slope = splat(a.squared ? 2 * dy : y == 0 ? <f32>0 : dy / y);
    for (let i = 0; i < a.size; i += LANES) {
      const lanes = min(LANES, a.size - i), place = offset + (<usize>i << 2);
      const d = f32x4.mul(slope, f32x4.sub(loadLanes(a.a + place, lanes), loadLanes(a.b + place, lanes)));
      if (a.da) storeLanes(a.da + place, d, lanes);
      if (a.db) storeLanes(a.db + place, f32x4.neg(d), lanes);
    }
  }
}

@unmanaged class CosineForwardArgs {
  y: usize; // [rows]
  norms: usize; // [rows, 2], or 0
  a: usize; // [rows, size]
  b: usize; // [rows, size]
  size: i32;
  epsilon: f32;
}

/** y = a . b / (max(|a|, epsilon) max(|b|, epsilon)) for each row; the two maxima are kept. One item: a row. */
export function cosineForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<CosineForwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    let ab = splat(0), aa = splat(0), bb = splat(0);
    for (let i = 0; i < a.size; i += LANES) {
      const lanes = min(LANES, a.size - i), at = offset + (<usize>i << 2);
      const u = loadLanes(a.a + at, lanes), v = loadLanes(a.b + at, lanes);
      ab = madd(u, v, ab);
      aa = madd(u, u, aa);
      bb = madd(v, v, bb);
    }
    const normA = max<f32>(sqrt<f32>(sumLanes(aa)), a.epsilon), normB = max<f32>(sqrt<f32>(sumLanes(bb)), a.epsilon);
    store<f32>(a.y + (<usize>row << 2), sumLanes(ab) / normA / normB);
    if (!a.norms) continue;
    store<f32>(a.norms + (<usize>row << 3), normA);
    store<f32>(a.norms + (<usize>row << 3), normB, 4);
  }
}

@unmanaged class CosineBackwardArgs {
  da: usize; // [rows, size], or 0
  db: usize; // [rows, size], or 0
  dy: usize; // [rows]
  y: usize; // [rows]
  norms: usize; // [rows, 2]
  a: usize; // [rows, size]
  b: usize; // [rows, size]
  size: i32;
  epsilon: f32;
}

/** da = dy (b / |b| - y a / |a|) / |a|, and alike db; where a norm is epsilon it counts as a constant. One item: a row. */
export function cosineBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<CosineBackwardArgs>(args);
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * a.size) << 2;
    const dy = load<f32>(a.dy + (<usize>row << 2)), y = load<f32>(a.y + (<usize>row << 2));
    const normA = load<f32>(a.norms + (<usize>row << 3)), normB = load<f32>(a.norms + (<usize>row << 3), 4);
    const cross = splat(dy / normA / normB);
    const ownA = splat(normA > a.epsilon ? dy * y / normA / normA : 0), ownB = splat(normB > a.epsilon ? dy * y / normB / normB : 0);
    for (let i = 0; i < a.size; i += LANES) {
      const lanes = min(LANES, a.size - i), at = offset + (<usize>i << 2);
      const u = loadLanes(a.a + at, lanes), v = loadLanes(a.b + at, lanes);
      if (a.da) storeLanes(a.da + at, f32x4.sub(f32x4.mul(cross, v), f32x4.mul(ownA, u)), lanes);
      if (a.db) storeLanes(a.db + at, f32x4.sub(f32x4.mul(cross, u), f32x4.mul(ownB, v)), lanes);
    }
  }
}

@unmanaged class BoxLossArgs {
  loss: usize; // [rows]
  gradient: usize; // [rows, 4], or 0
  boxes: usize; // [rows, 4]: x1, y1, x2, y2
  targets: usize; // [rows, 4]
  generalized: i32; // 1: the generalized one
}

/** The part of a loss that stands below, by one side's corners. */
@inline function overlap(low: f32, high: f32): f32 { return max<f32>(0, high - low); }

/**
 * loss = 1 - I / U, U = A + B - I + epsilon, of a box and its target; generalized, + (C - U) / C, C the area of the smallest box
 * around both. Boxes whose second corner is not beyond the first have a negative area where both sides are turned, as the formula says.
 * The gradient takes each maximum's and minimum's from the box where it is strictly the one. One item: a box.
 */
export function boxLoss(args: usize, begin: i32, end: i32): void {
  const a = changetype<BoxLossArgs>(args);
  for (let row = begin; row < end; row++) {
    const b = a.boxes + (<usize>row << 4), t = a.targets + (<usize>row << 4);
    const x1 = load<f32>(b), y1 = load<f32>(b, 4), x2 = load<f32>(b, 8), y2 = load<f32>(b, 12);
    const u1 = load<f32>(t), v1 = load<f32>(t, 4), u2 = load<f32>(t, 8), v2 = load<f32>(t, 12);
    const width = overlap(max(x1, u1), min(x2, u2)), height = overlap(max(y1, v1), min(y2, v2));
    const apart = width == 0 || height == 0;
    const shared: f32 = width * height;
    const union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - shared + <f32>1e-7;
    const aroundX = max(x2, u2) - min(x1, u1), aroundY = max(y2, v2) - min(y1, v1);
    const around = aroundX * aroundY + <f32>1e-7;
    let loss: f32 = 1 - shared / union;
    // by the shared area (with it in the union), by the union alone, by the area around
    let byShared: f32 = -1 / union, byUnion: f32 = shared / union / union, byAround: f32 = 0;
    if (a.generalized) {
      loss += (around - union) / around;
      byUnion -= 1 / around;
      byAround = union / around / around;
    }
    store<f32>(a.loss + (<usize>row << 2), loss);
    if (!a.gradient) continue;
    const byOverlap: f32 = apart ? 0 : byShared - byUnion; // union = ... - shared
    const g = a.gradient + (<usize>row << 4);
    const sideX = byUnion * (y2 - y1), sideY = byUnion * (x2 - x1);
    const innerX = byOverlap * height, innerY = byOverlap * width, outerX = byAround * aroundY, outerY = byAround * aroundX;
    store<f32>(g, -sideX - (x1 > u1 ? innerX : 0) - (x1 < u1 ? outerX : 0));
    store<f32>(g, -sideY - (y1 > v1 ? innerY : 0) - (y1 < v1 ? outerY : 0), 4);
    store<f32>(g, sideX + (x2 < u2 ? innerX : 0) + (x2 > u2 ? outerX : 0), 8);
    store<f32>(g, sideY + (y2 < v2 ? innerY : 0) + (y2 > v2 ? outerY : 0), 12);
  }
}
