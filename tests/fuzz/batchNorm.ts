import { count } from "../../src/graph/shape.ts";
import { batchNorm } from "../../src/index.ts";
import { batchNorm as oracle } from "../oracle/normalization/batchNorm.ts";
import type { FuzzEntry } from "./entry.ts";

export const entries: readonly FuzzEntry[] = [
  {
    op: "batchNorm",
    inputs: 1,
    choose([shape], below) {
      // A batch may be one sample, and a single value has no variance.
      if (count(shape.slice(0, -1)) < 3) return null;
      const options = { scale: below(3) > 0, shift: below(3) > 0, epsilon: 0.01 };
      return {
        source: `batchNorm(${JSON.stringify(options)})`,
        layer: batchNorm(options),
        oracle: oracle({ epsilon: options.epsilon }),
      };
    },
  },
];
