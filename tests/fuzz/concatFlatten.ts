import type { Node } from "../../src/graph/node.ts";
import { concat, flatten } from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import { concat as concatOracle } from "../oracle/shape/concat.ts";
import type { FuzzEntry } from "./entry.ts";

const flattenOracle: Oracle = {
  forward: ([
    {
      shape: [batch],
      data,
    },
  ]) => ({ shape: [batch, data.length / batch], data }),
  backward: (dy) => ({ inputs: [dy.data], parameters: {} }),
};

export const entries: readonly FuzzEntry[] = [
  {
    op: "concat",
    inputs: 2,
    choose([a, b], below) {
      const axis = below(a.length);
      const fit = a.length === b.length && a.every((size, i) => i === axis || size === b[i]);
      if (!fit) return null;
      const given = below(2) ? axis : axis - a.length;
      const layer = concat({ axis: given }) as (...nodes: Node[]) => Node;
      return { source: `concat({ axis: ${given} })`, layer, oracle: concatOracle(axis) };
    },
  },
  {
    op: "flatten",
    inputs: 1,
    choose: () => ({ source: "flatten()", layer: flatten(), oracle: flattenOracle }),
  },
];
