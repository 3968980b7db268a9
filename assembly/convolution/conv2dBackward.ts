// Gradient of a convolution with respect to its weights, straight from channels-last tensors:
//
//   dw[ty, tx, i, o] = sum over images and output pixels of x[pixel's tap (ty, tx), i] * dy[pixel, o]
//
// A tile is up to 6 weight rows (ty, tx, i) by 8 output channels, held in registers while a strip's pixels (strip.ts) go by: sums
// of outer products. Strips are dealt out to slices that depend on shapes alone; each slice adds up its strips in order
// into a partial sum, and sumSlices adds the partial sums in order.

import { Row } from "./multiply";
import { scratch } from "../scratch";
import { VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";
import { Strips, layStrip, linePitch, stripCount, stripPixels } from "./strip";
import { CHANNELS, LONG, rowsOfFirst, tilesOf } from "./tile";

/** Here y is dy, and the grid is the output's pixels. */
@unmanaged class Conv2dBackwardWeightsArgs extends Strips {
  partials: usize; // [slices, tapsY, tapsX * cin, groups * cout]
  slices: i32;
  groups: i32;
  cin: i32; // channels of one group
  cout: i32; // channels of one group
  blockLines: i32; // an item's share of the lines of taps,
  blockRows: i32; // of the weight rows of a run,
  blockPanels: i32; // and of a group's panels of 8 output channels
}

/**
 * One item is a slice by `blockLines` lines of taps by `blockRows` rows of each of their runs by `blockPanels` panels, for
 * all groups.
 */
export function conv2dBackwardWeights(args: usize, begin: i32, end: i32): void {
  const a = changetype<Conv2dBackwardWeightsArgs>(args);
  const panelBlocks = blocks(panelsOf(a), a.blockPanels), rowBlocks = blocks(runLength(a), a.blockRows);
  const itemsOfSlice = panelBlocks * rowBlocks * blocks(a.tapsY, a.blockLines);
  const strips = stripCount(a);
  const list = scratch();
  for (let item = begin; item < end; item++) {
    const slice = item / itemsOfSlice, part = item % itemsOfSlice;
    const channel = (part % panelBlocks) * a.blockPanels * CHANNELS;
    const row = ((part / panelBlocks) % rowBlocks) * a.blockRows;
    const firstLine = part / panelBlocks / rowBlocks * a.blockLines, lastLine = min(firstLine + a.blockLines, a.tapsY);
    const firstStrip = ((slice as i64 * strips) / a.slices) as i32;
    const lastStrip = (((slice + 1) as i64 * strips) / a.slices) as i32;
    for (let strip = firstStrip; strip < lastStrip; strip++) {
      const pixels = layStrip(a, strip, list, frameOf(a), firstLine, lastLine);
      packGradients(a, list, pixels, channel);
      for (let line = firstLine; line < lastLine; line++) {
        addLine(a, pixels, slice, line, row, channel, strip == firstStrip);
      }
    }
  }
}

@inline function blocks(size: i32, block: i32): i32 {
  return (size + block - 1) / block;
}

/** A row of taps is one run, unless dilation or other groups' channels lie between them. */
@inline function runsOf(a: Conv2dBackwardWeightsArgs): i32 {
  return a.tapStepX == 1 && a.groups == 1 ? 1 : a.tapsX;
}

@inline function runLength(a: Conv2dBackwardWeightsArgs): i32 {
  return (a.tapsX / runsOf(a)) * a.cin;
}

/** Panels of a group. */
@inline function panelsOf(a: Conv2dBackwardWeightsArgs): i32 {
  return blocks(a.cout, CHANNELS);
}

/** Behind the last of an item's channels that begin at `channel` of a group. */
@inline function lastChannel(a: Conv2dBackwardWeightsArgs, channel: i32): i32 {
  return min(a.cout, channel + a.blockPanels * CHANNELS);
}

// Scratch memory: the list of pixels, a tile's inputs [pixel][8], panels of gradients [group][panel][pixel][8], the frame.

/** Bytes of 8 floats of one pixel. */
@inline const EIGHT: usize = CHANNELS << 2;

@inline function inputsOf(a: Strips): usize {
  return scratch() + stripPixels(a) * offsetof<Row>();
}

@inline function gradientsOf(a: Strips): usize {
  return inputsOf(a) + stripPixels(a) * EIGHT;
}

@inline function frameOf(a: Conv2dBackwardWeightsArgs): usize {
  return gradientsOf(a) + a.groups * a.blockPanels * stripPixels(a) * EIGHT;
}

/** Copies dy, 8 channels of all pixels after the other: read so, it streams, wherever the pixels lie. */
function packGradients(a: Conv2dBackwardWeightsArgs, list: usize, pixels: i32, from: i32): void {
  let to = gradientsOf(a);
  for (let group = 0; group < a.groups; group++) {
    for (let channel = from, last = lastChannel(a, from); channel < last; channel += CHANNELS, to += pixels * EIGHT) {
      packEight(to, list, pixels, 4, (group * a.cout + channel) << 2);
    }
  }
}

/** Copies 8 floats from each pixel's address at `field` in its Row plus `offset`; those behind the last one nobody uses. */
@inline function packEight(to: usize, list: usize, pixels: i32, field: usize, offset: usize): void {
  for (const end = list + pixels * offsetof<Row>(); list != end; list += offsetof<Row>(), to += EIGHT) {
    const from = load<usize>(list + field) + offset;
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, VECTOR), VECTOR);
  }
}

/**
 * Adds a strip's part (writes it, if it is the slice's first) to one line of taps: the rows of each run from `from` on, by an
 * item's panels.
 */
