import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { flatWork, type Work, work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";

/** Options of {@link localResponseNorm}. */
export interface LocalResponseNormOptions extends LayerOptions {
  /**
   * Whose squares count: those of neighbouring channels at the same place, or of neighbouring pixels in the same
   * channel. Default "across".
   */
  region?: "across" | "within";
  /** Channels of a window; or pixels on each side of it, an odd number. Default 5. */
  size?: number;
  /** Weight of the mean of squares over the window. Default 1e-4. */
  alpha?: number;
  /** Exponent of the divisor, above 0. Default 0.75. */
  beta?: number;
  /** Added to the weighted mean, above 0. Default 1. */
  k?: number;
}

type LocalResponseNormAttributes = Required<Omit<LocalResponseNormOptions, "name">>;

export const localResponseNormOp: Op<LocalResponseNormAttributes, Slot | null> = {
  name: "localResponseNorm",

  infer({ region }, [x], problem) {
    if (region === "within" && x.length !== 3)
      problem({ got: format(x), expected: "[height, width, channels] for a region within channels" });
    return { shape: x };
  },

  forward({ program, attributes, inputs: [x], output: y, training }) {
    const t = training ? program.slot("t", count(x.shape) * 4) : null;
    const windows = windowsOf(x.shape, attributes);
    const { k, alpha } = attributes;
    program.emit(
      kernels.localResponseNormForward,
      { y: y.slot, t, x: x.slot, ...windows, k, alpha: alpha / numbersIn(attributes), ...powerOf(attributes) },
      rowWork(x.shape, windows),
    );
    return t;
  },

  backward({ program, attributes, inputs: [x], outputGradient, inputGradients: [dx] }, t) {
    if (!dx) return;
    const elements = count(x.shape);
    const ratios = program.slot("ratios", elements * 4);
    const given = { dy: outputGradient.slot, x: x.slot, t: t as Slot };
    const power = powerOf(attributes);
    program.emit(
      kernels.localResponseNormRatios,
      { ratios, ...given, count: elements, ...power },
      flatWork(elements, 12),
    );
    const windows = windowsOf(x.shape, attributes);
    const slope = (2 * attributes.alpha * attributes.beta) / numbersIn(attributes);
    program.emit(
      kernels.localResponseNormBackward,
      { dx: dx.slot, ...given, ratios, ...windows, slope, ...power },
      rowWork(x.shape, windows),
    );
  },
};

interface Windows {
  /** Rows that a window may reach over. */
  readonly imageRows: number;
  readonly floats: number;
  readonly stride: number;
  readonly size: number;
}

/** A row is a pixel whose channels are neighbours, or the pixels of an image row. */
function windowsOf(shape: Shape, { region, size }: LocalResponseNormAttributes): Windows {
  const channels = shape[shape.length - 1];
  if (region === "across") return { imageRows: 1, floats: channels, stride: 1, size };
  return { imageRows: shape[1], floats: shape[2] * channels, stride: channels, size };
}

/** Numbers whose squares are in a window. */
const numbersIn = ({ region, size }: LocalResponseNormAttributes): number => (region === "across" ? size : size * size);

/** Exponents that need no logarithm, as assembly/normalization/localResponseNorm.ts numbers them. */
const exponents = new Map([
  [0.5, 1],
  [0.75, 2],
  [1, 3],
]);

const powerOf = ({ beta }: LocalResponseNormAttributes): { beta: number; exponent: number } => ({
  beta,
  exponent: exponents.get(beta) ?? 0,
});

const rowWork = (shape: Shape, { imageRows, floats, stride, size }: Windows): Work => ({
  ...work(count(shape) / floats, floats * (12 + size + (imageRows > 1 ? size : 0))),
  scratch: (floats + (size + 1) * stride + 4) * 4,
});

/**
 * y = x (k + alpha / n sum of squares over a window)^-beta, with the n numbers of a window around x: `size` channels at
 * the same place, or size x size pixels of the same channel. What lies outside counts as 0. Of an even number of
 * channels, one more lies before x than behind it. In inference the same. The sum is divided by the numbers of the
 * window, as in Caffe and PyTorch; Krizhevsky's paper does not divide it, so that its alpha of 1e-4 over 5 channels,
 * with k = 2, is `alpha: 5e-4, k: 2` here.
 * Shapes: [..., channels] -> the same; [height, width, channels] for "within".
 * Gradient: with t the sum in brackets, dx = dy t^-beta - 2 alpha beta / n x sum of (dy x t^(-beta - 1)) over those
 * whose window x is in.
 * Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks"; as
 * PyTorch's LocalResponseNorm and, within channels, Caffe's WITHIN_CHANNEL.
 *
 * @throws FoveaError for unknown options, numbers that are not above 0, an even size within channels, and inputs that
 *   are no images there.
 * @example
 * const block = sequential(conv2d({ filters: 96, kernel: 11, stride: 4 }), relu(), localResponseNorm({ alpha: 5e-4, k: 2 }));
 */
export function localResponseNorm(options: LocalResponseNormOptions = {}): Layer {
  checkLayerOptions("localResponseNorm", options, ["region", "size", "alpha", "beta", "k"]);
  const { region = "across", size = 5, alpha = 1e-4, beta = 0.75, k = 1 } = options;
  if (region !== "across" && region !== "within")
    fail("option", { where: "localResponseNorm.region", got: show(region), expected: '"across" or "within"' });
  positive("localResponseNorm.size", size);
  if (region === "within" && size % 2 === 0)
    fail("option", {
      where: "localResponseNorm.size",
      got: show(size),
      expected: "an odd number within channels",
      hint: "a window has its pixel in the middle",
    });
  for (const [name, value] of Object.entries({ alpha, beta, k }))
    if (!(typeof value === "number" && Number.isFinite(value) && Math.fround(value) > 0))
      fail("option", { where: `localResponseNorm.${name}`, got: show(value), expected: "a finite number above 0" });
  return layer(localResponseNormOp, { region, size, alpha, beta, k }, options.name);
}
