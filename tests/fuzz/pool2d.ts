import type { Layer } from "../../src/graph/node.ts";
import { averagePool2d, globalAveragePool2d, globalMaxPool2d, maxPool2d, type PoolOptions } from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import { windowsOf } from "../harness/windows.ts";
import { averagePool2d as averageOracle } from "../oracle/pooling/averagePool2d.ts";
import * as globalOracles from "../oracle/pooling/globalPool.ts";
import { maxPool2d as maxOracle } from "../oracle/pooling/maxPool2d.ts";
import type { FuzzEntry } from "./entry.ts";
import { type Below, pick } from "./search/chance.ts";

/** Options of windows that fit an image. */
function windows([height, width]: readonly number[], below: Below): PoolOptions {
  const window = [1 + below(Math.min(3, height)), 1 + below(Math.min(3, width))] as const;
  const side = Math.min(...window) - 1;
  return { window, stride: [1 + below(2), 1 + below(2)], padding: pick([0, "same", side], below) };
}

/** "same" may need as much padding as a window has pixels, which pooling refuses. */
const within = ([height, width]: readonly number[], options: PoolOptions): boolean => {
  const { top, left, window, stride, outHeight, outWidth } = windowsOf(options, [height, width]);
  const bottom = (outHeight - 1) * stride[0] + window[0] - height - top;
  const right = (outWidth - 1) * stride[1] + window[1] - width - left;
  return Math.max(top, bottom) < window[0] && Math.max(left, right) < window[1];
};

const averagePool: FuzzEntry = {
  op: "averagePool2d",
  inputs: 1,
  choose([shape], below) {
    const options = { ...windows(shape, below), countPadding: below(2) === 0 };
    if (shape.length !== 3 || !within(shape, options)) return null;
    const oracle = averageOracle(windowsOf(options, shape), options.countPadding);
    return { source: `averagePool2d(${JSON.stringify(options)})`, layer: averagePool2d(options), oracle };
  },
};

const maxPool: FuzzEntry = {
  op: "maxPool2d",
  inputs: 1,
  choose([shape], below) {
    const options = windows(shape, below);
    if (shape.length !== 3 || !within(shape, options)) return null;
    const oracle = maxOracle(windowsOf(options, shape));
    return { source: `maxPool2d(${JSON.stringify(options)})`, layer: maxPool2d(options), oracle };
  },
};

const globalPool = (
  op: "globalAveragePool2d" | "globalMaxPool2d",
  make: (options: { keepDimensions: boolean }) => Layer,
  oracle: (keepDimensions: boolean) => Oracle,
): FuzzEntry => ({
  op,
  inputs: 1,
  choose([shape], below) {
    if (shape.length !== 3) return null;
    const keepDimensions = below(2) === 0;
    return {
      source: `${op}({ keepDimensions: ${keepDimensions} })`,
      layer: make({ keepDimensions }),
      oracle: oracle(keepDimensions),
    };
  },
});

export const entries: readonly FuzzEntry[] = [
  averagePool,
  maxPool,
  globalPool("globalAveragePool2d", globalAveragePool2d, globalOracles.globalAveragePool2d),
  globalPool("globalMaxPool2d", globalMaxPool2d, globalOracles.globalMaxPool2d),
];
