import { expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import type { Node } from "../../../src/graph/node.ts";
import { count } from "../../../src/graph/shape.ts";
import {
  type LayerWithIndices,
  maxPool1dWithIndices,
  maxPool2dWithIndices,
  maxPool3dWithIndices,
  takeIndices,
} from "../../../src/ops/pooling/maxPoolWithIndices.ts";
import { compile } from "../../../src/plan/compile.ts";
import { slotsOf } from "../../../src/plan/program.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { poolCases1d, poolCases2d, poolCases3d, poolName, ties, windowAxes } from "../../harness/poolCases.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/pooling/places.ts";
import { max, pooling } from "../../oracle/pooling/regions.ts";

const layers = [
  ["maxPool1dWithIndices", maxPool1dWithIndices, poolCases1d],
  ["maxPool2dWithIndices", maxPool2dWithIndices, poolCases2d],
  ["maxPool3dWithIndices", maxPool3dWithIndices, poolCases3d],
] as const;

for (const [op, layer, cases] of layers)
  for (const [shape, batch, options] of cases) {
    const made = (): LayerWithIndices => (layer as (options: object) => LayerWithIndices)(options);
    checkOp({
      name: `values of ${poolName(op, shape, batch, options)}`,
      layer: () => (x) => made()(x)[0],
      shapes: [shape],
      batch,
      oracle: pooling(max, () => windowAxes(options, shape)),
      tolerance: 3e-7,
    });

    test(`indices of ${poolName(op, shape, batch, options)}`, async () => {
      const x = input(shape);
      const [values, indices] = made()(x);
      const compiled = compile(graph(x, { values, indices }), new Map(), batch, {});
      const data = ties([batch, ...shape], 3);
      const got = await runGuarded(
        await sharedEngine({ threads: 2 }),
        compiled,
        (tape) => tape.floats(compiled.inputs.get(x)!.slot).set(data),
        (tape) => [...tape.floats(compiled.outputs.indices.slot)],
      );
      expect(got).toEqual([
        ...oracle.indicesOfGreatest({ shape: [batch, ...shape], data }, windowAxes(options, shape)),
      ]);
    });
  }

for (const [pixels, values, batch] of [
  [[5, 3], [7, 3], 2],
  [[3, 4, 17], [2, 2, 17], 3],
  [[2, 3, 5, 8], [4, 8], 1],
])
  checkOp({
    name: `takeIndices [${pixels}] at [${values}], some of them outside`,
    layer: () => takeIndices() as (...nodes: Node[]) => Node,
    shapes: [pixels as number[], values as number[]],
    batch: batch as number,
    oracle: oracle.takeIndices,
    tolerance: 2e-7,
    values: (shape, index) => {
      const random = pseudoRandom(count(shape), index);
      return index === 0 ? random : random.map((v) => Math.floor((v + 1) * 8) - 1);
    },
  });

test("no gradient goes through the indices", () => {
  const x = input([4, 4, 3]);
  const [, indices] = maxPool2dWithIndices({ window: 2, name: "pool" })(x);
  expect(indices.path).toBe("pool/indices");
  const compiled = compile(graph(x, indices), new Map(), 1, { gradients: { inputs: [x], seeded: ["output"] } });
  const gradient = compiled.inputGradients.get(x)?.slot;
  const writing = compiled.program.calls.filter((call) => slotsOf(call).some(({ root }) => root === gradient));
  expect(writing.map(({ kernel, args }) => [kernel.name, (args as { value: number }).value])).toEqual([["fill", 0]]);
});
