// Norms of whole tensors, and what optimizers do by them. A norm is the sum over blocks of sums over a block: an order that
// the count alone decides.

import { BLOCK, flatBegin, flatEnd } from "../flat";
import { LANES, VECTOR, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class BlockSquaresArgs {
  partials: usize; // [blocks of BLOCK elements]
  x: usize; // [count]
  count: i32;
}

/** partials[b] = sum of x^2 over block b. One item: a block. */
export function blockSquares(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlockSquaresArgs>(args);
  for (let block = begin; block < end; block++) {
    const n = min(a.count - block * BLOCK, BLOCK), x = a.x + flatBegin(block);
    let sum = splat(0), i = 0;
    for (; i <= n - LANES; i += LANES) sum = addSquare(v128.load(x + (<usize>i << 2)), sum);
    if (i < n) sum = addSquare(loadLanes(x + (<usize>i << 2), n - i), sum);
    store<f32>(a.partials + (<usize>block << 2), sumLanes(sum));
  }
}

@inline function addSquare(v: v128, sum: v128): v128 {
  return madd(v, v, sum);
}

@unmanaged class NormArgs {
  norm: usize; // [1]
  partials: usize; // [count]
  count: i32;
}

/** norm = the square root of the sum of partials, added in f64 and in order. One item in all. */
export function norm(args: usize, begin: i32, end: i32): void {
  const a = changetype<NormArgs>(args);
  let sum: f64 = 0;
  for (let i = 0; i < a.count; i++) sum += <f64>load<f32>(a.partials + (<usize>i << 2));
  store<f32>(a.norm, <f32>sqrt(sum));
}

@unmanaged class ClipNormArgs {
  y: usize; // [count]
  x: usize; // [count]
  norm: usize; // [1]
  limit: f32;
  count: i32;
}

/** y = x min(1, limit / (norm + 1e-6)), as PyTorch's clip_grad_norm_. One item: a block of BLOCK elements. */
export function clipNorm(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClipNormArgs>(args);
  const factor = splat(min<f32>(1, a.limit / (load<f32>(a.norm) + 1e-6)));
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    v128.store(a.y + i, f32x4.mul(factor, v128.load(a.x + i)));
  }
}

@unmanaged class ClipValueArgs {
  y: usize; // [count]
  x: usize; // [count]
  limit: f32;
  count: i32;
}

/** y = x brought into [-limit, limit]; NaN stays NaN. One item: a block of BLOCK elements. */
export function clipValue(args: usize, begin: i32, end: i32): void {
  const a = changetype<ClipValueArgs>(args);
  const high = splat(a.limit), low = splat(-a.limit);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    v128.store(a.y + i, f32x4.max(f32x4.min(v128.load(a.x + i), high), low));
  }
}

/** What the host sets anew before each step. */
@unmanaged class LarsHyper {
  learningRate: f32;
  momentum: f32;
  weightDecay: f32;
  trust: f32;
  epsilon: f32;
}

@unmanaged class LarsArgs {
  parameter: usize; // [count]
  velocity: usize; // [count]
  gradient: usize; // [count]
  parameterNorm: usize; // [1]
  gradientNorm: usize; // [1]
  hyper: usize; // LarsHyper
  count: i32;
}

/**
 * rate = learningRate trust |p| / (|g| + weightDecay |p| + epsilon), or the learning rate where a norm is 0;
 * velocity = momentum velocity + rate (g + weightDecay p);  p -= velocity. Source: You et al. 2017.
 * One item: a block of BLOCK elements.
 */
export function lars(args: usize, begin: i32, end: i32): void {
  const a = changetype<LarsArgs>(args), h = changetype<LarsHyper>(a.hyper);
  const size = load<f32>(a.parameterNorm), slope = load<f32>(a.gradientNorm);
  const ratio: f32 = size > 0 && slope > 0 ? h.trust * size / (slope + h.weightDecay * size + h.epsilon) : 1;
  const rate = splat(h.learningRate * ratio), momentum = splat(h.momentum), decay = splat(h.weightDecay);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(a.parameter + i);
    const g = madd(decay, p, v128.load(a.gradient + i));
    const v = madd(momentum, v128.load(a.velocity + i), f32x4.mul(rate, g));
    v128.store(a.velocity + i, v);
    v128.store(a.parameter + i, f32x4.sub(p, v));
  }
}

@unmanaged class ConstrainArgs {
  parameter: usize; // [rows, columns]
  rows: i32;
  columns: i32;
  limit: f32;
  unit: i32; // 1: every norm becomes the limit; 0: only greater ones
}

/** Scales each column to a norm of at most, or of exactly, `limit`; columns of zeros stay. One item: LANES columns. */
export function constrain(args: usize, begin: i32, end: i32): void {
  const a = changetype<ConstrainArgs>(args);
  const pitch = <usize>a.columns << 2, limit = splat(a.limit), one = splat(1);
  for (let item = begin; item < end; item++) {
    const first = item * LANES, lanes = min(LANES, a.columns - first);
    const top = a.parameter + (<usize>first << 2);
    let sum = splat(0), at = top;
    for (let row = 0; row < a.rows; row++, at += pitch) sum = addSquare(loadLanes(at, lanes), sum);
    let factor = f32x4.div(limit, f32x4.sqrt(sum));
    factor = a.unit ? v128.bitselect(factor, one, f32x4.gt(sum, splat(0))) : f32x4.pmin(one, factor);
    at = top;
    for (let row = 0; row < a.rows; row++, at += pitch) storeLanes(at, f32x4.mul(factor, loadLanes(at, lanes)), lanes);
  }
}
