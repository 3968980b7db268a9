// The tables of regions.ts: where the regions along one axis lie.

import { philox } from "../philox";
import { firstOf, tapsOf } from "./regions";

@inline function setRun(table: usize, output: i32, first: i32, taps: i32, size: i32): void {
  const run = table + 12 * <usize>output;
  store<i32>(run, first);
  store<i32>(run, taps, 4);
  store<i32>(run, size, 8);
}

/** Fills the table's second part from its first. Runs begin and end in the order of outputs. */
function setCovers(table: usize, inputs: i32, outputs: i32, step: i32): void {
  const covers = table + 12 * <usize>outputs;
  memory.fill(covers, 0, 8 * <usize>inputs);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0, p = firstOf(table, o); i < tapsOf(table, o); i++, p += step) {
      const cover = covers + 8 * <usize>p;
      if (!load<i32>(cover, 4)) store<i32>(cover, o);
      store<i32>(cover, o + 1, 4);
    }
  }
}

@unmanaged class WindowRegionsArgs {
  table: usize; // i32, [outputs, 3] [inputs, 2]
  inputs: i32;
  outputs: i32;
  window: i32;
  stride: i32;
  dilation: i32;
  before: i32;
  after: i32;
  countPadding: i32; // 1: padding counts in a run's size
}

/** Windows of `window` taps, less those outside the image. One item: the table. */
export function windowRegions(args: usize, begin: i32, end: i32): void {
  if (begin == end) return;
  const a = changetype<WindowRegionsArgs>(args);
  for (let o = 0; o < a.outputs; o++) {
    const start = o * a.stride - a.before;
    const outside = max(0, (a.dilation - 1 - start) / a.dilation);
    const taps = min(a.window, (a.inputs - start + a.dilation - 1) / a.dilation) - outside;
    const padded = min(a.window, (a.inputs + a.after - start + a.dilation - 1) / a.dilation);
    setRun(a.table, o, start + outside * a.dilation, taps, a.countPadding ? padded : taps);
  }
  setCovers(a.table, a.inputs, a.outputs, a.dilation);
}

@unmanaged class AdaptiveRegionsArgs {
  table: usize; // i32, [outputs, 3] [inputs, 2]
  inputs: i32;
  outputs: i32;
}

/** Run o is from floor(o inputs / outputs) to before ceil((o + 1) inputs / outputs). One item: the table. */
export function adaptiveRegions(args: usize, begin: i32, end: i32): void {
  if (begin == end) return;
  const a = changetype<AdaptiveRegionsArgs>(args);
  const inputs: i64 = a.inputs, outputs: i64 = a.outputs;
  for (let o = 0; o < a.outputs; o++) {
    const first = <i32>(o * inputs / outputs), last = <i32>(((o + 1) * inputs + outputs - 1) / outputs);
    setRun(a.table, o, first, last - first, last - first);
  }
  setCovers(a.table, a.inputs, a.outputs, 1);
}

// How fractional regions are drawn.
@inline const RANDOM: i32 = 0;
@inline const PSEUDO_RANDOM: i32 = 1;

@unmanaged class FractionalRegionsArgs {
  table: usize; // i32, [outputs, 3] [inputs, 2]
  inputs: i32;
  outputs: i32;
  kind: i32; // RANDOM, PSEUDO_RANDOM, or else windows of a fixed size
  overlap: i32; // positions that a run shares with the next
  window: i32;
  seedLow: i32;
  seedHigh: i32;
  axis: i32;
  purpose: i32;
}

/**
 * Runs that begin at an increasing sequence of positions: with steps of floor(inputs / outputs) and one more, shuffled
 * (RANDOM); at ceil(alpha (o + u)) - 1 with alpha = inputs / outputs (PSEUDO_RANDOM, Graham 2014; u is bounded so that the first
 * and the last step are like the others); or at floor(alpha (o + u)) - floor(alpha u) with alpha = (inputs - window) / (outputs - 1),
 * each of `window` positions. One item: the table.
 */
export function fractionalRegions(args: usize, begin: i32, end: i32): void {
  if (begin == end) return;
  const a = changetype<FractionalRegionsArgs>(args);
  const inputs = a.inputs, outputs = a.outputs;
  if (a.kind == RANDOM) setRandomRuns(a);
  else {
    const bits = philox(a.axis, 0, 0, a.purpose, a.seedLow, a.seedHigh);
    const fraction = <f64>(i32x4.extract_lane(bits, 0) >>> 8) / 16777216;
    if (a.kind == PSEUDO_RANDOM) setPseudoRandomRuns(a, fraction);
    else setFixedRuns(a, fraction);
  }
  setCovers(a.table, inputs, outputs, 1);
}

@inline function setRandomRuns(a: FractionalRegionsArgs): void {
  const step = a.inputs / a.outputs;
  let longer = a.inputs % a.outputs;
  for (let o = 0, first = 0; o < a.outputs; o++) {
    // Each of the steps that are left is a longer one with the same probability.
    const word = <u64><u32>i32x4.extract_lane(philox(a.axis, o, 0, a.purpose, a.seedLow, a.seedHigh), 0);
    const isLonger = <i32>(word * (a.outputs - o) >> 32) < longer;
    const next = first + step + i32(isLonger);
    longer -= i32(isLonger);
    setOverlapping(a, o, first, next);
    first = next;
  }
}

@inline function setPseudoRandomRuns(a: FractionalRegionsArgs, fraction: f64): void {
  const alpha = <f64>a.inputs / a.outputs, step = a.inputs / a.outputs;
  const most = min((<f64>step + 2) / alpha - 1, <f64>(a.inputs + 1 - step) / alpha - (a.outputs - 1));
  const u = fraction * most;
  for (let o = 0, first = 0; o < a.outputs; o++) {
    const next = o == a.outputs - 1 ? a.inputs : <i32>ceil(alpha * (<f64>(o + 1) + u)) - 1;
    setOverlapping(a, o, first, next);
    first = next;
  }
}

@inline function setOverlapping(a: FractionalRegionsArgs, output: i32, first: i32, next: i32): void {
  const taps = min(next + a.overlap, a.inputs) - first;
  setRun(a.table, output, first, taps, taps);
}

@inline function setFixedRuns(a: FractionalRegionsArgs, u: f64): void {
  const last = a.outputs - 1, alpha = <f64>(a.inputs - a.window) / max(last, 1);
  for (let o = 0; o <= last; o++) {
    const first = o == last ? a.inputs - a.window : <i32>((<f64>o + u) * alpha) - <i32>(u * alpha);
    setRun(a.table, o, first, a.window, a.window);
  }
}
