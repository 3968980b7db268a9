import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { withName } from "../../graph/scope.ts";
import type { Merge } from "../arithmetic/broadcast.ts";
import { checkAxis } from "./axes.ts";
import { concat } from "./concat.ts";
import { expandDims } from "./reshape.ts";

/** Options of {@link stack}. */
export interface StackOptions extends LayerOptions {
  /** Where the new axis stands in the result; negative ones count from its last. Default -1: behind all others. */
  axis?: number;
}

/**
 * y[..., k] = the kth node: two or more nodes of one shape, side by side along a new axis.
 * Shapes: [height, width] and [height, width] -> [height, width, 2] with the default.
 * Gradient: dx of the kth node = dy[..., k].
 * Source: as NumPy's `stack`, for each sample.
 *
 * @throws FoveaError for an unknown option, an axis that there is not, fewer than two nodes, shapes that differ.
 * @example
 * const frames = [input([8, 8, 3], { name: "one" }), input([8, 8, 3], { name: "two" })] as const;
 * const video = stack({ axis: 0 })(...frames); // [2, 8, 8, 3]
 */
export function stack(options: StackOptions = {}): Merge {
  checkLayerOptions("stack", options, ["axis"]);
  const { name = "stack" } = options;
  const axis = checkAxis("stack.axis", options.axis ?? -1);
  const join = concat({ axis, name });
  const widen = expandDims({ axis, name: `${name}.expandDims` });
  return withName((...nodes: Node[]): Node => (join as (...all: Node[]) => Node)(...nodes.map(widen)));
}
