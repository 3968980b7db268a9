import { describe, expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import type { Shape } from "../../../src/graph/shape.ts";
import { concat } from "../../../src/ops/shape/concat.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/concat.ts";

const rows: [shapes: Shape[], batch: number, axis: number | undefined][] = [
  [[[1], [1]], 1, undefined],
  [[[3], [5]], 4, undefined],
  [[[4], [8], [4]], 3, -1],
  [
    [
      [7, 5, 3],
      [7, 5, 4],
    ],
    2,
    undefined,
  ],
  [
    [
      [3, 4, 8],
      [3, 4, 9],
      [3, 4, 17],
    ],
    2,
    2,
  ],
  [
    [
      [5, 4, 13],
      [5, 4, 1],
    ],
    3,
    -1,
  ],
  [
    [
      [2, 3, 5],
      [2, 9, 5],
    ],
    2,
    1,
  ],
  [
    [
      [2, 3, 5],
      [2, 8, 5],
    ],
    3,
    -2,
  ],
  [
    [
      [7, 3, 4],
      [1, 3, 4],
      [4, 3, 4],
    ],
    2,
    0,
  ],
  [
    [
      [13, 7],
      [5, 7],
    ],
    2,
    -2,
  ],
  [
    [
      [9, 8, 40],
      [9, 8, 280],
    ],
    1,
    undefined,
  ], // rows long enough for memory.copy
  [
    [
      [3, 4, 5],
      [3, 4, 5],
    ],
    1,
    0,
  ],
];

for (const [shapes, batch, axis] of rows)
  checkOp({
    name: `concat ${shapes.map((shape) => JSON.stringify(shape)).join(" ")}, axis ${axis}, batch ${batch}`,
    layer: () => concat({ axis }),
    shapes,
    batch,
    oracle: oracle.concat(axis === undefined || axis < 0 ? shapes[0].length + (axis ?? -1) : axis),
    tolerance: 0,
  });

describe("concat refuses", () => {
  const [a, b] = [input([7, 5, 3]), input([7, 4, 3])];

  test("sizes that differ along other axes", () => {
    expect(() => concat()(a, b)).toThrow(
      "layer concat (concat): got [7, 5, 3] and [7, 4, 3], expected as many axes, and equal sizes along all but axis -1.",
    );
    expect(() => concat({ axis: 0 })(a, input([5, 3]))).toThrow("got [7, 5, 3] and [5, 3], expected as many axes");
  });

  test("axes that there are not", () => {
    expect(() => concat({ axis: 3 })(a, b)).toThrow("got axis 3 of [7, 5, 3], expected one from -3 to 2.");
    expect(() => concat({ axis: -4 })(a, b)).toThrow("got axis -4 of [7, 5, 3], expected one from -3 to 2.");
    expect(() => concat({ axis: 0.5 })).toThrow(
      "concat.axis: got 0.5, expected a whole number, such as -1 for the last axis.",
    );
  });

  test("too few nodes, and what is none", () => {
    const given = concat() as (...nodes: unknown[]) => unknown;
    expect(() => given(a)).toThrow("layer concat (concat): got 1 node, expected at least two.");
    expect(() => given()).toThrow("layer concat (concat): got 0 nodes, expected at least two.");
    expect(() => given(a, 2)).toThrow("layer concat (concat): got 2, expected a node.");
  });

  test("unknown options", () => {
    expect(() => concat({ axes: 1 } as never)).toThrow('concat: got unknown option "axes"');
  });
});
