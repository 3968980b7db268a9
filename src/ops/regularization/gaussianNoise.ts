import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import type { Op, Site, Tensor } from "../op.ts";
import { rateOf, wordsWork } from "./drop.ts";
import type { DropoutOptions } from "./dropout.ts";

/** Options of {@link gaussianNoise}. */
export interface GaussianNoiseOptions extends LayerOptions {
  /** Standard deviation of the noise, in units of the input, not negative. Default 0.1. */
  deviation?: number;
}

interface NoiseAttributes {
  readonly deviation: number;
}

const idle = ({ deviation }: NoiseAttributes, training: boolean): boolean => !training || deviation === 0;

function emit(site: Site<NoiseAttributes>, y: Tensor, x: Tensor, multiplied: 0 | 1): void {
  const { words, stream } = site.random();
  const sizes = { count: count(x.shape), deviation: site.attributes.deviation };
  const args = { y: y.slot, x: x.slot, random: words, stream, ...sizes, multiplied };
  site.program.emit(kernels.gaussianNoise, args, wordsWork(sizes.count), { inPlace: [y.slot, x.slot] });
}

export const gaussianNoiseOp: Op<NoiseAttributes> = {
  name: "gaussianNoise",
  alias: idle,
  infer: (_, [x]) => ({ shape: x }),
  sharesGradient: () => [true],
  forward: (site) => emit(site, site.output, site.inputs[0], 0),
  backward() {},
};

export const gaussianDropoutOp: Op<NoiseAttributes> = {
  name: "gaussianDropout",
  alias: idle,
  infer: (_, [x]) => ({ shape: x }),
  forward: (site) => emit(site, site.output, site.inputs[0], 1),
  backward(site) {
    const [dx] = site.inputGradients;
    if (dx) emit(site, dx, site.outputGradient, 1);
  },
};

/**
 * y = x + deviation n in training, n drawn from the normal distribution for each element; in inference y = x, at no cost.
 * Shapes: any -> the same.
 * Gradient: dx = dy.
 * Source: Bishop 1995, "Training with noise is equivalent to Tikhonov regularization"; as Keras' GaussianNoise.
 *
 * @throws FoveaError for unknown options and a deviation that is not a finite number from 0 on.
 * @example
 * const net = sequential(gaussianNoise({ deviation: 0.05 }), conv2d({ filters: 8, kernel: 3 }));
 */
export function gaussianNoise(options: GaussianNoiseOptions = {}): Layer {
  checkLayerOptions("gaussianNoise", options, ["deviation"]);
  const { deviation = 0.1 } = options;
  if (!(typeof deviation === "number" && deviation >= 0 && Number.isFinite(Math.fround(deviation))))
    fail("option", {
      where: "gaussianNoise.deviation",
      got: show(deviation),
      expected: "a finite number, not negative",
    });
  return layer(gaussianNoiseOp, { deviation }, options.name);
}

/**
 * y = x (1 + sqrt(rate / (1 - rate)) n) in training, n drawn from the normal distribution for each element: mean and
 * variance are those of dropout with that rate; in inference y = x, at no cost.
 * Shapes: any -> the same.
 * Gradient: dx = dy (1 + sqrt(rate / (1 - rate)) n), with the same n.
 * Source: Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting", section 10; as Keras'
 * GaussianDropout.
 *
 * @throws FoveaError for unknown options and a rate outside 0 to below 1.
 * @example
 * const head = sequential(dense({ units: 64 }), relu(), gaussianDropout({ rate: 0.3 }), dense({ units: 10 }));
 */
export function gaussianDropout(options: DropoutOptions = {}): Layer {
  checkLayerOptions("gaussianDropout", options, ["rate"]);
  const rate = rateOf("gaussianDropout.rate", options.rate ?? 0.5);
  return layer(gaussianDropoutOp, { deviation: Math.sqrt(rate / (1 - rate)) }, options.name);
}
