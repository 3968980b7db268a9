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
 * One axis instead of many, in memory order: [height, width, channels] becomes [height * width * channels]. No copy is made.
 * @example
 * sequential(flatten(), dense({ units: 10 }))
 */
export function flatten(options: LayerOptions = {}): Layer {
  checkLayerOptions("flatten", options);
  return layer(flattenOp, {}, options.name);
}
