import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import type { Pair } from "../window.ts";
import { checkSizes, type Rank } from "../windowNd.ts";
import { type MaxSaved, maxBackward, maxForward } from "./maxRegions.ts";
import { axesOf, type Triple } from "./pool.ts";
import { adaptiveAxis, layRegions, poolMean, type Regions, spreadMean } from "./regions.ts";

/** Options of adaptive pooling layers; of images, unless said otherwise. */
export interface AdaptivePoolOptions<Size = Pair> extends LayerOptions {
  /** Size of the output: a number, or one for each axis, such as [height, width]; it may exceed the input's. */
  size: Size;
}

interface Attributes {
  readonly size: readonly number[];
}

const layBins = (program: Program, { size }: Attributes, x: Shape): Regions =>
  layRegions(
    program,
    x,
    size.map((outputs, axis) => adaptiveAxis(x[1 + axis], outputs)),
  );

const infer: Op<Attributes>["infer"] = ({ size }, [x], problem) => {
  axesOf(x, size.length as Rank, problem);
  return { shape: [...size, x[x.length - 1]] };
};

const adaptiveAverage = (name: string): Op<Attributes, Regions> => ({
  name,
  infer,

  forward({ program, attributes, inputs: [x], output: y }) {
    const bins = layBins(program, attributes, x.shape);
    poolMean(program, bins, { y: y.slot, x: x.slot });
    return bins;
  },

  backward({ program, outputGradient: dy, inputGradients: [dx] }, bins) {
    if (dx) spreadMean(program, bins, { dx: dx.slot, dy: dy.slot });
  },
});

const adaptiveMax = (name: string): Op<Attributes, MaxSaved> => ({
  name,
  infer,
  forward: (site) => maxForward(site, layBins(site.program, site.attributes, site.inputs[0].shape)),
  backward: maxBackward,
});

export const adaptiveAveragePool1dOp: Op<Attributes, Regions> =
  /* @__PURE__ */ adaptiveAverage("adaptiveAveragePool1d");
export const adaptiveAveragePool2dOp: Op<Attributes, Regions> =
  /* @__PURE__ */ adaptiveAverage("adaptiveAveragePool2d");
export const adaptiveAveragePool3dOp: Op<Attributes, Regions> =
  /* @__PURE__ */ adaptiveAverage("adaptiveAveragePool3d");
export const adaptiveMaxPool1dOp: Op<Attributes, MaxSaved> = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool1d");
export const adaptiveMaxPool2dOp: Op<Attributes, MaxSaved> = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool2d");
export const adaptiveMaxPool3dOp: Op<Attributes, MaxSaved> = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool3d");

function adaptive<Saved>(
  op: Op<Attributes, Saved>,
  rank: Rank,
  options: AdaptivePoolOptions<number | readonly number[]>,
): Layer {
  checkLayerOptions(op.name, options, ["size"]);
  return layer(op as Op<Attributes>, { size: checkSizes(op.name, options.size, "size", rank) }, options.name);
}

/**
 * y[o, c] = the mean of x[i, c] for i from floor(o length / size) to before ceil((o + 1) length / size): pooling to a size that the layer
 * says, whatever the input's; bins that share a position overlap. A NaN reaches every bin over it.
 * Shapes: [length, channels] -> [size, channels].
 * Gradient: dx[i, c] = the sum of dy / n over the bins that hold i, where n is a bin's length.
 * Source: as PyTorch's AdaptiveAvgPool1d.
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no sequence.
 * @example
 * sequential(conv1d({ filters: 16, kernel: 3 }), relu(), adaptiveAveragePool1d({ size: 4 }), flatten())
 */
export function adaptiveAveragePool1d(options: AdaptivePoolOptions<number>): Layer {
  return adaptive(adaptiveAveragePool1dOp, 1, options);
}

