// Losses that are a sum over numbers and their targets, f(y, target): a class for each f, with its two derivatives. A row's
// sum is made of chunks, which depend on its size alone, so that one large image keeps every thread busy.

import { LANES, VECTOR, laneMask, loadLanes, splat, storeLanes, sumLanes } from "../simd";
import { Absolute, Hinge, Huber, Squared, SquaredHinge } from "./differences";
import { Divergence, Focal, LogDivergence, SigmoidCrossEntropy } from "./logistic";

/** What f is, by the number of {@link PointwiseLossForwardArgs}.kind; src/losses/ops/pointwiseLoss.ts names them. */
@inline const SQUARED: i32 = 0;
@inline const ABSOLUTE: i32 = 1;
@inline const HUBER: i32 = 2;
@inline const HINGE: i32 = 3;
@inline const SQUARED_HINGE: i32 = 4;
@inline const SIGMOID: i32 = 5;
@inline const DIVERGENCE: i32 = 6;
@inline const LOG_DIVERGENCE: i32 = 7;
@inline const FOCAL: i32 = 8;

@unmanaged class PointwiseLossForwardArgs {
  sums: usize; // [chunks, rows]: of one chunk, the losses themselves
  y: usize; // [rows, size]
  target: usize; // [rows, size]
  pattern: usize; // [period], or 0
  rows: i32;
  size: i32;
  chunk: i32; // numbers in a chunk, whole periods
  period: i32; // a multiple of 4
  kind: i32;
  parameter: f32;
  factor: f32;
}

/** sums[chunk, row] = factor times the sum of f(y, target) over a chunk of the row. One item: a chunk of a row, row after row. */
export function pointwiseLossForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PointwiseLossForwardArgs>(args);
  switch (a.kind) {
    case SQUARED: return forward<Squared>(a, begin, end);
    case ABSOLUTE: return forward<Absolute>(a, begin, end);
    case HUBER: return forward<Huber>(a, begin, end);
    case HINGE: return forward<Hinge>(a, begin, end);
    case SQUARED_HINGE: return forward<SquaredHinge>(a, begin, end);
    case SIGMOID: return forward<SigmoidCrossEntropy>(a, begin, end);
    case DIVERGENCE: return forward<Divergence>(a, begin, end);
    case LOG_DIVERGENCE: return forward<LogDivergence>(a, begin, end);
    case FOCAL: return forward<Focal>(a, begin, end);
  }
}

function forward<F>(a: PointwiseLossForwardArgs, begin: i32, end: i32): void {
  const f = changetype<F>(0), parameter = splat(a.parameter), size = a.size;
  const chunks = chunksOf(size, a.chunk);
  for (let item = begin; item < end; item++) {
    const row = item / chunks, chunk = item - row * chunks;
    const first = chunk * a.chunk, offset = (<usize>row * size + first) << 2;
    const y = a.y + offset, target = a.target + offset, n = min(a.chunk, size - first);
    const patternEnd = a.pattern + (<usize>a.period << 2);
    let sum = splat(0), pattern = a.pattern;
    for (let i = 0; i < n; i += LANES) {
      const lanes = min(LANES, n - i), at = <usize>i << 2;
      const value = f.value(loadLanes(y + at, lanes), loadLanes(target + at, lanes), parameter, pattern);
      sum = f32x4.add(sum, lanes == LANES ? value : v128.and(value, laneMask(lanes)));
      if ((pattern += VECTOR) == patternEnd) pattern = a.pattern;
    }
    store<f32>(a.sums + ((<usize>chunk * a.rows + row) << 2), a.factor * sumLanes(sum));
  }
}

@inline function chunksOf(size: i32, chunk: i32): i32 { return (size + chunk - 1) / chunk; }

@unmanaged class PointwiseLossBackwardArgs {
  dy: usize; // [rows, size], or 0
  dtarget: usize; // [rows, size], or 0
  dloss: usize; // [rows]
  y: usize; // [rows, size]
  target: usize; // [rows, size]
  pattern: usize; // [period], or 0
  size: i32;
  chunk: i32;
  period: i32;
  kind: i32;
  parameter: f32;
  factor: f32;
}

/** dy = dloss factor df/dy and dtarget = dloss factor df/dtarget. One item: a chunk of a row, row after row. */
export function pointwiseLossBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PointwiseLossBackwardArgs>(args);
  switch (a.kind) {
    case SQUARED: return backward<Squared>(a, begin, end);
    case ABSOLUTE: return backward<Absolute>(a, begin, end);
    case HUBER: return backward<Huber>(a, begin, end);
    case HINGE: return backward<Hinge>(a, begin, end);
    case SQUARED_HINGE: return backward<SquaredHinge>(a, begin, end);
    case SIGMOID: return backward<SigmoidCrossEntropy>(a, begin, end);
    case DIVERGENCE: return backward<Divergence>(a, begin, end);
    case LOG_DIVERGENCE: return backward<LogDivergence>(a, begin, end);
    case FOCAL: return backward<Focal>(a, begin, end);
  }
}

function backward<F>(a: PointwiseLossBackwardArgs, begin: i32, end: i32): void {
  const f = changetype<F>(0), parameter = splat(a.parameter), size = a.size;
  const chunks = chunksOf(size, a.chunk);
  for (let item = begin; item < end; item++) {
    const row = item / chunks, first = (item - row * chunks) * a.chunk;
    const offset = (<usize>row * size + first) << 2, n = min(a.chunk, size - first);
    const slope = splat(load<f32>(a.dloss + (<usize>row << 2)) * a.factor);
    const patternEnd = a.pattern + (<usize>a.period << 2);
    let pattern = a.pattern;
    for (let i = 0; i < n; i += LANES) {
      const lanes = min(LANES, n - i), at = offset + (<usize>i << 2);
      const y = loadLanes(a.y + at, lanes), target = loadLanes(a.target + at, lanes);
      if (a.dtarget) storeLanes(a.dtarget + at, f32x4.mul(slope, f.byTarget(y, target, parameter, pattern)), lanes);
      if (a.dy) storeLanes(a.dy + at, f32x4.mul(slope, f.byOutput(y, target, parameter, pattern)), lanes);
      if ((pattern += VECTOR) == patternEnd) pattern = a.pattern;
    }
  }
}
