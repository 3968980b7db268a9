import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import type { Padding, Pair } from "../window.ts";
import {
  type LocallyConnectedAttributes,
  type LocallyConnectedOptions,
  locallyConnectedAttributes,
  locallyConnectedOp,
} from "./locallyConnected.ts";

/** Options of {@link locallyConnected2d}. */
export interface LocallyConnected2dOptions extends LocallyConnectedOptions {
  /** Window height and width, at least 1. */
  kernel: Pair;
  /** Step of the window, at least 1. Default 1. */
  stride?: Pair;
  /**
   * Zeros around: `"same"`, `"valid"`, a whole number for all sides, `[y, x]`, or `{ top, right, bottom, left }`.
   * Default `"valid"`, none.
   */
  padding?: Padding;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: Pair;
}

export const locallyConnected2dOp: Op<LocallyConnectedAttributes> =
  /* @__PURE__ */ locallyConnectedOp("locallyConnected2d");

/**
 * y[r, c, o] = bias[r, c, o] + sum over ky, kx, i of x[r sy + ky dy - top, c sx + kx dx - left, i] kernel[r, c, ky, kx,
 * i, o]: a convolution that shares no weights, each output position having its own.
 * Shapes: [height, width, channels] -> [height', width', filters], sizes as conv2d's; kernel [height', width',
 * kernelHeight, kernelWidth, channels, filters], bias [height', width', filters].
 * Gradient: dx[r sy + ky dy - top, c sx + kx dx - left, i] += dy[r, c, o] kernel[r, c, ky, kx, i, o]; dkernel[r, c, ky,
 * kx, i, o] = x[r sy + ky dy - top, c sx + kx dx - left, i] dy[r, c, o] and dbias = dy, summed over the batch.
 * Source: LeCun 1989, "Generalization and network design strategies"; Taigman et al. 2014, "DeepFace".
 *
 * @throws FoveaError for unknown options, sizes that are not positive whole numbers, and a window larger than the
 *   padded input.
 * @example
 * sequential(locallyConnected2d({ filters: 8, kernel: 3 }), relu())
 */
export function locallyConnected2d(options: LocallyConnected2dOptions): Layer {
  return layer(locallyConnected2dOp, locallyConnectedAttributes("locallyConnected2d", 2, options), options.name);
}
