import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import type { Op } from "../op.ts";

export const flattenOp: Op<object> = {
  name: "flatten",
  alias: true,
  infer: (_, [x]) => ({ shape: [count(x)] }),
  forward() {},
  backward() {},
};

/**
 * One axis instead of many, in memory order. No copy is made.
 * Shapes: [height, width, channels], or any other -> [height * width * channels], as many numbers.
 * Gradient: dy under x's shape.
 * Source: as PyTorch's Flatten.
 *
 * @throws FoveaError for an unknown option.
 * @example
 * sequential(flatten(), dense({ units: 10 }))
 */
export function flatten(options: LayerOptions = {}): Layer {
  checkLayerOptions("flatten", options);
  return layer(flattenOp, {}, options.name);
}
