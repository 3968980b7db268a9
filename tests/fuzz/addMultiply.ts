import type { Node } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import { add, type Merge, multiply } from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import { add as addOracle, multiply as multiplyOracle } from "../oracle/arithmetic/broadcast.ts";
import type { FuzzEntry } from "./entry.ts";

/** Sizes are equal or 1 from the last axis on. */
const fit = ([a, b]: readonly Shape[]): boolean =>
  a.every((size, i) => {
    const other = b[i - a.length + b.length] ?? 1;
    return size === other || size === 1 || other === 1;
  });

const merge = (op: string, layer: () => Merge, oracle: Oracle): FuzzEntry => ({
  op,
  inputs: 2,
  choose(shapes) {
    if (!fit(shapes)) return null;
    return { source: `${op}()`, layer: layer() as (...nodes: Node[]) => Node, oracle };
  },
});

export const entries: readonly FuzzEntry[] = [
  merge("add", add, addOracle),
  merge("multiply", multiply, multiplyOracle),
];
