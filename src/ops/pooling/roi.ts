import type { Slot } from "../../../bindings/slot.ts";
import { fail, show } from "../../error.ts";
import { combine, type LayerOptions } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, Tensor } from "../op.ts";
import type { Pair } from "../window.ts";
import { checkSizes } from "../windowNd.ts";
import { axesOf, type Fail } from "./pool.ts";

/** Options that layers over regions of interest share. */
export interface RoiOptions extends LayerOptions {
  /** Size of what is cut out for each box: a number, or [height, width]. */
  size: Pair;
  /** Pixels of the feature map for one of the image that boxes are measured in, such as 1 / 16; above 0. Default 1. */
  spatialScale?: number;
}

/** What an op over regions of interest keeps of its options. */
export interface RoiAttributes {
  readonly size: readonly number[];
  readonly spatialScale: number;
}

/** A layer of a feature map [height, width, channels] and boxes [boxes, 4]. */
export type RoiLayer = (map: Node, boxes: Node) => Node;

/** The attributes that both layers have. */
export function roiAttributes(op: string, { size, spatialScale = 1 }: RoiOptions): RoiAttributes {
  if (!(Number.isFinite(spatialScale) && spatialScale > 0))
    fail("option", { where: `${op}.spatialScale`, got: show(spatialScale), expected: "a finite number above 0" });
  return { size: checkSizes(op, size, "size", 2), spatialScale };
}

/** [boxes, height, width, channels]. */
export function roiShape({ size }: RoiAttributes, [x, boxes]: readonly Shape[], problem: Fail): Shape {
  axesOf(x, 2, problem);
  if (boxes.length !== 2 || boxes[1] !== 4)
    problem({
      got: `boxes ${format(boxes)}`,
      expected: "[boxes, 4]",
      hint: "a box is its x1, y1, x2, y2 in the image",
    });
  return [boxes[0], ...size, x[2]];
}

/** Sizes as the kernels take them. */
export const roiSizes = (
  { size, spatialScale }: RoiAttributes,
  x: Tensor,
  boxes: Tensor,
): {
  boxes: Slot;
  count: number;
  channels: number;
  inHeight: number;
  inWidth: number;
  outHeight: number;
  outWidth: number;
  scale: number;
} => ({
  ...{ boxes: boxes.slot, count: boxes.shape[1], channels: x.shape[3], inHeight: x.shape[1], inWidth: x.shape[2] },
  ...{ outHeight: size[0], outWidth: size[1], scale: spatialScale },
});

/** The layer that applies `op` to a map and boxes. */
export const roiLayer = <Attributes extends object>(
  op: Op<Attributes>,
  attributes: Attributes,
  name?: string,
): RoiLayer => combine(op, attributes, name);
