import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import type { Op, ParameterSpec, ShapeProblem } from "../op.ts";
import { boolean, positive } from "../options.ts";
import {
  type GroupNormAttributes,
  type GroupStatistics,
  normalizeGroups,
  normalizeGroupsBackward,
} from "./groupNorm/groups.ts";
import { epsilonOf, rowParameter } from "./rowNorm/rows.ts";

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions extends LayerOptions {
  /** Added to the variance, above 0. Default 1e-5. */
  epsilon?: number;
  /** Whether the result is multiplied by a learnt scale, one for each channel. Default true. */
  scale?: boolean;
  /** Whether a learnt shift is added, one for each channel. Default true. */
  shift?: boolean;
}

/** Options of {@link groupNorm}. */
export interface GroupNormOptions extends InstanceNormOptions {
  /** Groups that the channels are divided into; must divide their number. Default 32. */
  groups?: number;
}

function infer(
  { groups, scale, shift }: GroupNormAttributes,
  [x]: readonly Shape[],
  problem: (p: ShapeProblem) => never,
): { shape: Shape; parameters: Record<string, ParameterSpec> } {
  const channels = x[x.length - 1];
  if (channels % (groups ?? channels))
    problem({
      got: `${channels} channels for ${groups} groups`,
      expected: "a number of channels that the groups divide",
    });
  if (count(x) === (groups ?? channels))
    problem({ got: `${format(x)}, a single value for each group`, expected: "at least 2, or there is no variance" });
  return {
    shape: x,
    parameters: {
      ...(scale && { scale: rowParameter([channels], 1) }),
      ...(shift && { shift: rowParameter([channels], 0) }),
    },
  };
}

/** A function, not an object that both spread: bundlers keep what is spread. */
const named = (name: string): Op<GroupNormAttributes, GroupStatistics> => ({
  name,
  infer,
  forward: normalizeGroups,
  backward: normalizeGroupsBackward,
});

export const groupNormOp: Op<GroupNormAttributes, GroupStatistics> = /* @__PURE__ */ named("groupNorm");
export const instanceNormOp: Op<GroupNormAttributes, GroupStatistics> = /* @__PURE__ */ named("instanceNorm");

function attributesOf(op: string, { epsilon, scale, shift }: InstanceNormOptions): GroupNormAttributes {
  return {
    epsilon: epsilonOf(`${op}.epsilon`, epsilon ?? 1e-5),
    scale: boolean(`${op}.scale`, scale ?? true),
    shift: boolean(`${op}.shift`, shift ?? true),
  };
}

/**
 * y = scale (x - mean) / sqrt(variance + epsilon) + shift, with mean and variance over all positions and the channels
 * of a group, for each sample by itself: they do not depend on the batch, and inference is the same as training.
 * Parameters, each [channels]: `scale` (first 1) and `shift` (first 0).
 * Shapes: [..., channels] -> the same.
 * Gradient: with xhat = (x - mean) / sqrt(variance + epsilon) and g = dy scale, dx = (g - mean of g - xhat mean of (g
 * xhat)) / sqrt(variance + epsilon), means over the group; dscale = sum of dy xhat, dshift = sum of dy.
 * Source: Wu and He 2018, "Group normalization"; as PyTorch's GroupNorm.
 *
 * @throws FoveaError for unknown options, an epsilon that is not above 0, groups that do not divide the channels, and
 *   groups of a single value.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3, padding: "same", bias: false }), groupNorm({ groups: 4 }), relu());
 */
export function groupNorm(options: GroupNormOptions = {}): Layer {
  checkLayerOptions("groupNorm", options, ["groups", "epsilon", "scale", "shift"]);
  const groups = positive("groupNorm.groups", options.groups ?? 32);
  return layer(groupNormOp, { groups, ...attributesOf("groupNorm", options) }, options.name);
}

/**
 * y = scale (x - mean) / sqrt(variance + epsilon) + shift, with mean and variance over all positions, for each channel
 * of each sample by itself: it takes the contrast out of a picture. Inference is the same as training.
 * Parameters, each [channels]: `scale` (first 1) and `shift` (first 0).
 * Shapes: [..., channels] -> the same, with at least two positions.
 * Gradient: as {@link groupNorm}'s, with a group for each channel.
 * Source: Ulyanov, Vedaldi and Lempitsky 2016, "Instance normalization: the missing ingredient for fast stylization";
 * as PyTorch's InstanceNorm1d, InstanceNorm2d and InstanceNorm3d, which begin without scale and shift.
 *
 * @throws FoveaError for unknown options, an epsilon that is not above 0, and inputs of a single position.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3, padding: "same", bias: false }), instanceNorm(), relu());
 */
export function instanceNorm(options: InstanceNormOptions = {}): Layer {
  checkLayerOptions("instanceNorm", options, ["epsilon", "scale", "shift"]);
  return layer(instanceNormOp, attributesOf("instanceNorm", options), options.name);
}
