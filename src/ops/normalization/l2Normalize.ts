import type { Slot } from "../../../bindings/slot.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
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

/** Options of {@link l2Normalize}. */
export interface L2NormalizeOptions extends LayerOptions {
  /**
   * The axes of a sample that make a vector: the last one or several, counted from 0, or from the end as -1. Default
   * -1, the channels.
   */
  axes?: number | readonly number[];
  /** The least length that is divided by, above 0. Default 1e-12. */
  epsilon?: number;
  /**
   * First value of a learnt scale, one for each number along the axes, which the result is multiplied by; SSD begins
   * with 20. Default: no scale.
   */
  scale?: number;
}

interface L2NormalizeAttributes extends RowAttributes {
  readonly scale: number | null;
}

export const l2NormalizeOp: Op<L2NormalizeAttributes, Slot | null> = {
  name: "l2Normalize",

  infer({ axes, scale }, [x], problem) {
    const shape = rowShape(x, axes, problem);
    return { shape: x, parameters: { ...(scale !== null && { scale: rowParameter(shape, scale) }) } };
  },

  forward: (site) => normalizeRows(site, kinds.length),
  backward: (site, statistics) => normalizeRowsBackward(site, statistics as Slot, kinds.length),
};

/**
 * y = scale x / max(|x|, epsilon), with the Euclidean length |x| over the given axes of each sample: by default of the
 * channels of each pixel. Without the option `scale` there is none, and y has length 1. In inference the same.
 * Parameters: `scale`, of the sizes of the axes, where the option says so.
 * Shapes: any -> the same.
 * Gradient: with xhat = x / |x| and g = dy scale, dx = (g - xhat sum of (g xhat)) / |x|; dx = g / epsilon where |x| is
 * epsilon or less; dscale = sum of dy xhat.
 * Source: as PyTorch's normalize; with scale Liu, Rabinovich and Berg 2015, "ParseNet", and Liu et al. 2016, "SSD".
 *
 * @throws FoveaError for unknown options, an epsilon that is not above 0, a scale that is no finite number, and axes
 *   that are not the last ones.
 * @example
 * const head = sequential(conv2d({ filters: 16, kernel: 3 }), relu(), l2Normalize({ scale: 20 }));
 */
export function l2Normalize(options: L2NormalizeOptions = {}): Layer {
  checkLayerOptions("l2Normalize", options, ["axes", "epsilon", "scale"]);
  const { scale = null } = options;
  if (scale !== null && !(typeof scale === "number" && Number.isFinite(scale)))
    fail("option", {
      where: "l2Normalize.scale",
      got: show(scale),
      expected: "a finite number, the scale to begin with",
    });
  const attributes: L2NormalizeAttributes = {
    axes: axesOf("l2Normalize.axes", options.axes ?? -1),
    epsilon: epsilonOf("l2Normalize.epsilon", options.epsilon ?? 1e-12),
    scale,
  };
  return layer(l2NormalizeOp, attributes, options.name);
}
