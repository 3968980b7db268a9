// Products of matrices that are both computed, not learnt. An item is a block of a product; its columns of b, and its rows of a
// where a is transposed, are packed into scratch memory for the tiles of convolution/multiply.ts, `depth` terms of the sums at a
// time: what is packed then stays in the cache while the tiles go over it.

import { NO_RESIDUAL, Panel, Row, multiply } from "../convolution/multiply";
import { CHANNELS } from "../convolution/tile";
import { scratch } from "../scratch";
import { LANES, VECTOR, loadLanes, splat, storeLanes } from "../simd";

@unmanaged class MultiplyMatricesArgs {
  y: usize; // [outer, m, n]
  a: usize; // [outer, m, k], or [outer, k, m] where it is transposed
  b: usize; // [outer, k, n], or [outer, n, k] where it is transposed
  scale: f32;
  m: i32;
  n: i32;
  k: i32;
  transposeA: i32; // 1 or 0
  transposeB: i32; // 1 or 0
  accumulate: i32; // 1: the product is added to y
  rows: i32; // of y in a block
  panels: i32; // of 8 columns of y in a block
  depth: i32; // terms that are added up at a time
}

/** Where an item's list of rows begins in scratch memory: behind its Panel. */
@inline const LIST: usize = 64;

/** Bytes of a row of a panel. */
@inline const PITCH: usize = CHANNELS << 2;

/** y[o] = scale a[o] b[o], or the sum of that and y. One item: a block of up to `rows` by 8 `panels` elements of a matrix. */
export function multiplyMatrices(args: usize, begin: i32, end: i32): void {
  const a = changetype<MultiplyMatricesArgs>(args);
  const down = (a.m + a.rows - 1) / a.rows, columns = a.panels * CHANNELS, across = (a.n + columns - 1) / columns;
  const panel = changetype<Panel>(scratch()), list = scratch() + LIST, weights = list + a.rows * offsetof<Row>();
  panel.lines = 1;
  panel.runs = 1;
  panel.bias = 0;
  panel.low = -Infinity;
  panel.high = Infinity;
  for (let item = begin; item < end; item++) {
    const o = item / (down * across), row = item / across % down * a.rows, col = item % across * columns;
    multiplyBlock(a, panel, list, weights, <usize>o, row, min(a.rows, a.m - row), col, min(columns, a.n - col));
  }
}

@inline function multiplyBlock(
  a: MultiplyMatricesArgs, panel: Panel, list: usize, weights: usize, o: usize, row: i32, rows: i32, col: i32, cols: i32,
): void {
  const y = a.y + (o * a.m * a.n << 2), packed = weights + <usize>a.depth * PITCH;
  const left = a.a + (o * a.m * a.k << 2), right = a.b + (o * a.k * a.n << 2);
  for (let r = 0; r < rows; r++) {
    const entry = changetype<Row>(list + r * offsetof<Row>());
    entry.x = a.transposeA ? packed + (<usize>r * a.depth << 2) : left + (<usize>(row + r) * a.k << 2);
    entry.y = y + (<usize>(row + r) * a.n + col << 2);
  }
  for (let k = 0; k < a.k; k += a.depth) {
    const depth = min(a.depth, a.k - k);
    if (a.transposeA) turn(packed, <usize>a.depth << 2, left + (<usize>k * a.m + row << 2), <usize>a.m << 2, depth, rows);
    panel.x = a.transposeA ? 0 : <usize>k << 2;
    panel.runBytes = <usize>depth << 2;
    panel.residual = k || a.accumulate ? 0 : NO_RESIDUAL;
    for (let c = 0; c < cols; c += CHANNELS) {
      const lanes = min(CHANNELS, cols - c);
      panel.weights = weights;
      panel.y = <usize>c << 2;
      panel.lanes = lanes;
      packPanel(a, weights, right, k, depth, col + c, lanes);
      multiply(panel, list, rows);
    }
  }
}

/** `depth` rows from `k` on of the `lanes` columns of b from `col` on, times the scale; lanes behind the last are 0. */
@inline function packPanel(
  a: MultiplyMatricesArgs, to: usize, b: usize, k: i32, depth: i32, col: i32, lanes: i32,
): void {
  if (a.transposeB) {
    if (lanes < CHANNELS) memory.fill(to, 0, <usize>depth * PITCH);
    turn(to, PITCH, b + (<usize>col * a.k + k << 2), <usize>a.k << 2, lanes, depth);
  } else {
    const step = <usize>a.n << 2;
    for (let i = 0, from = b + (<usize>k * a.n + col << 2), at = to; i < depth; i++, from += step, at += PITCH) {
      v128.store(at, loadLanes(from, min(LANES, lanes)));
      v128.store(at, lanes > LANES ? loadLanes(from + VECTOR, lanes - LANES) : splat(0), VECTOR);
    }
  }
  if (a.scale == 1) return;
  const scale = splat(a.scale);
  for (let at = to, last = to + <usize>depth * PITCH; at < last; at += VECTOR) v128.store(at, f32x4.mul(v128.load(at), scale));
}

/** to[c, r] = from[r, c]: a matrix of `rows` by `cols`, transposed four by four. */
@inline function turn(to: usize, toPitch: usize, from: usize, fromPitch: usize, rows: i32, cols: i32): void {
  for (let r = 0; r < rows; r += LANES) {
    const high = min(LANES, rows - r), x = from + <usize>r * fromPitch;
    for (let c = 0; c < cols; c += LANES) {
      const wide = min(LANES, cols - c), at = x + (<usize>c << 2), y = to + <usize>c * toPitch + (<usize>r << 2);
      turn4(y, toPitch, at, fromPitch, high, wide);
    }
  }
}

/** Up to four rows of up to four columns. */
@inline function turn4(y: usize, toPitch: usize, x: usize, fromPitch: usize, high: i32, wide: i32): void {
  const x0 = loadLanes(x, wide);
  const x1 = high > 1 ? loadLanes(x + fromPitch, wide) : splat(0);
  const x2 = high > 2 ? loadLanes(x + 2 * fromPitch, wide) : splat(0);
  const x3 = high > 3 ? loadLanes(x + 3 * fromPitch, wide) : splat(0);
  const a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  storeLanes(y, v128.shuffle<i64>(a, b, 0, 2), high);
  if (wide > 1) storeLanes(y + toPitch, v128.shuffle<i64>(a, b, 1, 3), high);
  if (wide < 3) return;
  const c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  storeLanes(y + 2 * toPitch, v128.shuffle<i64>(c, d, 0, 2), high);
  if (wide > 3) storeLanes(y + 3 * toPitch, v128.shuffle<i64>(c, d, 1, 3), high);
}
