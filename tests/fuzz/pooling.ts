import type { Layer, Node } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import * as fovea from "../../src/index.ts";
import type { Rank } from "../../src/ops/windowNd.ts";
import type { Oracle } from "../harness/checkOp.ts";
import { globally, windowAxes } from "../harness/poolCases.ts";
import { fractionalAxis } from "../oracle/pooling/fractional.ts";
import { indicesOfGreatest, maxUnpool } from "../oracle/pooling/places.ts";
import { adaptiveAxis, max, mean, norm, pooling, type Rule } from "../oracle/pooling/regions.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";

type Below = (n: number) => number;

/** An exported layer function by its name. */
const layerOf = (op: string, options: object): Layer =>
  (fovea as unknown as Record<string, (options: object) => Layer>)[op](options);

const call = (op: string, options: object): string => `${op}(${JSON.stringify(options)})`;

/** Options of windows that fit samples of `shape`; every window holds some of them. */
function windows(shape: Shape, below: Below): { window: number[]; stride: number[]; [option: string]: unknown } {
  const sizes = shape.slice(0, -1);
  const window = sizes.map((size) => 1 + below(Math.min(3, size)));
  const wide = sizes.every((size, axis) => size > 2 * (window[axis] - 1));
  return {
    window,
    stride: sizes.map(() => 1 + below(2)),
    ...(wide && below(3) === 0 && { dilation: sizes.map(() => 2) }),
    ...(!wide && below(3) === 0 && { padding: window.map((size) => Math.floor(size / 2)) }),
    ...(below(3) === 0 && { ceilMode: true }),
  };
}

/** Sequences have one number where others have a list. */
const forRank = (rank: Rank, options: object): object =>
  rank > 1
    ? options
    : Object.fromEntries(Object.entries(options).map(([key, value]) => [key, Array.isArray(value) ? value[0] : value]));

/** An entry of one input of `rank` axes and channels. */
const entry = (op: string, rank: Rank, choose: (shape: Shape, below: Below) => Chosen): FuzzEntry => ({
  op,
  inputs: 1,
  choose: ([shape], below) => (shape.length === rank + 1 ? choose(shape, below) : null),
});

/** An entry of a layer that takes options alone. */
const plain = (
  op: string,
  rank: Rank,
  choose: (shape: Shape, below: Below) => { options: object; oracle: Oracle },
): FuzzEntry =>
  entry(op, rank, (shape, below) => {
    const { options, oracle } = choose(shape, below);
    const own = forRank(rank, options);
    return { source: call(op, own), layer: layerOf(op, own), oracle };
  });

const windowed = (op: string, rank: Rank, rule: (p: number) => Rule, more: (below: Below) => object): FuzzEntry =>
  plain(op, rank, (shape, below) => {
    const options = windows(shape, below);
    const added: { p?: number; countPadding?: boolean } = more(below);
    const axes = windowAxes(forRank(rank, options) as never, shape, added.countPadding);
    return { options: { ...options, ...added }, oracle: pooling(rule(added.p ?? 2), () => axes) };
  });

const adaptive = (op: string, rank: Rank, rule: Rule): FuzzEntry =>
  plain(op, rank, (shape, below) => {
    const size = shape.slice(0, -1).map(() => 1 + below(4));
    return {
      options: { size },
      oracle: pooling(rule, () => size.map((bins, axis) => adaptiveAxis(shape[axis], bins))),
    };
  });

const global = (op: string, rank: Rank, rule: (p: number) => Rule, more: (below: Below) => { p?: number }): FuzzEntry =>
  plain(op, rank, (_, below) => {
    const options = { keepDimensions: below(2) === 0, ...more(below) };
    return { options, oracle: globally(rule(options.p ?? 2), options.keepDimensions) };
  });

const fractional = (op: string, rank: Rank): FuzzEntry =>
  plain(op, rank, (shape, below) => {
    const size = shape.slice(0, -1).map((input) => Math.max(1, input - 1 - below(2)));
    const how = {
      regions: (["random", "pseudo-random"] as const)[below(2)],
      overlapping: below(2) === 0,
      seed: below(99),
    };
    const axes = size.map((outputs, axis) => fractionalAxis(shape[axis], outputs, axis, how));
    return { options: { size, ...how }, oracle: pooling(max, () => axes) };
  });

/** Windows' greatest, and with `unpool` those back where they stood. */
const withIndices = (op: string, rank: Rank, unpool: boolean): FuzzEntry =>
  entry(op, rank, (shape, below) => {
    const options = forRank(rank, windows(shape, below));
    const axes = windowAxes(options as never, shape);
    const pool = `maxPool${rank}dWithIndices`;
    const pooled = layerOf(pool, options) as unknown as (x: Node) => [Node, Node];
    if (!unpool)
      return {
        source: `(x) => ${call(pool, options)}(x)[0]`,
        layer: (x) => pooled(x)[0],
        oracle: pooling(max, () => axes),
      };
    const size = shape.slice(0, -1);
    const back = forRank(rank, { size });
    const undo = layerOf(`maxUnpool${rank}d`, back) as (...nodes: Node[]) => Node;
    const greatest = pooling(max, () => axes);
    const forward: Oracle["forward"] = ([x]) => {
      const values = greatest.forward([x], {});
      return maxUnpool(size).forward([values, { shape: values.shape, data: indicesOfGreatest(x, axes) }], {});
    };
    return {
      source: `(x) => ${call(`maxUnpool${rank}d`, back)}(...${call(pool, options)}(x))`,
      layer: (x) => undo(...pooled(x)),
      oracle: { ...greatest, forward },
    };
  });

const none = (): object => ({});
const powers = (below: Below): { p: number } => ({ p: 1 + below(3) });
/** Sums over whole samples would be large. */
const highPowers = (below: Below): { p: number } => ({ p: 2 + below(2) });
const counting = (below: Below): object => (below(2) ? { countPadding: true } : {});

const ofRank = (rank: Rank): FuzzEntry[] => [
  windowed(`maxPool${rank}d`, rank, () => max, none),
  windowed(`averagePool${rank}d`, rank, () => mean, counting),
  windowed(`lpPool${rank}d`, rank, norm, powers),
  adaptive(`adaptiveAveragePool${rank}d`, rank, mean),
  adaptive(`adaptiveMaxPool${rank}d`, rank, max),
  global(`globalAveragePool${rank}d`, rank, () => mean, none),
  global(`globalMaxPool${rank}d`, rank, () => max, none),
  global(`globalLpPool${rank}d`, rank, norm, highPowers),
  withIndices(`maxPool${rank}dWithIndices`, rank, false),
  withIndices(`maxUnpool${rank}d`, rank, true),
];

export const entries: readonly FuzzEntry[] = [
  ...ofRank(1),
  ...ofRank(2),
  ...ofRank(3),
  fractional("fractionalMaxPool2d", 2),
  fractional("fractionalMaxPool3d", 3),
  withIndices("takeIndices", 2, false),
];
