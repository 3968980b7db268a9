import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format } from "../../graph/shape.ts";
import { flatWork, type Program } from "../../plan/program.ts";
import type { Op, Tensor } from "../op.ts";
import { type DropAttributes, drawFactors, idle, rateOf } from "./drop.ts";
import type { DropoutOptions } from "./dropout.ts";

/** y = a factor for each of [batch, inner], times x [batch, rows, inner]. */
function scale(program: Program, y: Tensor, x: Tensor, factors: Slot, inner: number): void {
  const elements = count(x.shape);
  const sizes = { rows: elements / x.shape[0] / inner, inner, count: elements };
  const args = { y: y.slot, a: x.slot, b: factors, ...sizes };
  program.emit(kernels.multiplyRows, args, flatWork(elements, 1), { inPlace: [y.slot, x.slot] });
}

/** An op that drops what shares a factor: of each sample, one for each of the last so many numbers. */
function droppingTogether(
  name: string,
  innerOf: (tensor: Tensor) => number,
  infer: Op<DropAttributes>["infer"],
): Op<DropAttributes, Slot> {
  return {
    name,
    alias: idle,
    infer,
    forward(site) {
      const [x] = site.inputs;
      const factors = drawFactors(site, site.batch * innerOf(x));
      scale(site.program, site.output, x, factors, innerOf(x));
      return factors;
    },
    backward({ program, outputGradient: dy, inputGradients: [dx] }, factors) {
      if (dx) scale(program, dx, dy, factors, innerOf(dy));
    },
  };
}

export const channelDropoutOp: Op<DropAttributes, Slot> = /* @__PURE__ */ droppingTogether(
  "channelDropout",
  ({ shape }) => shape[shape.length - 1],
  (_, [x], problem) => {
    if (x.length < 2)
      problem({
        got: format(x),
        expected: "[..., channels] with at least one axis before the channels",
        hint: "dropout() drops single elements",
      });
    return { shape: x };
  },
);

export const dropPathOp: Op<DropAttributes, Slot> = /* @__PURE__ */ droppingTogether(
  "dropPath",
  () => 1,
  (_, [x]) => ({ shape: x }),
);

/**
 * Each channel of each sample is dropped as a whole: y = x / (1 - rate) with probability 1 - rate, else 0 x, in training; in
 * inference y = x, at no cost. Neighbouring pixels are alike, so that dropping single ones takes little away; this does.
 * For signals, images and volumes alike.
 * Shapes: [..., channels] -> the same, with at least one axis before the channels.
 * Gradient: dx = dy / (1 - rate) in channels that were kept, else 0 dy.
 * Source: Tompson et al. 2015, "Efficient object localization using convolutional networks" (SpatialDropout); as PyTorch's
 * Dropout1d, Dropout2d and Dropout3d.
 *
 * @throws FoveaError for unknown options, a rate outside 0 to below 1, and inputs of channels alone.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3 }), relu(), channelDropout({ rate: 0.2 }));
 */
export function channelDropout(options: DropoutOptions = {}): Layer {
  checkLayerOptions("channelDropout", options, ["rate"]);
  const rate = rateOf("channelDropout.rate", options.rate ?? 0.5);
  return layer(channelDropoutOp, { rate }, options.name);
}

/**
 * Each sample is dropped as a whole: y = x / (1 - rate) with probability 1 - rate, else 0 x, in training; in inference
 * y = x, at no cost. Before the addition of a residual block it skips the block for some samples: stochastic depth.
 * Shapes: any -> the same.
 * Gradient: dx = dy / (1 - rate) for samples that were kept, else 0 dy.
 * Source: Huang et al. 2016, "Deep networks with stochastic depth"; scaled in training, per sample, as torchvision's
 * stochastic_depth in mode "row".
 *
 * @throws FoveaError for unknown options and a rate outside 0 to below 1.
 * @example
 * const residual = (f: Layer): Layer => (x) => add()(dropPath({ rate: 0.2 })(f(x)), x);
 */
export function dropPath(options: DropoutOptions = {}): Layer {
  checkLayerOptions("dropPath", options, ["rate"]);
  return layer(dropPathOp, { rate: rateOf("dropPath.rate", options.rate ?? 0.5) }, options.name);
}
