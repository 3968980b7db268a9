import { count } from "../../src/graph/shape.ts";
import {
  type GroupNormOptions,
  groupNorm,
  instanceNorm,
  type LayerNormOptions,
  type LocalResponseNormOptions,
  l2Normalize,
  layerNorm,
  localResponseNorm,
  type RmsNormOptions,
  rmsNorm,
} from "../../src/index.ts";
import { channelGroups, grouped, rows } from "../oracle/normalization/grouped.ts";
import { localResponseNorm as responseOracle } from "../oracle/normalization/localResponseNorm.ts";
import type { FuzzEntry } from "./entry.ts";

/** With it few numbers that are nearly alike are divided by something, as their differences are not to be told from rounding. */
const epsilon = 0.1;

/** How many of the last axes. */
const someAxes = (rank: number, below: (n: number) => number): number[] => {
  const axes = 1 + below(rank);
  return Array.from({ length: axes }, (_, i) => i - axes);
};

export const entries: readonly FuzzEntry[] = [
  {
    op: "layerNorm",
    inputs: 1,
    choose([shape], below) {
      const axes = someAxes(shape.length, below);
      if (count(shape.slice(-axes.length)) < 2) return null;
      const options: LayerNormOptions = { axes, epsilon, scale: below(3) > 0, shift: below(3) > 0 };
      return {
        source: `layerNorm(${JSON.stringify(options)})`,
        layer: layerNorm(options),
        oracle: grouped(rows(axes.length), "deviation", epsilon),
      };
    },
  },
  {
    op: "rmsNorm",
    inputs: 1,
    choose([shape], below) {
      const axes = someAxes(shape.length, below);
      const options: RmsNormOptions = { axes, epsilon, scale: below(3) > 0 };
      return {
        source: `rmsNorm(${JSON.stringify(options)})`,
        layer: rmsNorm(options),
        oracle: grouped(rows(axes.length), "rootMeanSquare", epsilon),
      };
    },
  },
  {
    op: "l2Normalize",
    inputs: 1,
    choose([shape], below) {
      const axes = someAxes(shape.length, below);
      // Of a few numbers the length may be near 0, where the direction is anything.
      if (count(shape.slice(-axes.length)) < 6) return null;
      const options = { axes, ...(below(2) && { scale: 2 }) };
      return {
        source: `l2Normalize(${JSON.stringify(options)})`,
        layer: l2Normalize(options),
        oracle: grouped(rows(axes.length), "length", 1e-12),
      };
    },
  },
  {
    op: "groupNorm",
    inputs: 1,
    choose([shape], below) {
      const channels = shape[shape.length - 1];
      const possible = [1, 2, 3, 4].filter((groups) => channels % groups === 0 && count(shape) > groups);
      if (!possible.length) return null;
      const groups = possible[below(possible.length)];
      const options: GroupNormOptions = { groups, epsilon, scale: below(3) > 0, shift: below(3) > 0 };
      return {
        source: `groupNorm(${JSON.stringify(options)})`,
        layer: groupNorm(options),
        oracle: grouped(channelGroups(groups), "deviation", epsilon),
      };
    },
  },
  {
    op: "instanceNorm",
    inputs: 1,
    choose([shape], below) {
      if (count(shape.slice(0, -1)) < 2) return null;
      const options = { epsilon, scale: below(3) > 0, shift: below(3) > 0 };
      return {
        source: `instanceNorm(${JSON.stringify(options)})`,
        layer: instanceNorm(options),
        oracle: grouped(channelGroups(), "deviation", epsilon),
      };
    },
  },
  {
    op: "localResponseNorm",
    inputs: 1,
    choose([shape], below) {
      const region = shape.length === 3 && below(2) ? "within" : "across";
      const size = region === "within" ? 1 + 2 * below(3) : 1 + below(6);
      const options: LocalResponseNormOptions = { region, size, alpha: 2, beta: [0.5, 0.75, 1, 0.6][below(4)] };
      return {
        source: `localResponseNorm(${JSON.stringify(options)})`,
        layer: localResponseNorm(options),
        oracle: responseOracle(options),
      };
    },
  },
];
