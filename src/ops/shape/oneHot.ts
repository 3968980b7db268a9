import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";
import { copyView, viewOf } from "./view.ts";

/** Options of {@link oneHot}. */
export interface OneHotOptions extends LayerOptions {
  /** Size of the new last axis, a positive whole number. There is no default. */
  classes: number;
}

export const oneHotOp: Op<{ readonly classes: number }> = {
  name: "oneHot",
  infer: ({ classes }, [x]) => ({ shape: [...x, classes] }),

  forward({ program, attributes: { classes }, inputs: [x], output: y }) {
    program.emit(kernels.oneHotForward, { y: y.slot, x: x.slot, classes }, work(count(x.shape), classes + 4));
  },

  backward({ program, inputGradients: [dx] }) {
    if (dx) copyView(program, viewOf(dx, dx.shape), 0);
  },
};

/**
 * y[..., k] = 1 where x[...] = k, 0 elsewhere. A number that is out of range or not whole gives zeros only.
 * Shapes: [...] -> [..., classes].
 * Gradient: 0, for indices have none.
 * Source: as TensorFlow's `one_hot`.
 *
 * @throws FoveaError for an unknown option, classes that are not a positive whole number.
 * @example
 * const label = oneHot({ classes: 10 })(input([1], { name: "label" })); // [1, 10]
 */
export function oneHot(options: OneHotOptions): Layer {
  checkLayerOptions("oneHot", options, ["classes"]);
  return layer(oneHotOp, { classes: positive("oneHot.classes", options.classes) }, options.name);
}
