import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
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

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions extends LayerOptions {
  /**
   * The axes of a sample that are normalised together: the last one or several, counted from 0, or from the end as -1.
   * Default -1, the channels.
   */
  axes?: number | readonly number[];
  /** Added to the mean of squares, above 0. Default 1e-6. */
  epsilon?: number;
  /** Whether the result is multiplied by a learnt scale, one for each number along the axes. Default true. */
  scale?: boolean;
}

interface RmsNormAttributes extends RowAttributes {
  readonly scale: boolean;
}

export const rmsNormOp: Op<RmsNormAttributes, Slot | null> = {
  name: "rmsNorm",

  infer({ axes, scale }, [x], problem) {
    const shape = rowShape(x, axes, problem);
    return { shape: x, parameters: { ...(scale && { scale: rowParameter(shape, 1) }) } };
  },

  forward: (site) => normalizeRows(site, kinds.rootMeanSquare),
  backward: (site, statistics) => normalizeRowsBackward(site, statistics as Slot, kinds.rootMeanSquare),
};

/**
 * y = scale x / sqrt(mean of x^2 + epsilon), with the mean over the given axes of each sample: by default over the
 * channels of each pixel. In inference the same.
 * Parameters: `scale` (first 1), of the sizes of the axes.
 * Shapes: any -> the same.
 * Gradient: with r = sqrt(mean of x^2 + epsilon), xhat = x / r and g = dy scale, dx = (g - xhat mean of (g xhat)) / r;
 * dscale = sum of dy xhat.
 * Source: Zhang and Sennrich 2019, "Root mean square layer normalization".
 *
 * @throws FoveaError for unknown options, an epsilon that is not above 0, and axes that are not the last ones.
 * @example
 * const block = sequential(flatten(), rmsNorm(), dense({ units: 64 }), relu());
 */
export function rmsNorm(options: RmsNormOptions = {}): Layer {
  checkLayerOptions("rmsNorm", options, ["axes", "epsilon", "scale"]);
  const attributes: RmsNormAttributes = {
    axes: axesOf("rmsNorm.axes", options.axes ?? -1),
    epsilon: epsilonOf("rmsNorm.epsilon", options.epsilon ?? 1e-6),
    scale: boolean("rmsNorm.scale", options.scale ?? true),
  };
  return layer(rmsNormOp, attributes, options.name);
}
