// Convolutions of volumes are convolutions of images: the frames that a window meets are put side by side, channel by
// channel, and the two-dimensional kernels do the rest. Of three frames of 4 channels in one group a pixel becomes
//
//     frame 0: a b c d    frame 1: e f g h    frame 2: i j k l    ->    a b c d e f g h i j k l
//
// A frame outside the volume is zeros.

import { LANES, loadLanes, splat, storeLanes } from "../simd";

@unmanaged class GatherFramesArgs {
  y: usize; // [n, outDepth, height, width, groups, taps, cin]
  x: usize; // [n, inDepth, height, width, groups, cin]
  inDepth: i32;
  outDepth: i32;
  height: i32;
  width: i32;
  groups: i32;
  cin: i32; // channels of one group
  taps: i32;
  stride: i32;
  dilation: i32;
  front: i32;
}

/** y[n, d, p, g, t, i] = x[n, d stride + t dilation - front, p, g, i]. One item: a row of pixels of an output frame. */
export function gatherFrames(args: usize, begin: i32, end: i32): void {
  const a = changetype<GatherFramesArgs>(args);
  const part = <usize>a.cin << 2, pixel = a.groups * part, wide = a.taps * part;
  for (let row = begin; row < end; row++) {
    const frame = row / a.height, r = row % a.height;
    const sample = frame / a.outDepth, first = (frame % a.outDepth) * a.stride - a.front;
    const y = a.y + <usize>row * a.width * a.groups * wide;
    for (let t = 0; t < a.taps; t++) {
      const depth = first + t * a.dilation;
      const inside = depth >= 0 && depth < a.inDepth;
      const x = a.x + (<usize>((sample * a.inDepth + depth) * a.height + r) * a.width) * pixel;
      copyParts(y + t * part, inside ? x : 0, a.width * a.groups, a.cin, wide);
    }
  }
}

/** Copies `count` runs of `length` floats, or zeros from no address, to places `pitch` bytes apart. */
@inline function copyParts(to: usize, from: usize, count: i32, length: i32, pitch: usize): void {
  for (let p = 0; p < count; p++, to += pitch) {
    for (let i = 0; i < length; i += LANES) {
      const lanes = min(LANES, length - i), offset = <usize>i << 2;
      storeLanes(to + offset, from ? loadLanes(from + offset, lanes) : splat(0), lanes);
    }
    if (from) from += <usize>length << 2;
  }
}

@unmanaged class ScatterFramesArgs {
  x: usize; // [n, inDepth, height, width, groups, cin]
  y: usize; // [n, outDepth, height, width, groups, taps, cin]
  bias: usize; // [groups, cin] or 0
  inDepth: i32;
  outDepth: i32;
  height: i32;
  width: i32;
  groups: i32;
  cin: i32; // channels of one group
  taps: i32;
  stride: i32;
  dilation: i32;
  front: i32;
}

/**
 * The other way round: x[n, e, p, g, i] = bias[g, i] + the sum of y[n, d, p, g, t, i] over all d and t with
 * d stride + t dilation - front = e. One item: a row of pixels of an input frame.
 */
export function scatterFrames(args: usize, begin: i32, end: i32): void {
  const a = changetype<ScatterFramesArgs>(args);
  const part = <usize>a.cin << 2, pixel = a.groups * part, wide = a.taps * part;
  for (let row = begin; row < end; row++) {
    const frame = row / a.height, r = row % a.height, sample = frame / a.inDepth;
    const x = a.x + <usize>row * a.width * pixel;
    begins(x, a.bias, a.width, a.groups * a.cin);
    for (let t = 0; t < a.taps; t++) {
      const place = frame % a.inDepth + a.front - t * a.dilation; // d stride
      if (place < 0 || place % a.stride != 0 || place / a.stride >= a.outDepth) continue;
      const from = (sample * a.outDepth + place / a.stride) * a.height + r;
      addParts(x, a.y + <usize>from * a.width * a.groups * wide + t * part, a.width * a.groups, a.cin, wide);
    }
  }
}

/** The bias, or zeros, for `count` pixels of `channels` floats. */
@inline function begins(to: usize, bias: usize, count: i32, channels: i32): void {
  for (let p = 0; p < count; p++, to += <usize>channels << 2) {
    for (let i = 0; i < channels; i += LANES) {
      const lanes = min(LANES, channels - i), offset = <usize>i << 2;
      storeLanes(to + offset, bias ? loadLanes(bias + offset, lanes) : splat(0), lanes);
    }
  }
}

/** Adds `count` runs of `length` floats that stand `pitch` bytes apart. */
@inline function addParts(to: usize, from: usize, count: i32, length: i32, pitch: usize): void {
  for (let p = 0; p < count; p++, from += pitch, to += <usize>length << 2) {
    for (let i = 0; i < length; i += LANES) {
      const lanes = min(LANES, length - i), offset = <usize>i << 2;
      storeLanes(to + offset, f32x4.add(loadLanes(to + offset, lanes), loadLanes(from + offset, lanes)), lanes);
    }
  }
}
