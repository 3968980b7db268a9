// A 3x3 kernel's weights, transformed for winograd.ts: G g G^T (winogradTransforms.ts), in panels of 8 output channels.

import { scratch } from "../scratch";
import { VECTOR, loadLanes, splat } from "../simd";
import { CHANNELS } from "./tile";

@unmanaged class WinogradWeightsArgs {
  weights: usize; // [ceil(cout / 8), positions, cin, 8]
  kernel: usize; // 3x3 taps for each pair of channels
  factor: usize; // [cout]: what each output channel's weights are multiplied by, or 0
  cin: i32;
  cout: i32;
  tile: i32; // 2 or 4: outputs of a tile each way
  pitch: i32; // bytes from a position of the weights to the next
  origin: i32; // where the taps lie, in floats as in pack, so that they may be turned round and the channels exchanged
  outStep: i32;
  inStep: i32;
  tapStepY: i32;
  tapStepX: i32;
}

/** One item is one panel of 8 output channels; lanes behind the last channel are 0. */
export function winogradWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<WinogradWeightsArgs>(args);
  const pitch: usize = a.pitch;
  for (let item = begin; item < end; item++) {
    const panel = a.weights + item * (a.tile + 2) * (a.tile + 2) * pitch;
    for (let i = 0; i < a.cin; i++) {
      for (let lane = 0; lane < CHANNELS; lane += 4) {
        const channel = item * CHANNELS + lane;
        loadTaps(a, channel, i);
        const to = panel + ((i * CHANNELS + lane) << 2);
        if (a.tile == 4) transform6(to, pitch);
        else transform4(to, pitch);
      }
    }
  }
}

// Scratch memory: the nine taps, and the rows of three that the first axis of the transform makes of them.

@inline function tap(y: usize, x: usize): usize { return scratch() + (3 * y + x) * VECTOR; }
@inline function row(y: usize): usize { return tap(3, 0) + 3 * y * VECTOR; }

/** The taps of four output channels from `channel` on, as far as there are so many, for input channel `i`. */
@inline function loadTaps(a: WinogradWeightsArgs, channel: i32, i: i32): void {
  const from = a.origin + channel * a.outStep + i * a.inStep, step: usize = a.outStep << 2, left = a.cout - channel;
  const factor = a.factor ? loadApart(a.factor + (channel << 2), 4, left) : splat(1);
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 3; x++) {
      const taps = loadApart(a.kernel + ((from + y * a.tapStepY + x * a.tapStepX) << 2), step, left);
      v128.store(tap(y, x), f32x4.mul(taps, factor));
    }
  }
}

/** Up to four of `left` floats that lie `step` bytes apart; the lanes after them are 0. */
@inline function loadApart(from: usize, step: usize, left: i32): v128 {
  if (left <= 0) return splat(0);
  if (step == 4) return loadLanes(from, min(left, 4));
  let v = v128.load_zero<u32>(from);
  if (left > 1) v = v128.load_lane<f32>(from + step, v, 1);
  if (left > 2) v = v128.load_lane<f32>(from + 2 * step, v, 2);
  if (left > 3) v = v128.load_lane<f32>(from + 3 * step, v, 3);
  return v;
}

/** The loaded taps' 36 positions. */
@inline function transform6(to: usize, pitch: usize): void {
  for (let x: usize = 0; x < 3; x++) axis6(row(0) + x * VECTOR, 3 * VECTOR, tap(0, x), 3 * VECTOR);
  for (let y: usize = 0; y < 6; y++) axis6(to + y * 6 * pitch, pitch, row(y), VECTOR);
}

/** The loaded taps' 16 positions. */
@inline function transform4(to: usize, pitch: usize): void {
  for (let x: usize = 0; x < 3; x++) axis4(row(0) + x * VECTOR, 3 * VECTOR, tap(0, x), 3 * VECTOR);
  for (let y: usize = 0; y < 4; y++) axis4(to + y * 4 * pitch, pitch, row(y), VECTOR);
}

/** G g along one axis, for tiles of 4. */
@inline function axis6(to: usize, step: usize, from: usize, fromStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + fromStep), g2 = v128.load(from + 2 * fromStep);
  const sixth = splat(1.0 / 6.0), quarter = f32x4.mul(g0, splat(0.25)), half = f32x4.mul(g1, splat(0.5));
  const near = f32x4.add(g0, g2), far = f32x4.add(quarter, g2);
  v128.store(to, quarter);
  v128.store(to + step, f32x4.mul(f32x4.add(near, g1), splat(-1.0 / 6.0)));
  v128.store(to + 2 * step, f32x4.mul(f32x4.sub(g1, near), sixth));
  v128.store(to + 3 * step, f32x4.mul(f32x4.add(far, half), sixth));
  v128.store(to + 4 * step, f32x4.mul(f32x4.sub(far, half), sixth));
  v128.store(to + 5 * step, g2);
}

/** G g along one axis, for tiles of 2. */
@inline function axis4(to: usize, step: usize, from: usize, fromStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + fromStep), g2 = v128.load(from + 2 * fromStep);
  const half = splat(0.5), even = f32x4.add(g0, g2);
  v128.store(to, g0);
  v128.store(to + step, f32x4.mul(f32x4.add(even, g1), half));
  v128.store(to + 2 * step, f32x4.mul(f32x4.sub(even, g1), half));
  v128.store(to + 3 * step, g2);
}
