import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { bitsWork, type DropAttributes, idle, keptFactor, rateOf, thresholdOf } from "./drop.ts";

/** Options of {@link dropout} and its like. */
export interface DropoutOptions extends LayerOptions {
  /** Share that is dropped in training, from 0 to below 1, taken to the nearest multiple of 2^-16. Default 0.5. */
  rate?: number;
}

/** What becomes of elements that stay, factor x + offset, and of those that are dropped. */
interface Kept {
  readonly factor: number;
  readonly offset: number;
  readonly dropped: number;
}

/** An op that drops elements; the gradient is dropped where they were, and takes the factor of the others. */
function dropping(name: string, keptAt: (rate: number) => Kept): Op<DropAttributes, Slot> {
  return {
    name,
    alias: idle,
    infer: (_, [x]) => ({ shape: x }),

    forward({ program, random, attributes: { rate }, inputs: [x], output: y }) {
      const elements = count(x.shape);
      const kept = program.slot("kept", Math.ceil(elements / 32) * 4);
      const { words, stream } = random();
      const drawn = { random: words, stream, count: elements, threshold: thresholdOf(rate) };
      const args = { y: y.slot, kept, x: x.slot, ...drawn, ...keptAt(rate) };
      program.emit(kernels.dropoutForward, args, bitsWork(elements), { inPlace: [y.slot, x.slot] });
      return kept;
    },

    backward({ program, attributes: { rate }, outputGradient: { slot: dy, shape }, inputGradients: [dx] }, kept) {
      if (!dx) return;
      const args = { dx: dx.slot, dy, kept, count: count(shape), factor: keptAt(rate).factor };
      program.emit(kernels.dropoutBackward, args, flatWork(args.count, 2), { inPlace: [dx.slot, dy] });
    },
  };
}

export const dropoutOp: Op<DropAttributes, Slot> = /* @__PURE__ */ dropping("dropout", (rate) => ({
  factor: keptFactor(rate),
  offset: 0,
  dropped: 0,
}));

/** What SELU tends to far below 0: -scale alpha of Klambauer et al. 2017. */
const SATURATED = -1.7580993408473766;

export const alphaDropoutOp: Op<DropAttributes, Slot> = /* @__PURE__ */ dropping("alphaDropout", (rate) => {
  const share = 1 / keptFactor(rate);
  const factor = 1 / Math.sqrt(share * (1 + (1 - share) * SATURATED * SATURATED));
  const offset = -factor * (1 - share) * SATURATED;
  return { factor, offset, dropped: factor * SATURATED + offset };
});

/**
 * y = x / (1 - rate) with probability 1 - rate, else 0, for each element on its own, in training; in inference y = x,
 * at no cost. The mean stays. What is dropped is 0 even where x is NaN. Which elements: decided by the seed of fit (or
 * gradients), the step and the layer's place in the graph, so a resumed training and any number of threads drop the
 * same ones.
 * Shapes: any -> the same.
 * Gradient: dx = dy / (1 - rate) where x was kept, else 0.
 * Source: Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting", scaled in training
 * ("inverted") as PyTorch's Dropout.
 *
 * @throws FoveaError for unknown options and a rate outside 0 to below 1.
 * @example
 * const head = sequential(flatten(), dense({ units: 64 }), relu(), dropout({ rate: 0.5 }), dense({ units: 10 }));
 */
export function dropout(options: DropoutOptions = {}): Layer {
  checkLayerOptions("dropout", options, ["rate"]);
  return layer(dropoutOp, { rate: rateOf("dropout.rate", options.rate ?? 0.5) }, options.name);
}

/**
 * y = a x + b with probability 1 - rate, else a s + b, for each element on its own, in training; in inference y = x, at
 * no cost. s = -1.7581 is what SELU tends to far below 0; a = ((1 - rate) (1 + rate s^2))^-1/2 and b = -a rate s keep
 * mean 0 and variance 1, as networks with SELU have them.
 * Shapes: any -> the same.
 * Gradient: dx = a dy where x was kept, else 0.
 * Source: Klambauer et al. 2017, "Self-normalizing neural networks"; as PyTorch's AlphaDropout.
 *
 * @throws FoveaError for unknown options and a rate outside 0 to below 1.
 * @example
 * const block = sequential(dense({ units: 64 }), alphaDropout({ rate: 0.1 }));
 */
export function alphaDropout(options: DropoutOptions = {}): Layer {
  checkLayerOptions("alphaDropout", options, ["rate"]);
  return layer(alphaDropoutOp, { rate: rateOf("alphaDropout.rate", options.rate ?? 0.5) }, options.name);
}
