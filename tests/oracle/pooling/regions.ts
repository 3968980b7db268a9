import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** A region along one axis: the positions inside the sample, and what a mean divides by. */
export interface Run {
  readonly positions: readonly number[];
  readonly size: number;
}

/** All regions along one axis. */
export type Axis = readonly Run[];

/** Windows of `window` taps, `stride` apart, over `input` positions with so much padding on either side. */
export function windowAxis(
  input: number,
  how: { window: number; stride: number; dilation: number; before: number; after: number; outputs: number },
  countPadding = false,
): Axis {
  return Array.from({ length: how.outputs }, (_, o) => {
    const taps = Array.from({ length: how.window }, (_, k) => o * how.stride - how.before + k * how.dilation);
    const positions = taps.filter((p) => p >= 0 && p < input);
    const padded = taps.filter((p) => p < input + how.after);
    return { positions, size: (countPadding ? padded : positions).length };
  });
}

/** Bins that share out `input` positions: PyTorch's. */
export const adaptiveAxis = (input: number, outputs: number): Axis =>
  Array.from({ length: outputs }, (_, o) => {
    const from = Math.floor((o * input) / outputs);
    return run(from, Math.ceil(((o + 1) * input) / outputs));
  });

/** The positions from `from` to before `to`. */
export const run = (from: number, to: number): Run => ({
  positions: Array.from({ length: to - from }, (_, i) => from + i),
  size: to - from,
});

/** Calls `visit` for each region of `x` = [batch, ...sizes, channels] and each channel, with its numbers in reading order. */
export function eachRegion(
  { shape }: Array64,
  axes: readonly Axis[],
  visit: (output: number, inputs: number[], size: number) => void,
): void {
  const channels = shape[shape.length - 1];
  const sizes = shape.slice(1, -1);
  for (let n = 0, output = 0; n < shape[0]; n++)
    for (const runs of product(axes)) {
      const places = product(runs.map(({ positions }) => positions)).map((at) =>
        at.reduce((place, position, axis) => place * sizes[axis] + position, n),
      );
      const size = runs.reduce((total, each) => total * each.size, 1);
      for (let c = 0; c < channels; c++)
        visit(
          output++,
          places.map((place) => place * channels + c),
          size,
        );
    }
}

/** Every choice of one element from each list, the last list's running fastest. */
export const product = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((chosen, list) => chosen.flatMap((before) => list.map((each) => [...before, each])), [[]]);

export const regionShape = ({ shape }: Array64, axes: readonly Axis[]): number[] => [
  shape[0],
  ...axes.map(({ length }) => length),
  shape[shape.length - 1],
];

/** What becomes of a region. */
export interface Rule {
  /** A region's value. */
  y(values: number[], size: number): number;
  /** The derivatives of that by each of the values. */
  slopes(values: number[], size: number): number[];
}

/** Pooling by `rule` over the regions that `axesOf` says for an input; the output's shape may be another. */
export const pooling = (
  rule: Rule,
  axesOf: (x: Array64) => readonly Axis[],
  shapeOf: (shape: number[]) => number[] = (shape) => shape,
): Oracle => ({
  forward([x]) {
    const axes = axesOf(x);
    const shape = regionShape(x, axes);
    const data = new Float64Array(count(shape));
    eachRegion(x, axes, (output, inputs, size) => {
      data[output] = rule.y(
        inputs.map((i) => x.data[i]),
        size,
      );
    });
    return { shape: shapeOf(shape), data };
  },

  backward(dy, [x]) {
    const dx = new Float64Array(x.data.length);
    eachRegion(x, axesOf(x), (output, inputs, size) => {
      const slopes = rule.slopes(
        inputs.map((i) => x.data[i]),
        size,
      );
      for (const [k, i] of inputs.entries()) dx[i] += dy.data[output] * slopes[k];
    });
    return { inputs: [dx], parameters: {} };
  },
});

/** The greatest; its slope is 1 where it stands first. */
export const max: Rule = {
  y: (values) => Math.max(...values),
  slopes: (values) => {
    const first = values.indexOf(Math.max(...values));
    return values.map((_, k) => Number(k === first));
  },
};

/** The mean. */
export const mean: Rule = {
  y: (values, size) => values.reduce((sum, v) => sum + v, 0) / size,
  slopes: (values, size) => values.map(() => 1 / size),
};

/** The Lp norm. */
export const norm = (p: number): Rule => {
  const y = (values: number[]): number => values.reduce((sum, v) => sum + Math.abs(v) ** p, 0) ** (1 / p);
  const slopes = (values: number[]): number[] =>
    values.map((v) => (v === 0 ? 0 : Math.sign(v) * Math.abs(v) ** (p - 1) * y(values) ** (1 - p)));
  return { y, slopes };
};
