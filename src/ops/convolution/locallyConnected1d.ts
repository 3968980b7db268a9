import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import type { Padding1d } from "../windowNd.ts";
import {
  type LocallyConnectedAttributes,
  type LocallyConnectedOptions,
  locallyConnectedAttributes,
  locallyConnectedOp,
} from "./locallyConnected.ts";

/** Options of {@link locallyConnected1d}. */
export interface LocallyConnected1dOptions extends LocallyConnectedOptions {
  /** Positions in the window, at least 1. */
  kernel: number;
  /** Step of the window, at least 1. Default 1. */
  stride?: number;
  /** Zeros around: `"same"`, `"valid"`, a whole number for both ends, or `{ left, right }`. Default `"valid"`, none. */
  padding?: Padding1d;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: number;
}

export const locallyConnected1dOp: Op<LocallyConnectedAttributes> =
  /* @__PURE__ */ locallyConnectedOp("locallyConnected1d");

/**
 * y[p, o] = bias[p, o] + sum over taps t and channels i of x[p stride + t dilation - left, i] kernel[p, t, i, o]: a
 * convolution of a sequence that shares no weights, each output position having its own.
 * Shapes: [length, channels] -> [length', filters], length' as conv1d's; kernel [length', kernel, channels, filters],
 * bias [length', filters].
 * Gradient: dx[p stride + t dilation - left, i] += dy[p, o] kernel[p, t, i, o]; dkernel[p, t, i, o] = x[p stride + t
 * dilation - left, i] dy[p, o] and dbias = dy, summed over the batch.
 * Source: LeCun 1989, "Generalization and network design strategies"; Taigman et al. 2014, "DeepFace".
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, and a window larger than the
 *   padded input.
 * @example
 * sequential(locallyConnected1d({ filters: 8, kernel: 3 }), relu())
 */
export function locallyConnected1d(options: LocallyConnected1dOptions): Layer {
  return layer(locallyConnected1dOp, locallyConnectedAttributes("locallyConnected1d", 1, options), options.name);
}
