// Direct convolution, channels last: no im2col. An item of work is a strip of pixels (strip.ts) by a block of output
// channels; for each panel of 8 of these channels the tiles of multiply.ts go over the strip's pixels. The gradient with
// respect to the input is the same convolution with other numbers (src/ops/conv2d/inputGradient.ts).

import { NO_RESIDUAL, Panel, Row, multiply } from "./multiply";
import { scratch } from "../scratch";
import {
  CLIPPED, Strips, colsIn, firstCol, firstRow, imagesIn, inputCol, inputRow, layStrip, linePitch, rowsIn, stripCount, stripPixels,
} from "./strip";
import { CHANNELS } from "./tile";

@unmanaged class Conv2dForwardArgs extends Strips {
  panels: usize; // [groups, ceil(cout / 8), tapsY, tapsX * cin, 8], from pack
  bias: usize; // [groups * cout] or 0
  residual: usize; // added to the result, as large as y, or 0
  groups: i32;
  cin: i32; // channels of one group
  cout: i32; // channels of one group
  blockPanels: i32; // panels of an item, of groups * ceil(cout / 8)
  low: f32; // the result is clamped to [low, high]
  high: f32;
}

/** Where an item's list of pixels begins in scratch memory: behind its Panel. */
@inline const LIST: usize = 64;

/** y = clamp(bias + residual + sum over taps and input channels of x * w). One item is a strip by `blockPanels` panels. */
export function conv2dForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<Conv2dForwardArgs>(args);
  const strips = stripCount(a), groupPanels = (a.cout + CHANNELS - 1) / CHANNELS;
  const list = scratch() + LIST, frame = list + stripPixels(a) * offsetof<Row>();
  const panel = changetype<Panel>(scratch());
  panel.lineStep = a.tapStepY * linePitch(a);
  panel.runStep = (a.tapStepX * a.inPitch) << 2;
  panel.lineWeights = (a.tapsX * a.cin * CHANNELS) << 2;
  panel.low = a.low;
  panel.high = a.high;
  panel.residual = a.residual ? a.residual - a.y : NO_RESIDUAL;
  let laid = -1, pixels = 0;
  for (let item = begin; item < end; item++) {
    const strip = item % strips;
    if (strip != laid) pixels = layStrip(a, strip, list, frame, 0, a.tapsY);
    laid = strip;
    const first = (item / strips) * a.blockPanels;
    for (let p = first, last = min(first + a.blockPanels, a.groups * groupPanels); p < last; p++) {
      const group = p / groupPanels, channel = (p % groupPanels) * CHANNELS;
      const x: usize = (group * a.cin) << 2, weights = a.panels + p * a.tapsY * panel.lineWeights;
      panel.y = (group * a.cout + channel) << 2;
      panel.bias = a.bias ? a.bias + panel.y : 0;
      panel.lanes = min(CHANNELS, a.cout - channel);
      if (a.edges == CLIPPED) multiplyClipped(a, panel, x, weights, strip, list);
      else {
        chooseTaps(a, panel, x, weights, 0, a.tapsY, 0, a.tapsX);
        multiply(panel, list, pixels);
      }
    }
  }
}

/** Multiplies with the taps (`fromY`..`toY`, `fromX`..`toX`) alone; `x` and `weights` are those of tap (0, 0). */
@inline function chooseTaps(
  a: Conv2dForwardArgs, panel: Panel, x: usize, weights: usize, fromY: i32, toY: i32, fromX: i32, toX: i32,
): void {
  const taps = toX - fromX;
  // A row of taps is one run, unless dilation or other groups' channels lie between them.
  const merged = a.tapStepX == 1 && a.groups == 1;
  panel.lines = taps > 0 ? toY - fromY : 0;
  panel.runs = merged ? 1 : taps;
  panel.runBytes = ((merged ? taps : 1) * a.cin) << 2;
  panel.x = x + fromY * panel.lineStep + fromX * panel.runStep;
  panel.weights = weights + fromY * panel.lineWeights + ((fromX * a.cin * CHANNELS) << 2);
}

/** Place by place, each with the taps that lie inside the image there. */
function multiplyClipped(a: Conv2dForwardArgs, panel: Panel, x: usize, weights: usize, strip: i32, list: usize): void {
  const images = imagesIn(a, strip), row = firstRow(a, strip), col = firstCol(a, strip);
  for (let r = row, lastRow = row + rowsIn(a, strip); r < lastRow; r++) {
    const y0 = inputRow(a, r);
    const fromY = firstTap(y0, a.tapStepY), toY = tapsBefore(y0, a.tapStepY, a.tapsY, a.inHeight);
    for (let c = col, lastCol = col + colsIn(a, strip); c < lastCol; c++, list += images * offsetof<Row>()) {
      const x0 = inputCol(a, c);
      const fromX = firstTap(x0, a.tapStepX), toX = tapsBefore(x0, a.tapStepX, a.tapsX, a.inWidth);
      chooseTaps(a, panel, x, weights, fromY, toY, fromX, toX);
      multiply(panel, list, images);
    }
  }
}

/** The first tap, counted from 0, that lies at input position 0 or later, if the first of all lies at `from`. */
@inline function firstTap(from: i32, step: i32): i32 {
  return from >= 0 ? 0 : (step - 1 - from) / step;
}

/** How many of `taps` lie before input position `size`. */
@inline function tapsBefore(from: i32, step: i32, taps: i32, size: i32): i32 {
  return from >= size ? 0 : min(taps, (size - 1 - from) / step + 1);
}
