import { sameShape } from "../../src/graph/shape.ts";
import { gram, matmul } from "../../src/index.ts";
import { gram as gramOracle } from "../oracle/linear/gram.ts";
import { matmul as matmulOracle } from "../oracle/linear/matmul.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";

export const entries: readonly FuzzEntry[] = [
  {
    op: "matmul",
    inputs: 2,
    choose([a, b], below) {
      if (a.length < 2 || b.length < 2 || !sameShape(a.slice(0, -2), b.slice(0, -2))) return null;
      const all = [0, 1, 2, 3].map((i) => ({ transposeA: i % 2 === 1, transposeB: i > 1 }));
      const fitting = all.filter(
        ({ transposeA, transposeB }) => a.at(transposeA ? -2 : -1) === b.at(transposeB ? -1 : -2),
      );
      if (!fitting.length) return null;
      const options = fitting[below(fitting.length)];
      return {
        source: `matmul(${JSON.stringify(options)})`,
        layer: matmul(options) as Chosen["layer"],
        oracle: matmulOracle(options),
      };
    },
  },
  {
    op: "gram",
    inputs: 1,
    choose([shape], below) {
      if (shape.length < 2) return null;
      const normalize = below(3) > 0;
      return { source: `gram({ normalize: ${normalize} })`, layer: gram({ normalize }), oracle: gramOracle(normalize) };
    },
  },
];
