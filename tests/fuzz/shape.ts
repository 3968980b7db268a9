import type { Node } from "../../src/graph/node.ts";
import { count, type Shape } from "../../src/graph/shape.ts";
import {
  channelShuffle,
  crop,
  expandDims,
  flip,
  gather,
  type PadMode,
  pad,
  pixelShuffle,
  pixelUnshuffle,
  repeat,
  reshape,
  resize1d,
  resize2d,
  resize3d,
  roll,
  slice,
  split,
  squeeze,
  stack,
  tile,
  transpose,
} from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import { channelShuffle as channelShuffleOracle } from "../oracle/shape/channelShuffle.ts";
import * as flipOracles from "../oracle/shape/flip.ts";
import { gatherList } from "../oracle/shape/gather.ts";
import { pad as padOracle } from "../oracle/shape/pad.ts";
import * as shuffleOracles from "../oracle/shape/pixelShuffle.ts";
import { resize as resizeOracle } from "../oracle/shape/resize.ts";
import { type Range, slice as sliceOracle } from "../oracle/shape/slice.ts";
import { stack as stackOracle } from "../oracle/shape/stack.ts";
import * as tileOracles from "../oracle/shape/tile.ts";
import { transpose as transposeOracle } from "../oracle/shape/transpose.ts";
import type { FuzzEntry } from "./entry.ts";

type Below = (n: number) => number;

const pick = <T>(from: readonly T[], below: Below): T => from[below(from.length)];
const MOST_AXES = 4;

/** An entry of one input whose layer and source come from the same options. */
function entry(
  op: string,
  make: (options: never) => (x: Node) => Node,
  choose: (shape: Shape, below: Below) => { options: object; oracle: Oracle } | null,
): FuzzEntry {
  return {
    op,
    inputs: 1,
    choose([shape], below) {
      const chosen = choose(shape, below);
      if (!chosen) return null;
      const { options, oracle } = chosen;
      return { source: `${op}(${JSON.stringify(options)})`, layer: make(options as never), oracle };
    },
  };
}

/** The same numbers, each sample under another shape. */
const under = (to: Shape): Oracle => ({
  forward: ([{ shape, data }]) => ({ shape: [shape[0], ...to], data }),
  backward: (dy) => ({ inputs: [dy.data], parameters: {} }),
});

const padding = entry("pad", pad, (shape, below) => {
  const mode: PadMode = pick(["zeros", "constant", "reflect", "replicate", "circular"] as const, below);
  const most = (size: number): number => Math.min(2, mode === "reflect" ? size - 1 : size);
  const sides = shape.map((size): [number, number] => [below(most(size) + 1), below(most(size) + 1)]);
  const value = mode === "constant" ? { value: 0.5 } : {};
  return { options: { padding: sides, mode, ...value }, oracle: padOracle(sides, mode, value.value) };
});

const slicing = entry("slice", slice, (shape, below) => {
  const ranges = shape.map((size): Range => {
    const step = pick([1, 1, 2, -1], below);
    const taken = 1 + below(Math.ceil(size / Math.abs(step)));
    const reach = (taken - 1) * Math.abs(step);
    const first = below(size - reach);
    return [step < 0 ? first + reach : first, taken, step];
  });
  const end = ranges.map(([begin, taken, step]) => {
    const behindLast = begin + (taken - 1) * step + Math.sign(step);
    return behindLast < 0 ? null : behindLast;
  });
  const options = { begin: ranges.map(([begin]) => begin), end, step: ranges.map(([, , step]) => step) };
  return { options, oracle: sliceOracle(ranges) };
});

const cropping = entry("crop", crop, (shape, below) => {
  if (shape.length < 2) return null;
  const size = shape.slice(0, -1).map((length) => 1 + below(length));
  const ranges = shape.map((length, axis): Range => {
    const kept = size[axis] ?? length;
    return [Math.floor((length - kept) / 2), kept, 1];
  });
  return { options: { size }, oracle: sliceOracle(ranges) };
});

const splitting: FuzzEntry = {
  op: "split",
  inputs: 1,
  choose([shape], below) {
    const axis = below(shape.length);
    if (shape[axis] < 2) return null;
    const first = 1 + below(shape[axis] - 1);
    const sizes = [first, shape[axis] - first];
    const which = below(2);
    const ranges = shape.map((size, i): Range => (i === axis ? [which ? first : 0, sizes[which], 1] : [0, size, 1]));
    return {
      source: `(x) => split({ sizes: [${sizes}], axis: ${axis} })(x)[${which}]`,
      layer: (x: Node) => split({ sizes, axis })(x)[which],
      oracle: sliceOracle(ranges),
    };
  },
};

