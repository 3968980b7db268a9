import { fail, show } from "../../error.ts";
import { constant } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op, ParameterSpec } from "../op.ts";
import { boolean } from "../options.ts";
import { normalizeBackward } from "./batchNorm/backward.ts";
import { type BatchNormAttributes, type BatchStatistics, fold, normalize } from "./batchNorm/forward.ts";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends LayerOptions {
  /** Share of a training step's statistics in the running ones, from 0 to 1. Default 0.1. */
  momentum?: number;
  /** Added to the variance, above 0. Default 1e-5. */
  epsilon?: number;
  /**
   * Keep to the running statistics in training too, and leave them as they are: for fine-tuning, and for batches of a
   * few samples. Scale and shift are trained all the same, where the layer has them. Default false.
   */
  frozen?: boolean;
  /** Whether the result is multiplied by a learnt scale. Default true. */
  scale?: boolean;
  /** Whether a learnt shift is added. Default true. */
  shift?: boolean;
}

export const batchNormOp: Op<BatchNormAttributes, BatchStatistics | null> = {
  name: "batchNorm",

  infer(a, [x]) {
    const spec = (value: number): ParameterSpec => ({
      shape: [x[x.length - 1]],
      initializer: constant(value),
      fanIn: 1,
      fanOut: 1,
    });
    return {
      shape: x,
      parameters: {
        ...(a.scale && { scale: spec(1) }),
        ...(a.shift && { shift: spec(0) }),
        mean: { ...spec(0), statistic: true },
        variance: { ...spec(1), statistic: true },
      },
    };
  },

  takes: () => ["add", "clamp"],
  undoes: ["clamp"],

  step({ epsilon }, training) {
    if (training) return null;
    return { kind: "affine", prepare: ({ program, parameters }) => fold(program, epsilon, parameters) };
  },

  forward: normalize,
  backward: (site, statistics) => normalizeBackward(site, statistics as BatchStatistics),
};

/**
 * Batch normalisation over everything but the channels (the last axis):
 *
 *     y = scale (x - mean) / sqrt(variance + epsilon) + shift
 *
 * In training, mean and variance are those of the batch, for each channel over samples and positions, and each step moves the
 * running ones: running = (1 - momentum) running + momentum batch, the batch's variance taken with n - 1 below. In inference
 * (predict, evaluate, the validation of fit) the running ones are used. Gradients (fit, gradients) are those of training;
 * only fit moves the running statistics, and only with steps that are finite. With `frozen: true`, training takes the
 * running ones too and moves nothing.
 *
 * Parameters, each [channels]: `scale` (first 1) and `shift` (first 0) are trained; `mean` (first 0) and `variance` (first 1)
 * are the running statistics: saved, loaded and set like the others, but not trained. A layer before it needs no bias.
 *
 * Shapes: [..., channels]; y has that of x.
 * Gradient: with xhat = (x - mean) / sqrt(variance + epsilon) and n numbers a channel, dshift = sum of dy, dscale = sum
 * of dy xhat, dx = scale / sqrt(variance + epsilon) (dy - dshift / n - xhat dscale / n); that is through the batch's
 * statistics. Frozen, dx = scale / sqrt(variance + epsilon) dy.
 * Source: Ioffe and Szegedy 2015, "Batch normalization: accelerating deep network training by reducing internal
 * covariate shift".
 *
 * @throws FoveaError for unknown options, a momentum outside 0 to 1 and an epsilon that is not above 0; in training, when a
 *   batch has a single value for each channel.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3, padding: "same", bias: false }), batchNorm(), relu());
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  checkLayerOptions("batchNorm", options, ["momentum", "epsilon", "frozen", "scale", "shift"]);
  const { momentum = 0.1, epsilon = 1e-5 } = options;
  if (!(typeof momentum === "number" && momentum >= 0 && momentum <= 1))
    fail("option", {
      where: "batchNorm.momentum",
      got: show(momentum),
      expected: "a number from 0 to 1",
      hint: "it is the share of the new statistics: 0.1 where others write a decay of 0.9",
    });
  if (!(Number.isFinite(epsilon) && Math.fround(epsilon) > 0))
    fail("option", { where: "batchNorm.epsilon", got: show(epsilon), expected: "a finite number above 0" });
  const attributes: BatchNormAttributes = {
    momentum,
    epsilon,
    scale: boolean("batchNorm.scale", options.scale ?? true),
    shift: boolean("batchNorm.shift", options.shift ?? true),
    ...(boolean("batchNorm.frozen", options.frozen ?? false) && { frozen: true }),
  };
  return layer(batchNormOp, attributes, options.name);
}
