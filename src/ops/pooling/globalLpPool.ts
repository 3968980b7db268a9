import { checkLayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import type { Rank } from "../windowNd.ts";
import {
  type GlobalPoolAttributes,
  type GlobalPoolOptions,
  globallyPooled,
  globalPoolAttributes,
} from "./globalPool.ts";
import { checkPower, normBackward } from "./lpPool.ts";
import { adaptiveAxis, layRegions, poolNorm, type Regions } from "./regions.ts";

/** Options of {@link globalLpPool2d} and its like. */
export interface GlobalLpPoolOptions extends GlobalPoolOptions {
  /** The norm's power, a finite number from 1 on. Default 2. */
  p?: number;
}

interface Attributes extends GlobalPoolAttributes {
  readonly p: number;
}

const globalLp = (name: string, rank: Rank): Op<Attributes, Regions> => ({
  name,
  infer: ({ keepDimensions }, [x], problem) => ({ shape: globallyPooled(x, rank, keepDimensions, problem) }),

  forward({ program, attributes, inputs: [x], output: y }) {
    const whole = x.shape.slice(1, -1).map((size) => adaptiveAxis(size, 1));
    const regions = layRegions(program, x.shape, whole);
    poolNorm(program, regions, { y: y.slot, x: x.slot }, attributes.p);
    return regions;
  },

  backward: (site, regions) => normBackward(site, regions, site.attributes.p),
});

export const globalLpPool1dOp: Op<Attributes, Regions> = /* @__PURE__ */ globalLp("globalLpPool1d", 1);
export const globalLpPool2dOp: Op<Attributes, Regions> = /* @__PURE__ */ globalLp("globalLpPool2d", 2);
export const globalLpPool3dOp: Op<Attributes, Regions> = /* @__PURE__ */ globalLp("globalLpPool3d", 3);

function globalLpPool(op: Op<Attributes, Regions>, options: GlobalLpPoolOptions): Layer {
  checkLayerOptions(op.name, options, ["p", "keepDimensions"]);
  const attributes = { ...globalPoolAttributes(op.name, options), p: checkPower(op.name, options.p ?? 2) };
  return layer(op as Op<Attributes>, attributes, options.name);
}

/**
 * y[c] = (sum of |x[i, c]|^p)^(1/p): the Lp norm of each channel over the whole sequence, by default the Euclidean one. A NaN reaches its
 * channel's norm.
 * Shapes: [length, channels] -> [channels], or [1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] sign(x) (|x| / y)^(p - 1); 0 where y is 0, and with p = 1 where x is 0, the two kinks.
 * Source: as ONNX's GlobalLpPool; Gulcehre et al. 2014, "Learned-norm pooling for deep feedforward and recurrent neural networks".
 *
 * @throws FoveaError for an unknown option, a p below 1, an input that is no sequence.
 * @example
 * sequential(conv1d({ filters: 32, kernel: 3 }), globalLpPool1d({ p: 3 }), dense({ units: 10 }))
 */
export function globalLpPool1d(options: GlobalLpPoolOptions = {}): Layer {
  return globalLpPool(globalLpPool1dOp, options);
}

/**
 * y[c] = (sum of |x[i, c]|^p)^(1/p): the Lp norm of each channel over the whole image, by default the Euclidean one. A NaN reaches its
 * channel's norm.
 * Shapes: [height, width, channels] -> [channels], or [1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] sign(x) (|x| / y)^(p - 1); 0 where y is 0, and with p = 1 where x is 0, the two kinks.
 * Source: as ONNX's GlobalLpPool; Gulcehre et al. 2014, "Learned-norm pooling for deep feedforward and recurrent neural networks".
 *
 * @throws FoveaError for an unknown option, a p below 1, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), globalLpPool2d({ p: 3 }), dense({ units: 10 }))
 */
export function globalLpPool2d(options: GlobalLpPoolOptions = {}): Layer {
  return globalLpPool(globalLpPool2dOp, options);
}

/**
 * y[c] = (sum of |x[i, c]|^p)^(1/p): the Lp norm of each channel over the whole volume, by default the Euclidean one. A NaN reaches its
 * channel's norm.
 * Shapes: [depth, height, width, channels] -> [channels], or [1, 1, 1, channels] with keepDimensions.
 * Gradient: dx[i, c] = dy[c] sign(x) (|x| / y)^(p - 1); 0 where y is 0, and with p = 1 where x is 0, the two kinks.
 * Source: as ONNX's GlobalLpPool; Gulcehre et al. 2014, "Learned-norm pooling for deep feedforward and recurrent neural networks".
 *
 * @throws FoveaError for an unknown option, a p below 1, an input that is no volume.
 * @example
 * sequential(conv3d({ filters: 32, kernel: 3 }), globalLpPool3d({ p: 3 }), dense({ units: 10 }))
 */
export function globalLpPool3d(options: GlobalLpPoolOptions = {}): Layer {
  return globalLpPool(globalLpPool3dOp, options);
}
