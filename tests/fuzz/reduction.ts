import { count, type Shape } from "../../src/graph/shape.ts";
import {
  type Layer,
  type ReduceOptions,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceSum,
  reduceVariance,
} from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import * as oracles from "../oracle/reduction/reduce.ts";
import type { FuzzEntry } from "./entry.ts";

/** Some axes of the sample, or all of them. */
function drawOptions(shape: Shape, below: (n: number) => number): { axes?: number[]; keepDimensions: boolean } {
  const keepDimensions = below(2) === 1;
  const axes = shape.map((_, axis) => axis).filter(() => below(2));
  if (!axes.length) return { keepDimensions };
  return { axes: axes.map((axis) => axis - below(2) * shape.length), keepDimensions };
}

const reduction = (
  op: string,
  layer: (options: ReduceOptions) => Layer,
  oracle: (options: oracles.Reduction) => Oracle,
): FuzzEntry => ({
  op,
  inputs: 1,
  choose([shape], below) {
    const options = drawOptions(shape, below);
    return { source: `${op}(${JSON.stringify(options)})`, layer: layer(options), oracle: oracle(options) };
  },
});

export const entries: readonly FuzzEntry[] = [
  reduction("reduceSum", reduceSum, oracles.reduceSum),
  reduction("reduceMean", reduceMean, oracles.reduceMean),
  reduction("reduceMax", reduceMax, oracles.reduceMax),
  reduction("reduceMin", reduceMin, oracles.reduceMin),
  {
    op: "reduceVariance",
    inputs: 1,
    choose([shape], below) {
      const drawn = drawOptions(shape, below);
      const elements = drawn.axes ? count(drawn.axes.map((axis) => shape.at(axis) as number)) : count(shape);
      const options = { ...drawn, correction: elements > 1 ? below(2) : 0 };
      return {
        source: `reduceVariance(${JSON.stringify(options)})`,
        layer: reduceVariance(options),
        oracle: oracles.reduceVariance(options),
      };
    },
  },
];
