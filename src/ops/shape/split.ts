import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { here } from "../../graph/scope.ts";
import { format } from "../../graph/shape.ts";
import { positive } from "../options.ts";
import { axisOf, checkAxis, checkList } from "./axes.ts";
import { sliceOp } from "./slice.ts";

/** Options of {@link split}: either `parts` or `sizes`. */
export interface SplitOptions extends LayerOptions {
  /** How many equal parts. Default: none, then `sizes` says it. */
  parts?: number;
  /** The size of each part, positive whole numbers that add up to the axis' size. Default: none, then `parts` says it. */
  sizes?: readonly number[];
  /** Axis of a sample along which it is cut; negative ones count from the last. Default -1: channels. */
  axis?: number;
}

/**
 * The parts of x along one axis, in order: {@link concat} puts them together again. Returns as many nodes.
 * Shapes: [height, width, a + b] -> [height, width, a] and [height, width, b].
 * Gradient: dx = the parts' gradients side by side.
 * Source: as NumPy's `split`, for each sample.
 *
 * @throws FoveaError for unknown options, both or neither of `parts` and `sizes`, parts that do not divide the axis, sizes that do not add
 * up to it, an axis that there is not.
 * @example
 * const halves = split({ parts: 2 });
 * const shuffleUnit: Layer = (x) => {
 *   const [left, right] = halves(x);
 *   return concat()(left, relu()(right));
 * };
 */
export function split(options: SplitOptions): (x: Node) => Node[] {
  checkLayerOptions("split", options, ["parts", "sizes", "axis"]);
  const { parts, sizes, axis = -1, name = "split" } = options;
  if ((parts === undefined) === (sizes === undefined))
    fail("option", {
      where: "split",
      got: parts === undefined ? "neither parts nor sizes" : "both parts and sizes",
      expected: "one of them",
    });
  if (parts !== undefined) positive("split.parts", parts);
  else checkList("split.sizes", sizes as readonly number[], 1, "a list of positive whole numbers");
  checkAxis("split.axis", axis);
  return (x) => {
    let begin = 0;
    return sizesOf(x, options, axis, name).map((size, i) => {
      begin += size;
      const bounds = { begin: [begin - size], end: [begin], step: [1] };
      return layer(sliceOp, { axis, ...bounds }, `${name}_${i + 1}`)(x);
    });
  };
}

/** The size of each part of `x`; what is no node is for the slices to refuse. */
function sizesOf(x: Node, { parts = 1, sizes }: SplitOptions, axis: number, name: string): readonly number[] {
  if (!Array.isArray(x?.shape)) return [1];
  const problem = (p: { got: string; expected: string }): never =>
    fail("shape", { where: `layer ${here(name)} (split)`, ...p });
  const along = x.shape[axisOf(axis, x.shape, problem)];
  if (!sizes && along % parts)
    problem({
      got: `size ${along} along axis ${axis} of ${format(x.shape)}`,
      expected: `a multiple of parts (${parts})`,
    });
  if (sizes && sizes.reduce((sum, size) => sum + size, 0) !== along)
    problem({
      got: `sizes ${show(sizes)} for axis ${axis} of ${format(x.shape)}`,
      expected: `sizes that add up to ${along}`,
    });
  return sizes ?? Array<number>(parts).fill(along / parts);
}
