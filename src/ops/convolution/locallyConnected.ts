import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions } from "../../graph/layer.ts";
import type { Shape } from "../../graph/shape.ts";
import { type Work, work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";
import type { PaddingNd, Rank, Sizes } from "../windowNd.ts";
import {
  checkSample,
  placed,
  product,
  type WeightAttributes,
  type WeightOptions,
  type WindowAttributes,
  weightAttributes,
  windowAttributes,
} from "./attributes.ts";
import { planeOf } from "./conv2d/geometry.ts";

/** Options of a locally connected layer that its rank does not change. */
export interface LocallyConnectedOptions extends WeightOptions {
  /** Output channels, at least 1. */
  filters: number;
}

/** The options as the graph keeps them. */
export interface LocallyConnectedAttributes extends WindowAttributes, WeightAttributes {
  readonly filters: number;
}

/** Checks the options of locally connected layer `op`. */
export function locallyConnectedAttributes(
  op: string,
  rank: Rank,
  options: LocallyConnectedOptions & { kernel: Sizes; stride?: Sizes; padding?: PaddingNd; dilation?: Sizes },
): LocallyConnectedAttributes {
  checkLayerOptions(op, options, known);
  return {
    filters: positive(`${op}.filters`, options.filters),
    ...windowAttributes(op, rank, options),
    ...weightAttributes(op, options),
  };
}

const known = ["filters", "kernel", "stride", "padding", "dilation", "bias", "initializer", "biasInitializer"];

/** The layer of images, or of sequences, which are images of one row. */
export const locallyConnectedOp = (name: string): Op<LocallyConnectedAttributes> => ({
  name,

  infer(a, [x], problem) {
    const [axes, channels] = checkSample(x, a.kernel.length, 1, problem);
    const out = placed(a, axes, problem).map(({ size }) => size);
    const taps = product(a.kernel);
    const fans = { fanIn: taps * channels, fanOut: taps * a.filters };
    const shape = [...out, a.filters];
    return {
      shape,
      parameters: {
        kernel: { shape: [...out, ...a.kernel, channels, a.filters], initializer: a.initializer, ...fans },
        ...(a.bias && { bias: { shape, initializer: a.biasInitializer, ...fans } }),
      },
      multiplyAdds: product(shape) * fans.fanIn,
    };
  },

  forward({ program, attributes, inputs: [x], output: y, parameters: { kernel, bias } }) {
    const sizes = sizesOf(attributes, x.shape, y.shape);
    const slots = { y: y.slot, x: x.slot, kernel: kernel.slot, bias: bias?.slot ?? null };
    program.emit(
      kernels.locallyConnectedForward,
      { ...slots, ...sizes },
      workOf(sizes, sizes.outHeight * sizes.outWidth),
    );
  },

  backward({ program, attributes, inputs: [x], output, parameters, outputGradient, ...site }) {
    const [[dx], { kernel: dw, bias: db }] = [site.inputGradients, site.parameterGradients];
    const sizes = sizesOf(attributes, x.shape, output.shape);
    const dy = outputGradient.slot;
    if (dx) {
      const slots = { dx: dx.slot, dy, kernel: parameters.kernel.slot };
      program.emit(kernels.locallyConnectedBackwardInput, { ...slots, ...sizes }, workOf(sizes, sizes.inHeight));
    }
    if (dw) {
      const slots = { dw: dw.slot, db: db?.slot ?? null, dy, x: x.slot };
      const items = workOf(sizes, sizes.outHeight * sizes.outWidth);
      program.emit(kernels.locallyConnectedBackwardWeights, { ...slots, ...sizes }, items);
    }
  },
});

/** Sizes as assembly/convolution/locallyConnected.ts takes them. */
type LocalSizes = ReturnType<typeof sizesOf>;

function sizesOf(a: LocallyConnectedAttributes, input: Shape, output: Shape) {
  const [axes, channels] = [input.slice(1, -1), input[input.length - 1]];
  const plane = { n: input[0], axes, out: output.slice(1, -1), channels, places: placed(a, axes) };
  const { groups: _, bottom: __, right: ___, ...sizes } = planeOf({ ...a, groups: 1 }, plane);
  return sizes;
}

const workOf = ({ n, outHeight, outWidth, tapsY, tapsX, cin, cout }: LocalSizes, items: number): Work =>
  work(items, (n * outHeight * outWidth * tapsY * tapsX * cin * cout) / items);
