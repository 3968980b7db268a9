import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";
import { permutation } from "./permute.ts";

/** Options of {@link channelShuffle}. */
export interface ChannelShuffleOptions extends LayerOptions {
  /** Groups into which the channels fall; a divisor of their number. There is no default. */
  groups: number;
}

export const channelShuffleOp: Op<{ readonly groups: number }> = /* @__PURE__ */ permutation(
  "channelShuffle",
  ({ groups }, x, problem) => {
    const channels = x[x.length - 1];
    if (channels % groups) problem({ got: `${channels} channels`, expected: `a multiple of groups (${groups})` });
    const pixels = x.slice(0, -1).reduce((product, size) => product * size, 1);
    return { seen: [pixels, groups, channels / groups], order: [0, 2, 1], shape: x };
  },
);

/**
 * y[..., k groups + g] = x[..., g n + k], with n = channels / groups: the channels of the groups by turns, so that the next grouped
 * convolution sees all of them.
 * Shapes: any -> the same.
 * Gradient: dx[..., g n + k] = dy[..., k groups + g].
 * Source: Zhang et al. 2018, "ShuffleNet".
 *
 * @throws FoveaError for an unknown option, groups that are not positive or do not divide the channels.
 * @example
 * sequential(conv2d({ filters: 24, kernel: 1, groups: 3 }), channelShuffle({ groups: 3 }))
 */
export function channelShuffle(options: ChannelShuffleOptions): Layer {
  checkLayerOptions("channelShuffle", options, ["groups"]);
  return layer(channelShuffleOp, { groups: positive("channelShuffle.groups", options.groups) }, options.name);
}
