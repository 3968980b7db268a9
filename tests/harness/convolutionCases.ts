import { type PaddingNd, paddingSides, placeWindows, type Rank, type Sizes } from "../../src/ops/windowNd.ts";
import { type ConvolutionSizes, convolution, transposedConvolution } from "../oracle/convolution/convolution.ts";
import type { Oracle } from "./checkOp.ts";

/** The options of a convolution of any rank that decide what it computes. */
export interface WindowedOptions {
  kernel: Sizes;
  stride?: Sizes;
  padding?: PaddingNd;
  dilation?: Sizes;
  groups?: number;
  paddingMode?: ConvolutionSizes["mode"];
}

/** `value` for each axis. */
export const perAxis = (value: Sizes, rank: number): readonly number[] =>
  typeof value === "number" ? Array.from({ length: rank }, () => value) : value;

/** The definition of a convolution with these options on samples of `axes`. */
export const convolutionOracle = (options: WindowedOptions, axes: readonly number[]): Oracle =>
  convolution(convolutionSizes(options, axes));

/** Where its windows lie; tests/ops/window.test.ts holds placeWindows to numbers of its own. */
export function convolutionSizes(
  { kernel, stride = 1, padding = "valid", dilation = 1, groups = 1, paddingMode }: WindowedOptions,
  axes: readonly number[],
): ConvolutionSizes {
  const rank = axes.length as Rank;
  const unfit = (): never => {
    throw new Error("the window does not fit");
  };
  const window = {
    ...{ padding, window: perAxis(kernel, rank), stride: perAxis(stride, rank), dilation: perAxis(dilation, rank) },
  };
  const places = placeWindows(window, axes, unfit);
  return {
    ...{ stride: window.stride, dilation: window.dilation, groups, before: places.map(({ before }) => before) },
    ...{ out: places.map(({ size }) => size), ...(paddingMode && { mode: paddingMode }) },
  };
}

/** The same for a transposed convolution, whose output's size is given: counted by hand in the case tables. */
export function transposedOracle(
  { kernel, stride = 1, padding = "valid", dilation = 1, groups = 1 }: WindowedOptions,
  out: readonly number[],
): Oracle {
  const rank = out.length as Rank;
  const [taps, strides, dilations] = [kernel, stride, dilation].map((value) => perAxis(value, rank));
  const same = (axis: number): number => Math.max(0, dilations[axis] * (taps[axis] - 1) + 1 - strides[axis]);
  const before = paddingSides(padding, rank, same).map(([first]) => first);
  return transposedConvolution({ stride: strides, dilation: dilations, groups, before, out });
}