/**
 * y[o, c] = the mean of x[i, c] for i along each axis from floor(o input / size) to before ceil((o + 1) input / size): pooling to a size
 * that the layer says, whatever the input's; bins that share a pixel overlap. A NaN reaches every bin over it.
 * Shapes: [height, width, channels] -> [size, size, channels].
 * Gradient: dx[i, c] = the sum of dy / n over the bins that hold i, where n is a bin's number of pixels.
 * Source: as PyTorch's AdaptiveAvgPool2d; the bins are those of He et al. 2014, "Spatial pyramid pooling".
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 256, kernel: 3 }), relu(), adaptiveAveragePool2d({ size: 6 }), flatten())
 */
export function adaptiveAveragePool2d(options: AdaptivePoolOptions): Layer {
  return adaptive(adaptiveAveragePool2dOp, 2, options);
}

/**
 * y[o, c] = the mean of x[i, c] for i along each axis from floor(o input / size) to before ceil((o + 1) input / size): pooling to a size
 * that the layer says, whatever the input's; bins that share a position overlap. A NaN reaches every bin over it.
 * Shapes: [depth, height, width, channels] -> [size, size, size, channels].
 * Gradient: dx[i, c] = the sum of dy / n over the bins that hold i, where n is a bin's number of positions.
 * Source: as PyTorch's AdaptiveAvgPool3d.
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no volume.
 * @example
 * sequential(conv3d({ filters: 16, kernel: 3 }), relu(), adaptiveAveragePool3d({ size: [1, 2, 2] }), flatten())
 */
export function adaptiveAveragePool3d(options: AdaptivePoolOptions<Triple>): Layer {
  return adaptive(adaptiveAveragePool3dOp, 3, options);
}

/**
 * y[o, c] = the greatest x[i, c] for i from floor(o length / size) to before ceil((o + 1) length / size): pooling to a size that the
 * layer says, whatever the input's; bins that share a position overlap. A NaN in a bin is its greatest.
 * Shapes: [length, channels] -> [size, channels].
 * Gradient: dx[i, c] = the sum of dy over the bins whose greatest stands at i; of equal values that is the first.
 * Source: as PyTorch's AdaptiveMaxPool1d.
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no sequence.
 * @example
 * sequential(conv1d({ filters: 16, kernel: 3 }), relu(), adaptiveMaxPool1d({ size: 4 }), flatten())
 */
export function adaptiveMaxPool1d(options: AdaptivePoolOptions<number>): Layer {
  return adaptive(adaptiveMaxPool1dOp, 1, options);
}

/**
 * y[o, c] = the greatest x[i, c] for i along each axis from floor(o input / size) to before ceil((o + 1) input / size): pooling to a size
 * that the layer says, whatever the input's; bins that share a pixel overlap. A NaN in a bin is its greatest.
 * Shapes: [height, width, channels] -> [size, size, channels].
 * Gradient: dx[i, c] = the sum of dy over the bins whose greatest stands at i; of equal values that is the first in reading order.
 * Source: as PyTorch's AdaptiveMaxPool2d; He et al. 2014, "Spatial pyramid pooling".
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 16, kernel: 3 }), relu(), adaptiveMaxPool2d({ size: [2, 3] }), flatten())
 */
export function adaptiveMaxPool2d(options: AdaptivePoolOptions): Layer {
  return adaptive(adaptiveMaxPool2dOp, 2, options);
}

/**
 * y[o, c] = the greatest x[i, c] for i along each axis from floor(o input / size) to before ceil((o + 1) input / size): pooling to a size
 * that the layer says, whatever the input's; bins that share a position overlap. A NaN in a bin is its greatest.
 * Shapes: [depth, height, width, channels] -> [size, size, size, channels].
 * Gradient: dx[i, c] = the sum of dy over the bins whose greatest stands at i; of equal values that is the first in reading order.
 * Source: as PyTorch's AdaptiveMaxPool3d.
 *
 * @throws FoveaError for an unknown option, a size that is no positive whole number, an input that is no volume.
 * @example
 * sequential(conv3d({ filters: 16, kernel: 3 }), relu(), adaptiveMaxPool3d({ size: 2 }), flatten())
 */
export function adaptiveMaxPool3d(options: AdaptivePoolOptions<Triple>): Layer {
  return adaptive(adaptiveMaxPool3dOp, 3, options);
}
