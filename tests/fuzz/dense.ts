import { bias, dense } from "../../src/index.ts";
import { bias as biasOracle } from "../oracle/linear/bias.ts";
import { dense as denseOracle } from "../oracle/linear/dense.ts";
import type { FuzzEntry } from "./entry.ts";

export const entries: readonly FuzzEntry[] = [
  {
    op: "dense",
    inputs: 1,
    choose(_, below) {
      const options = { units: 1 + below(9), bias: below(3) > 0 };
      return { source: `dense(${JSON.stringify(options)})`, layer: dense(options), oracle: denseOracle };
    },
  },
  {
    op: "bias",
    inputs: 1,
    choose: () => ({ source: "bias()", layer: bias(), oracle: biasOracle }),
  },
];
