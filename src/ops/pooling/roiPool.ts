import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions } from "../../graph/layer.ts";
import { count } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { clear, sumAtPlaces } from "./places.ts";
import {
  type RoiAttributes,
  type RoiLayer,
  type RoiOptions,
  roiAttributes,
  roiLayer,
  roiShape,
  roiSizes,
} from "./roi.ts";

export const roiPoolOp: Op<RoiAttributes, Slot | null> = {
  name: "roiPool",
  takesNodes: 2,
  infer: (attributes, shapes, problem) => ({ shape: roiShape(attributes, shapes, problem) }),

  forward({ program, attributes, batch, inputs: [x, boxes], output: y, training }) {
    const sizes = roiSizes(attributes, x, boxes);
    const places = training ? program.slot("argmax", count(y.shape) * 4) : null;
    const cost = 3 * sizes.inHeight * sizes.inWidth * sizes.channels; // a box is half the map, say
    const items = batch * sizes.count * sizes.outHeight;
    program.emit(
      kernels.roiPool,
      { ...sizes, y: y.slot, places, x: x.slot },
      work(items, cost / (2 * sizes.outHeight)),
    );
    return places;
  },

  backward({ program, outputGradient: dy, inputGradients: [dx, dBoxes] }, places) {
    if (dBoxes) clear(program, dBoxes);
    if (dx && places) sumAtPlaces(program, dx, dy, places);
  },
};

/**
 * y[r, i, j, c] = the greatest x[p, c] over the pixels p of bin (i, j) of box r, which is scaled by spatialScale and rounded to pixels (half
 * away from 0, both ends included, at least one pixel). Bins share border pixels; one outside the map is 0; a NaN in a bin is its greatest.
 * Shapes: a map [height, width, channels] and boxes [boxes, 4] (x1, y1, x2, y2 in the image) -> [boxes, size, size, channels].
 * Gradient: dx[p, c] = the sum of dy over the bins whose greatest stands at p; of equal values that is the first in reading order. None
 * for the boxes, whose gradient is taken to be 0.
 * Source: Girshick 2015, "Fast R-CNN"; as torchvision's roi_pool.
 *
 * @throws FoveaError for an unknown option, a scale that is not above 0, a map that is no image, boxes that are not [boxes, 4].
 * @example
 * const heads = roiPool({ size: 7, spatialScale: 1 / 16 })(features, boxes);
 */
export function roiPool(options: RoiOptions): RoiLayer {
  checkLayerOptions("roiPool", options, ["size", "spatialScale"]);
  return roiLayer(roiPoolOp as Op<RoiAttributes>, roiAttributes("roiPool", options), options.name);
}
