import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import {
  axesOf,
  epsilonOf,
  kinds,
  normalizeRows,
  normalizeRowsBackward,
  type RowAttributes,
  rowParameter,
  rowShape,
} from "./rowNorm/rows.ts";

/** Options of {@link layerNorm}. */
export interface LayerNormOptions extends LayerOptions {
  /**
   * The axes of a sample that are normalised together: the last one or several, counted from 0, or from the end as -1.
   * Default -1, the channels.
   */
  axes?: number | readonly number[];
  /** Added to the variance, above 0. Default 1e-5. */
  epsilon?: number;
  /** Whether the result is multiplied by a learnt scale, one for each number along the axes. Default true. */
  scale?: boolean;
  /** Whether a learnt shift is added, one for each number along the axes. Default true. */
  shift?: boolean;
}

interface LayerNormAttributes extends RowAttributes {
  readonly scale: boolean;
  readonly shift: boolean;
}

export const layerNormOp: Op<LayerNormAttributes, Slot | null> = {
  name: "layerNorm",

  infer({ axes, scale, shift }, [x], problem) {
    const shape = rowShape(x, axes, problem);
    if (count(shape) < 2)
      problem({
        got: `axes ${format(axes)} of ${format(x)}, a single number`,
        expected: "at least 2, or there is no variance",
      });
    return {
      shape: x,
      parameters: { ...(scale && { scale: rowParameter(shape, 1) }), ...(shift && { shift: rowParameter(shape, 0) }) },
    };
  },

  forward: (site) => normalizeRows(site, kinds.deviation),
  backward: (site, statistics) => normalizeRowsBackward(site, statistics as Slot, kinds.deviation),
};

/**
 * y = scale (x - mean) / sqrt(variance + epsilon) + shift, with mean and variance over the given axes of each sample:
 * for the default, over the channels of each pixel; for all axes, over the whole sample. In inference the same.
 * Parameters: `scale` (first 1) and `shift` (first 0), of the sizes of the axes.
 * Shapes: any -> the same.
 * Gradient: with xhat = (x - mean) / sqrt(variance + epsilon) and g = dy scale, dx = (g - mean of g - xhat mean of (g
 * xhat)) / sqrt(variance + epsilon); dscale = sum of dy xhat, dshift = sum of dy.
 * Source: Ba, Kiros and Hinton 2016, "Layer normalization"; as PyTorch's LayerNorm.
 *
 * @throws FoveaError for unknown options, an epsilon that is not above 0, axes that are not the last ones, and axes
 *   of a single number.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 7, padding: "same" }), layerNorm(), conv2d({ filters: 64, kernel: 1 }));
 */
export function layerNorm(options: LayerNormOptions = {}): Layer {
  checkLayerOptions("layerNorm", options, ["axes", "epsilon", "scale", "shift"]);
  const attributes: LayerNormAttributes = {
    axes: axesOf("layerNorm.axes", options.axes ?? -1),
    epsilon: epsilonOf("layerNorm.epsilon", options.epsilon ?? 1e-5),
    scale: boolean("layerNorm.scale", options.scale ?? true),
    shift: boolean("layerNorm.shift", options.shift ?? true),
  };
  return layer(layerNormOp, attributes, options.name);
}
