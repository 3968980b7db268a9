import { fail } from "../../error.ts";
import { checkInitializer, constant, glorotUniform, type Initializer } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Inferred, ShapeProblem } from "../op.ts";
import { boolean, positive } from "../options.ts";
import {
  checkPaddingNd,
  checkSizes,
  type PaddingNd,
  type Placed,
  placeWindows,
  type Rank,
  type Sizes,
} from "../windowNd.ts";
import type { PaddingMode } from "./paddingMode.ts";

/** Options of every layer with a kernel and a bias. */
export interface WeightOptions extends LayerOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
  /** First values of the kernel. Default {@link glorotUniform}. */
  initializer?: Initializer;
  /** First values of the bias. Default 0. */
  biasInitializer?: Initializer;
}

/** Options that the convolutions of sequences, images and volumes share. */
export interface ConvolutionOptions extends WeightOptions {
  /** Output channels, at least 1; a multiple of `groups`. */
  filters: number;
  /** Groups of channels that are convolved apart, at least 1; input channels must divide by it. Default 1. */
  groups?: number;
}

/** The same as the graph keeps them. */
export interface WeightAttributes {
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly biasInitializer: Initializer;
}

/** Where the window of a layer lies, one number for each axis. */
export interface WindowAttributes {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: PaddingNd;
  readonly dilation: readonly number[];
}

/** The options of a convolution as the graph keeps them. */
export interface ConvolutionAttributes extends WeightAttributes, WindowAttributes {
  readonly filters: number;
  readonly groups: number;
  /** What stands in the padding, unless zeros do. */
  readonly paddingMode?: Exclude<PaddingMode, "zeros">;
}

/** Options of a window of any rank, before they are checked. */
interface WindowOptions {
  kernel: Sizes;
  stride?: Sizes;
  padding?: PaddingNd;
  dilation?: Sizes;
}

export function weightAttributes(op: string, options: WeightOptions): WeightAttributes {
  const attributes = {
    bias: boolean(`${op}.bias`, options.bias ?? true),
    initializer: checkInitializer(`${op}.initializer`, options.initializer ?? glorotUniform()),
    biasInitializer: checkInitializer(`${op}.biasInitializer`, options.biasInitializer ?? constant(0)),
  };
  if (!attributes.bias && options.biasInitializer)
    fail("option", { where: op, got: "biasInitializer with bias: false", expected: "one of them" });
  return attributes;
}

export const windowAttributes = (op: string, rank: Rank, options: WindowOptions): WindowAttributes => ({
  kernel: checkSizes(op, options.kernel, "kernel", rank),
  stride: checkSizes(op, options.stride ?? 1, "stride", rank),
  padding: checkPaddingNd(op, options.padding ?? "valid", rank),
  dilation: checkSizes(op, options.dilation ?? 1, "dilation", rank),
});

/** Checks the options of convolution `op`, which may also have the options `more`. */
export function convolutionAttributes(
  op: string,
  rank: Rank,
  options: ConvolutionOptions & WindowOptions,
  more: readonly string[] = [],
): ConvolutionAttributes {
  checkLayerOptions(op, options, [...known, ...more]);
  const attributes = {
    filters: positive(`${op}.filters`, options.filters),
    ...windowAttributes(op, rank, options),
    groups: positive(`${op}.groups`, options.groups ?? 1),
    ...weightAttributes(op, options),
  };
  if (attributes.filters % attributes.groups)
    fail("option", {
      where: op,
      got: `${attributes.filters} filters`,
      expected: `a multiple of groups (${attributes.groups})`,
    });
  return attributes;
}

const known = [
  "filters",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "bias",
  "initializer",
  "biasInitializer",
];

type Fail = (p: ShapeProblem) => never;

/**
 * Throws unless `x` is a sample of `rank` axes and channels that divide by `groups`; returns the axes' sizes and the
 * channels.
 */
export function checkSample(x: Shape, rank: number, groups: number, problem: Fail): [axes: Shape, channels: number] {
  if (x.length !== rank + 1) problem({ got: `input ${format(x)}`, expected: SAMPLES[rank] });
  const channels = x[rank];
  if (channels % groups) problem({ got: `${channels} input channels`, expected: `a multiple of groups (${groups})` });
  return [x.slice(0, rank), channels];
}

const SAMPLES = ["", "[length, channels]", "[height, width, channels]", "[depth, height, width, channels]"];

/** Shape inference of a convolution. */
export function inferConvolution(a: ConvolutionAttributes, x: Shape, problem: Fail): Inferred {
  const [axes, channels] = checkSample(x, a.kernel.length, a.groups, problem);
  const out = placed(a, axes, problem).map(({ size }) => size);
  const taps = product(a.kernel);
  const fans = { fanIn: taps * (channels / a.groups), fanOut: taps * (a.filters / a.groups) };
  return {
    shape: [...out, a.filters],
    parameters: {
      kernel: { shape: [...a.kernel, channels / a.groups, a.filters], initializer: a.initializer, ...fans },
      ...(a.bias && { bias: { shape: [a.filters], initializer: a.biasInitializer, ...fans } }),
    },
    multiplyAdds: product(out) * a.filters * fans.fanIn,
  };
}

/** Where the windows of `a` lie on a sample's axes. */
export const placed = (a: WindowAttributes, axes: Shape, problem: Fail = never): Placed[] =>
  placeWindows({ ...a, window: a.kernel }, axes, problem);

/** What stands for `problem` behind shape inference. */
export const never: Fail = ({ got }) => {
  throw new Error(`shape inference let pass: ${got}`);
};

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
