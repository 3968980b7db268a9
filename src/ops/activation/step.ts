import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork } from "../../plan/program.ts";
import { elementwise, emitFlat } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";

interface Attributes {
  readonly sign: boolean;
  readonly straightThrough: boolean;
}

export const stepOp: Op<Attributes> = /* @__PURE__ */ elementwise(
  "step",
  kernels.stepForward,
  ({ sign }: Attributes) => ({ low: sign ? -1 : 0 }),
  {
    backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
      if (!dx) return;
      const elements = count(dy.shape);
      if (attributes.straightThrough)
        emitFlat(program, kernels.stepBackward, { dx: dx.slot, dy: dy.slot, x: x.slot, count: elements });
      else program.emit(kernels.fill, { y: dx.slot, value: 0, count: elements }, flatWork(elements, 1));
    },
  },
);

/** Options of {@link step}. */
export interface StepOptions extends LayerOptions {
  /** Whether numbers below 0 become -1 instead of 0. Default false. */
  sign?: boolean;
  /** Whether gradients pass as if y were x, where |x| <= 1. Default false: they are 0. */
  straightThrough?: boolean;
}

/**
 * y = 1 where x >= 0, else 0, or -1 with `sign`: the perceptron's threshold; NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: 0, as y is constant but for the jump at 0; with `straightThrough` dx = dy where |x| <= 1, else 0.
 * Source: Rosenblatt 1958, "The perceptron"; the straight-through gradient of Bengio, Leonard and Courville 2013, "Estimating or
 * propagating gradients through stochastic neurons", bounded as in Hubara et al. 2016, "Binarized neural networks".
 *
 * @throws FoveaError for an unknown option and options that are not true or false.
 * @example
 * sequential(dense({ units: 64 }), batchNorm(), step({ sign: true, straightThrough: true }))
 */
export function step(options: StepOptions = {}): Layer {
  checkLayerOptions("step", options, ["sign", "straightThrough"]);
  const attributes = {
    sign: boolean("step.sign", options.sign ?? false),
    straightThrough: boolean("step.straightThrough", options.straightThrough ?? false),
  };
  return layer(stepOp, attributes, options.name);
}
