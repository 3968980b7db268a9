import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { fail } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { emitFlat } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";
import { wordsWork } from "../regularization/drop.ts";

interface Attributes {
  readonly lower: number;
  readonly upper: number;
}

export const rreluOp: Op<Attributes, Slot | null> = {
  name: "rrelu",
  infer: (_, [x]) => ({ shape: x }),

  forward({ program, training, random, attributes: { lower, upper }, inputs: [x], output: y }) {
    const elements = count(y.shape);
    if (!training) {
      const slope = (lower + upper) / 2;
      emitFlat(program, kernels.leakyReluForward, { y: y.slot, x: x.slot, slope, count: elements });
      return null;
    }
    const factors = program.slot("factors", elements * 4);
    const { words, stream } = random();
    const args = { y: y.slot, factors, x: x.slot, random: words, stream, count: elements, lower, upper };
    program.emit(kernels.rreluForward, args, wordsWork(elements), { inPlace: [y.slot, x.slot] });
    return factors;
  },

  backward({ program, outputGradient: dy, inputGradients: [dx] }, factors) {
    if (dx) emitFlat(program, kernels.multiply, { y: dx.slot, a: dy.slot, b: factors as Slot, count: count(dy.shape) });
  },
};

/** Options of {@link rrelu}. */
export interface RreluOptions extends LayerOptions {
  /** The least slope, any finite number. Default 1/8. */
  lower?: number;
  /** The greatest slope, any finite number, not below `lower`. Default 1/3. */
  upper?: number;
}

/**
 * y = x where x > 0, else slope x, with a slope that in training is drawn from `lower` to `upper` for each element and step; in
 * inference it is their mean. Which slopes: decided by the seed of fit (or gradients), the step and the layer's place in the graph, so a
 * resumed training and any number of threads draw the same ones. NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where x > 0, else slope dy with the slope that was drawn, also at the kink x = 0.
 * Source: Xu et al. 2015, "Empirical evaluation of rectified activations in convolutional network".
 *
 * @throws FoveaError for an unknown option, slopes that are not finite and a `lower` above `upper`.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), rrelu({ lower: 0.1, upper: 0.3 }))
 */
export function rrelu(options: RreluOptions = {}): Layer {
  checkLayerOptions("rrelu", options, ["lower", "upper"]);
  const lower = finite("rrelu.lower", options.lower ?? 1 / 8);
  const upper = finite("rrelu.upper", options.upper ?? 1 / 3);
  if (lower > upper)
    fail("option", { where: "rrelu", got: `lower ${lower} and upper ${upper}`, expected: "lower at most upper" });
  return layer(rreluOp, { lower, upper }, options.name);
}
