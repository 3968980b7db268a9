// What the architectures beside it share: options, and the block of convolution, normalisation and rectifier.
import {
  batchNorm,
  type Conv2dOptions,
  conv2d,
  input,
  type Layer,
  type Node,
  relu,
  sequential,
} from "../../../src/index.ts";

/** What every architecture takes. */
export interface NetOptions {
  /** Number of outputs. */
  classes?: number;
  /** Height and width of the images. */
  image?: number;
  /** Factor of all numbers of channels. Default 1. */
  width?: number;
}

/** An RGB image as bytes. */
export const picture = (size: number): Node =>
  input([size, size, 3], { name: "image", mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] });

/** Numbers of channels, times `width`: whole multiples of `multiple`, at least that. */
export const channels =
  (width: number, multiple = 1) =>
  (filters: number): number =>
    Math.max(1, Math.round((filters * width) / multiple)) * multiple;

/** Convolution and rectifier. */
export const convRelu = (filters: number, kernel: Conv2dOptions["kernel"], more: Partial<Conv2dOptions> = {}): Layer =>
  sequential(conv2d({ filters, kernel, ...more }), relu());

/** Convolution without bias, and batch normalisation. */
export const convNorm = (filters: number, kernel: Conv2dOptions["kernel"], more: Partial<Conv2dOptions> = {}): Layer =>
  sequential(conv2d({ filters, kernel, bias: false, ...more }), batchNorm());

/** Convolution without bias, batch normalisation, rectifier. */
export const convNormRelu = (
  filters: number,
  kernel: Conv2dOptions["kernel"],
  more: Partial<Conv2dOptions> = {},
): Layer => sequential(convNorm(filters, kernel, more), relu());