const shuffled = (order: number[], below: Below): number[] => {
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
};

const resizing = (op: string, make: typeof resize1d | typeof resize2d, axes: number): FuzzEntry =>
  entry(op, make as never, (shape, below) => {
    if (shape.length !== axes + 1) return null;
    const mode = pick(axes === 2 ? (["linear", "cubic"] as const) : (["linear"] as const), below);
    const alignCorners = below(2) === 0;
    const size = shape.slice(0, axes).map((length) => 1 + below(length + 2));
    const name = axes === 2 ? `bi${mode}` : mode;
    return { options: { size, mode: name, alignCorners }, oracle: resizeOracle({ size, mode, alignCorners }) };
  });

const shuffling = (
  op: string,
  make: typeof pixelShuffle,
  oracle: typeof shuffleOracles.pixelShuffle,
  fits: (shape: Shape, block: number) => boolean,
): FuzzEntry =>
  entry(op, make as never, (shape, below) => {
    const block = 1 + below(2);
    if (shape.length !== 3 || !fits(shape, block)) return null;
    const order = pick(["channelFirst", "blockFirst"] as const, below);
    return { options: { block, order }, oracle: oracle(block, order) };
  });

export const entries: readonly FuzzEntry[] = [
  padding,
  slicing,
  cropping,
  splitting,
  entry("reshape", reshape, (shape, below) => {
    const rest = count(shape) / shape[0];
    const to = pick([[-1], [...shape].reverse(), [rest, shape[0]], [shape[0], -1, 1]], below);
    return {
      options: { shape: to },
      oracle: under(to.map((size) => (size < 0 ? count(shape) / positives(to) : size))),
    };
  }),
  entry("squeeze", squeeze, (shape) => {
    const rest = shape.filter((size) => size > 1);
    return { options: {}, oracle: under(rest.length ? rest : [1]) };
  }),
  entry("expandDims", expandDims, (shape, below) => {
    if (shape.length >= MOST_AXES) return null;
    const axis = below(shape.length + 1);
    return { options: { axis }, oracle: under([...shape.slice(0, axis), 1, ...shape.slice(axis)]) };
  }),
  entry("transpose", transpose, (shape, below) => {
    const axes = shuffled([...shape.keys()], below);
    return { options: { axes }, oracle: transposeOracle(axes) };
  }),
  entry("flip", flip, (shape, below) => {
    const axes = [...shape.keys()].filter(() => below(2));
    return axes.length ? { options: { axes }, oracle: flipOracles.flip(axes) } : null;
  }),
  entry("roll", roll, (shape, below) => {
    const [shift, axis] = [below(9) - 4, below(shape.length)];
    return { options: { shift, axis }, oracle: flipOracles.roll(shift, axis) };
  }),
  entry("tile", tile, (shape, below) => {
    const repeats = shape.map(() => 1 + below(2));
    return { options: { repeats }, oracle: tileOracles.tile(repeats) };
  }),
  entry("repeat", repeat, (shape, below) => {
    const [times, axis] = [1 + below(3), below(shape.length)];
    return { options: { times, axis }, oracle: tileOracles.repeat(times, axis) };
  }),
  shuffling(
    "pixelShuffle",
    pixelShuffle,
    shuffleOracles.pixelShuffle,
    ([, , channels], block) => channels % block ** 2 === 0,
  ),
  shuffling(
    "pixelUnshuffle",
    pixelUnshuffle,
    shuffleOracles.pixelUnshuffle,
    ([h, w], block) => h % block === 0 && w % block === 0,
  ),
  entry("channelShuffle", channelShuffle, (shape, below) => {
    const channels = shape[shape.length - 1];
    const groups = 1 + below(channels);
    return channels % groups ? null : { options: { groups }, oracle: channelShuffleOracle(groups) };
  }),
  resizing("resize1d", resize1d, 1),
  resizing("resize2d", resize2d, 2),
  resizing("resize3d", resize3d, 3),
  {
    op: "stack",
    inputs: 2,
    choose([a, b], below) {
      if (a.length >= MOST_AXES || a.length !== b.length || a.some((size, i) => size !== b[i])) return null;
      const axis = below(a.length + 1);
      const layer = stack({ axis }) as (...nodes: Node[]) => Node;
      return { source: `stack({ axis: ${axis} })`, layer, oracle: stackOracle(axis) };
    },
  },
  entry("gather", gather as never, (shape, below) => {
    const axis = below(shape.length);
    const indices = Array.from({ length: 1 + below(4) }, () => below(shape[axis]));
    return { options: { indices, axis }, oracle: gatherList(indices, axis) };
  }),
];

/** The product of the sizes that are given. */
const positives = (shape: Shape): number => count(shape.filter((size) => size > 0));
