// Weights, rearranged into the panels that the tiles of multiply.ts read.

import { VECTOR } from "../simd";
import { CHANNELS } from "./tile";

/**
 * panels[g, b, ty, tx, i, lane] =
 *   weights[origin + g * groupStep + (8b + lane) * outStep + i * inStep + ty * tapStepY + tx * tapStepX]
 *
 * Steps count floats and may be negative, so one loop packs a layer's own weights [tapsY, tapsX, cin, out] and the flipped,
 * transposed ones for the gradient with respect to its input. Lanes behind the last output channel are zero.
 * With a factor, each of an output channel's weights is multiplied by factor[channel]: a normalisation behind the layer.
 */
@unmanaged class PackArgs {
  panels: usize; // [groups, ceil(cout / 8), tapsY, tapsX, cin, 8]
  weights: usize; // [tapsY, tapsX, cin, groups * cout]
  factor: usize; // [groups * cout]: what each output channel's weights are multiplied by, or 0
  cin: i32;
  cout: i32;
  tapsY: i32;
  tapsX: i32;
  origin: i32;
  groupStep: i32;
  outStep: i32;
  inStep: i32;
  tapStepY: i32;
  tapStepX: i32;
}

/** One item is one panel of 8 output channels. */
export function pack(args: usize, begin: i32, end: i32): void {
  const a = changetype<PackArgs>(args);
  const blocks = (a.cout + CHANNELS - 1) / CHANNELS;
  for (let item = begin; item < end; item++) {
    const channel = (item % blocks) * CHANNELS;
    const lanes = min(CHANNELS, a.cout - channel);
    const factor = a.factor ? a.factor + (((item / blocks) * a.cout + channel) << 2) : 0;
    const from = a.origin + (item / blocks) * a.groupStep + channel * a.outStep;
    let to: usize = a.panels + ((item * a.tapsY * a.tapsX * a.cin * CHANNELS) << 2);
    for (let ty = 0; ty < a.tapsY; ty++) {
      for (let tx = 0; tx < a.tapsX; tx++) {
        let at = a.weights + ((from + ty * a.tapStepY + tx * a.tapStepX) << 2);
        for (let i = 0; i < a.cin; i++) {
          copyLanes(to, at, lanes, a.outStep);
          if (factor) scaleLanes(to, factor);
          at += a.inStep << 2;
          to += CHANNELS << 2;
        }
      }
    }
  }
}

@inline function copyLanes(to: usize, at: usize, lanes: i32, step: i32): void {
  if (lanes == CHANNELS && step == 1) {
    v128.store(to, v128.load(at));
    v128.store(to, v128.load(at, 16), 16);
    return;
  }
  for (let lane = 0; lane < CHANNELS; lane++) {
    store<f32>(to + (lane << 2), lane < lanes ? load<f32>(at + ((lane * step) << 2)) : 0);
  }
}

/** Lanes behind the last channel may become anything: nobody looks. */
@inline function scaleLanes(to: usize, factor: usize): void {
  v128.store(to, f32x4.mul(v128.load(to), v128.load(factor)));
  v128.store(to, f32x4.mul(v128.load(to, VECTOR), v128.load(factor, VECTOR)), VECTOR);
}