function addLine(
  a: Conv2dBackwardWeightsArgs, pixels: i32, slice: i32, line: i32, from: i32, channel: i32, fresh: bool,
): void {
  const runs = runsOf(a), run = runLength(a), channels = lastChannel(a, channel) - channel;
  const rows = min(a.blockRows, run - from);
  const lineRow = (slice * a.tapsY + line) * a.tapsX * a.cin;
  let dy = gradientsOf(a);
  for (let group = 0; group < a.groups; group++) {
    for (let r = 0; r < runs; r++) {
      const x = line * a.tapStepY * linePitch(a) + ((r * a.tapStepX * a.inPitch + group * a.cin + from) << 2);
      const sums = ((lineRow + r * run + from) * a.groups + group) * a.cout + channel;
      addRows(a, pixels, rows, channels, x, dy, a.partials + (sums << 2), fresh);
    }
    dy += blocks(channels, CHANNELS) * pixels * EIGHT;
  }
}

/** `rows` weight rows by `channels` channels. */
function addRows(
  a: Conv2dBackwardWeightsArgs, pixels: i32, rows: i32, channels: i32, x: usize, gradients: usize, sums: usize, fresh: bool,
): void {
  const list = scratch(), inputs = inputsOf(a);
  const pitch: usize = (a.groups * a.cout) << 2;
  // A tile's inputs lie a pixel apart, a distance at which caches hold few lines: with many panels to go, a copy pays.
  const copied = channels > 3 * CHANNELS;
  for (let tiles = tilesOf(rows); tiles > 0; tiles--) {
    const height = rowsOfFirst(rows, tiles);
    if (copied) packEight(inputs, list, pixels, 0, x);
    let dy = gradients;
    for (let channel = 0; channel < channels; channel += CHANNELS, dy += pixels * EIGHT) {
      const lanes = min(CHANNELS, channels - channel), to = sums + (channel << 2);
      if (copied) tileOfCopies(inputs, dy, pixels, height, to, pitch, lanes, fresh);
      else tileOfList(list, x, dy, pixels, height, to, pitch, lanes, fresh);
    }
    x += height << 2;
    sums += height * pitch;
    rows -= height;
  }
}

function tileOfCopies(
  x: usize, dy: usize, pixels: i32, rows: i32, to: usize, pitch: usize, lanes: i32, fresh: bool,
): void {
  tile(true, x, 0, dy, pixels, rows, to, pitch, lanes, fresh);
}

function tileOfList(
  list: usize, x: usize, dy: usize, pixels: i32, rows: i32, to: usize, pitch: usize, lanes: i32, fresh: bool,
): void {
  tile(false, list, x, dy, pixels, rows, to, pitch, lanes, fresh);
}

/** One tile. Inputs stand at `at`, 8 floats a pixel, if `copied`, else where the list at `at` says, `x` further on. */
@inline function tile(
  copied: bool, at: usize, x: usize, dy: usize, pixels: i32, rows: i32, to: usize, pitch: usize, lanes: i32, fresh: bool,
): void {
  let c00 = splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  for (const end = dy + pixels * EIGHT; dy != end; dy += EIGHT, at += copied ? EIGHT : offsetof<Row>()) {
    const from = copied ? at : changetype<Row>(at).x + x;
    const b0 = v128.load(dy), b1 = v128.load(dy, VECTOR); // rows and channels behind the last are read and never stored
    let s = v128.load32_splat(from);
    c00 = madd(s, b0, c00);
    c01 = madd(s, b1, c01);
    s = v128.load32_splat(from, 4);
    c10 = madd(s, b0, c10);
    c11 = madd(s, b1, c11);
    s = v128.load32_splat(from, 8);
    c20 = madd(s, b0, c20);
    c21 = madd(s, b1, c21);
    s = v128.load32_splat(from, 12);
    c30 = madd(s, b0, c30);
    c31 = madd(s, b1, c31);
    if (LONG < 6) continue;
    s = v128.load32_splat(from, 16);
    c40 = madd(s, b0, c40);
    c41 = madd(s, b1, c41);
    s = v128.load32_splat(from, 20);
    c50 = madd(s, b0, c50);
    c51 = madd(s, b1, c51);
  }
  add8(to, c00, c01, lanes, fresh);
  if (rows > 1) add8(to + pitch, c10, c11, lanes, fresh);
  if (rows > 2) add8(to + 2 * pitch, c20, c21, lanes, fresh);
  if (rows > 3) add8(to + 3 * pitch, c30, c31, lanes, fresh);
  if (LONG == 6 && rows > 4) add8(to + 4 * pitch, c40, c41, lanes, fresh);
  if (LONG == 6 && rows > 5) add8(to + 5 * pitch, c50, c51, lanes, fresh);
}

/** Adds the first `lanes` (1 to 8) of two vectors to what stands at `to`, or writes them there. */
@inline function add8(to: usize, low: v128, high: v128, lanes: i32, fresh: bool): void {
  if (lanes == CHANNELS) {
    v128.store(to, fresh ? low : f32x4.add(v128.load(to), low));
    v128.store(to, fresh ? high : f32x4.add(v128.load(to, VECTOR), high), VECTOR);
  } else addTail(to, low, high, lanes, fresh);
}

function addTail(to: usize, low: v128, high: v128, lanes: i32, fresh: bool): void {
  const n = min(lanes, 4);
  storeLanes(to, fresh ? low : f32x4.add(loadLanes(to, n), low), n);
  if (lanes <= 4) return;
  to += VECTOR;
  storeLanes(to, fresh ? high : f32x4.add(loadLanes(to, lanes - 4), high), lanes - 4);
}
