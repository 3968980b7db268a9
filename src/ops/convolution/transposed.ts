import { fail, show } from "../../error.ts";
import type { Shape } from "../../graph/shape.ts";
import { noEpilogue } from "../epilogue.ts";
import type { Inferred, Op, ShapeProblem } from "../op.ts";
import { checkSizes, type PaddingNd, type Placed, paddingSides, type Rank, reachOf, type Sizes } from "../windowNd.ts";
import {
  type ConvolutionAttributes,
  type ConvolutionOptions,
  checkSample,
  convolutionAttributes,
  never,
  product,
} from "./attributes.ts";
import { convolutionTakes } from "./conv2d/forward.ts";
import { type Geometry, planeOf } from "./conv2d/geometry.ts";
import { convolveBack, convolveForward, kernelGradient } from "./conv2d/plane.ts";
import { biasGradient } from "./conv2d/weightGradient.ts";

/** The options of a transposed convolution as the graph keeps them. */
export interface TransposedAttributes extends ConvolutionAttributes {
  readonly outputPadding: readonly number[];
}

/** Options of a transposed convolution of any rank, before they are checked. */
interface TransposedOptions extends ConvolutionOptions {
  kernel: Sizes;
  stride?: Sizes;
  padding?: PaddingNd;
  dilation?: Sizes;
  outputPadding?: Sizes;
}

/** Checks the options of transposed convolution `op`. */
export function transposedAttributes(op: string, rank: Rank, options: TransposedOptions): TransposedAttributes {
  const attributes = convolutionAttributes(op, rank, options, ["outputPadding"]);
  const outputPadding = checkSizes(op, options.outputPadding ?? 0, "outputPadding", rank, 0);
  const { stride, dilation, padding } = attributes;
  if (outputPadding.some((size, axis) => size > 0 && size >= Math.max(stride[axis], dilation[axis])))
    fail("option", {
      where: `${op}.outputPadding`,
      got: show(options.outputPadding),
      expected: "less than the stride or the dilation",
      hint: "it tells apart the inputs that a strided convolution takes to one output size",
    });
  if (padding === "same" && options.outputPadding !== undefined)
    fail("option", {
      where: op,
      got: 'outputPadding with padding "same"',
      expected: "one of them",
      hint: '"same" makes the output input * stride',
    });
  return { ...attributes, outputPadding };
}

/**
 * Padding of each axis, and the output's size: (input - 1) stride - padding + reach + outputPadding, with reach =
 * dilation (kernel - 1) + 1; with "same" input * stride.
 */
export function transposedPlaces(
  a: TransposedAttributes,
  axes: Shape,
  problem: (p: ShapeProblem) => never = never,
): Placed[] {
  const reach = a.kernel.map((taps, axis) => reachOf(taps, a.dilation[axis]));
  const sides = paddingSides(a.padding, axes.length as Rank, (axis) => Math.max(0, reach[axis] - a.stride[axis]));
  const places = sides.map(([before, after], axis) => {
    const explicit = (axes[axis] - 1) * a.stride[axis] - before - after + reach[axis] + a.outputPadding[axis];
    return { before, after, size: a.padding === "same" ? axes[axis] * a.stride[axis] : explicit };
  });
  if (places.some(({ size }) => size < 1))
    problem({
      got: `an output of ${places.map(({ size }) => size).join(" x ")}`,
      expected: "at least 1 along each axis",
      hint: "padding takes away from a transposed convolution's output",
    });
  return places;
}

/** Shape inference of a transposed convolution. */
export function inferTransposed(a: TransposedAttributes, x: Shape, problem: (p: ShapeProblem) => never): Inferred {
  const [axes, channels] = checkSample(x, a.kernel.length, a.groups, problem);
  const out = transposedPlaces(a, axes, problem).map(({ size }) => size);
  const taps = product(a.kernel);
  // Of a window's taps, one in stride meets a given output.
  const fanIn = (Math.max(1, taps / product(a.stride)) * channels) / a.groups;
  const fans = { fanIn, fanOut: taps * (a.filters / a.groups) };
  return {
    shape: [...out, a.filters],
    parameters: {
      kernel: { shape: [...a.kernel, a.filters / a.groups, channels], initializer: a.initializer, ...fans },
      ...(a.bias && { bias: { shape: [a.filters], initializer: a.biasInitializer, ...fans } }),
    },
    multiplyAdds: product(axes) * channels * fans.fanOut,
  };
}

/** The convolution whose gradient with respect to its input this is: from images of y's size to images of x's. */
function geometryOf(a: TransposedAttributes, x: Shape, y: Shape): Geometry {
  const [n, axes] = [x[0], x.slice(1, -1)];
  const places = transposedPlaces(a, axes);
  return planeOf(
    { ...a, filters: x[x.length - 1] },
    { n, axes: y.slice(1, -1), out: axes, channels: a.filters, places },
  );
}

/** The transposed convolution of images, or of sequences, which are images of one row. */
export const transposedOp = (name: string): Op<TransposedAttributes> => ({
  name,
  infer: (attributes, [x], problem) => inferTransposed(attributes, x, problem),
  takes: convolutionTakes,

  forward({ program, attributes, inputs: [x], output: y, parameters: { kernel, bias }, epilogue }) {
    const slots = { dx: y.slot, dy: x.slot, kernel: kernel.slot, bias: bias?.slot ?? null };
    convolveBack(program, geometryOf(attributes, x.shape, y.shape), slots, epilogue);
  },

  backward({ program, attributes, inputs: [x], output, parameters, outputGradient: dy, ...site }) {
    const [[dx], { kernel: dw, bias: db }] = [site.inputGradients, site.parameterGradients];
    const g = geometryOf(attributes, x.shape, output.shape);
    if (dx) {
      const slots = { y: dx.slot, x: dy.slot, kernel: parameters.kernel.slot, bias: null };
      convolveForward(program, g, slots, noEpilogue);
    }
    if (dw) kernelGradient(program, g, { dw: dw.slot, dy: x.slot, x: dy.slot });
    if (db) biasGradient(program, db, dy);
  },
});
