import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions } from "../../graph/layer.ts";
import { work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import { clear } from "./places.ts";
import {
  type RoiAttributes,
  type RoiLayer,
  type RoiOptions,
  roiAttributes,
  roiLayer,
  roiShape,
  roiSizes,
} from "./roi.ts";

/** Options of {@link roiAlign}. */
export interface RoiAlignOptions extends RoiOptions {
  /** Samples along each axis of a bin, a whole number; 0: as many as the bin has pixels, rounded up, and at
   * most 1024. Default 0. */
  samplingRatio?: number;
  /**
   * True: whole coordinates are pixel corners, so that half a pixel is taken off. False, the older rule: they are pixel centres, and boxes
   * are at least one pixel of the map wide and high. Default false, as of torchvision.
   */
  aligned?: boolean;
}

interface Attributes extends RoiAttributes {
  readonly samplingRatio: number;
  readonly aligned: boolean;
}

const kernelOptions = ({ samplingRatio, aligned }: Attributes): { samples: number; offset: number } => ({
  samples: samplingRatio,
  offset: aligned ? 0.5 : 0,
});

/** Samples that a bin has, about: for the cost. */
const samplesOf = ({ samplingRatio }: Attributes): number => (samplingRatio || 2) ** 2;

/** Channels in an item of the backward pass; `CHANNELS` of assembly/pooling/roiAlign.ts. */
const CHANNELS = 16;

export const roiAlignOp: Op<Attributes> = {
  name: "roiAlign",
  takesNodes: 2,
  infer: (attributes, shapes, problem) => ({ shape: roiShape(attributes, shapes, problem) }),

  forward({ program, attributes, batch, inputs: [x, boxes], output: y }) {
    const sizes = roiSizes(attributes, x, boxes);
    const args = { ...sizes, y: y.slot, x: x.slot, ...kernelOptions(attributes) };
    const cost = sizes.outWidth * samplesOf(attributes) * (20 + 8 * sizes.channels);
    program.emit(kernels.roiAlignForward, args, work(batch * sizes.count * sizes.outHeight, cost));
  },

  backward({ program, attributes, batch, inputs: [x, boxes], outputGradient: dy, inputGradients: [dx, dBoxes] }) {
    if (dBoxes) clear(program, dBoxes);
    if (!dx) return;
    const sizes = roiSizes(attributes, x, boxes);
    const args = { ...sizes, dx: dx.slot, dy: dy.slot, ...kernelOptions(attributes) };
    const bins = sizes.count * sizes.outHeight * sizes.outWidth;
    const channels = Math.min(sizes.channels, CHANNELS);
    const cost = sizes.inHeight * sizes.inWidth * channels + bins * samplesOf(attributes) * (20 + 16 * channels);
    program.emit(kernels.roiAlignBackward, args, work(batch * Math.ceil(sizes.channels / CHANNELS), cost));
  },
};

/**
 * y[r, i, j, c] = the mean over samples of x at fractional places: box r, scaled by spatialScale, is divided into bins, and each bin is
 * the mean of samplingRatio x samplingRatio values at regular points, each interpolated between four pixels. Points more than a pixel
 * outside the map count as 0, the others there take the nearest pixel.
 * Shapes: a map [height, width, channels] and boxes [boxes, 4] (x1, y1, x2, y2 in the image) -> [boxes, size, size, channels].
 * Gradient: dx = each sample's share of dy at its four pixels; none for the boxes, whose gradient is taken to be 0.
 * Source: He et al. 2017, "Mask R-CNN"; as torchvision's roi_align.
 *
 * @throws FoveaError for an unknown option, a scale that is not above 0, a map that is no image, boxes that are not [boxes, 4].
 * @example
 * const heads = roiAlign({ size: 7, spatialScale: 1 / 16, samplingRatio: 2 })(features, boxes);
 */
export function roiAlign(options: RoiAlignOptions): RoiLayer {
  checkLayerOptions("roiAlign", options, ["size", "spatialScale", "samplingRatio", "aligned"]);
  const { samplingRatio = 0, aligned = false } = options;
  if (!Number.isInteger(samplingRatio) || samplingRatio < 0 || samplingRatio > 1024)
    fail("option", {
      where: "roiAlign.samplingRatio",
      got: show(samplingRatio),
      expected: "a whole number from 0 to 1024",
    });
  const attributes = {
    ...roiAttributes("roiAlign", options),
    samplingRatio,
    aligned: boolean("roiAlign.aligned", aligned),
  };
  return roiLayer(roiAlignOp, attributes, options.name);
}
