import { expect } from "vitest";
import { input } from "../../src/graph/input.ts";
import type { Shape } from "../../src/graph/shape.ts";
import type { Merge } from "../../src/ops/arithmetic/broadcast.ts";

/** Case table of the ops that broadcast: the shapes of two or more samples, and the batch. */
export const broadcastCases: readonly [shapes: Shape[], batch: number][] = [
  // of one shape
  [[[1], [1]], 1],
  [[[3], [3]], 1],
  [
    [
      [2, 2],
      [2, 2],
    ],
    1,
  ],
  [[[5], [5]], 3],
  [
    [
      [7, 9],
      [7, 9],
    ],
    2,
  ],
  [
    [
      [8, 13, 17],
      [8, 13, 17],
    ],
    3,
  ],
  // channels over images, both ways
  [[[5, 7, 3], [3]], 2],
  [[[4], [3, 5, 4]], 3],
  [
    [
      [3, 4, 5],
      [1, 1, 5],
    ],
    2,
  ],
  [
    [
      [7, 5, 8],
      [1, 1, 8],
    ],
    1,
  ],
  [[[9], [4, 3, 9]], 2],
  [
    [
      [1, 1, 13],
      [2, 3, 13],
    ],
    3,
  ],
  [[[5, 4, 17], [17]], 2],
  [
    [
      [40, 30, 65],
      [1, 1, 65],
    ],
    2,
  ],
  [[[2, 2, 1], [1]], 3],
  // one number for all, and one for each pixel
  [[[7, 9], [1]], 3],
  [[[1], [5, 3, 8]], 2],
  [
    [
      [3, 4, 7],
      [3, 4, 1],
    ],
    2,
  ],
  [
    [
      [13, 1],
      [13, 9],
    ],
    1,
  ],
  [[[45, 40, 3], [1]], 1],
  // axes that are not neighbours, and both sides spread
  [
    [
      [3, 5, 4],
      [3, 1, 4],
    ],
    2,
  ],
  [
    [
      [3, 5, 4],
      [1, 5, 1],
    ],
    2,
  ],
  [
    [
      [1, 4, 1, 5],
      [3, 4, 2, 5],
    ],
    2,
  ],
  [[[5, 1], [4]], 3],
  [
    [
      [2, 1, 7],
      [3, 1],
    ],
    2,
  ],
  [
    [
      [3, 1, 1],
      [1, 4, 1],
    ],
    2,
  ],
  // axes of one size only
  [[[1, 1, 6], [6]], 3],
  [
    [
      [1, 3, 1, 4],
      [3, 1, 4],
    ],
    2,
  ],
  // more than two
  [
    [
      [4, 3, 5],
      [4, 3, 5],
      [4, 3, 5],
    ],
    2,
  ],
  [[[5], [3, 1, 1], [2, 1], [3, 2, 5]], 2],
];

/** Checks what a broadcasting layer says to nodes that it cannot take. */
export function expectRefusals(op: string, layer: () => Merge): void {
  const [a, b, c] = [input([7, 5, 3]), input([5, 4]), input([2, 5, 3])];
  expect(() => layer()(a, b)).toThrow(
    `layer ${op} (${op}): got [7, 5, 3] and [5, 4], expected sizes that are equal, or 1, from the last axis on. ` +
      "Hint: [channels] and [1, 1, channels] go with [height, width, channels].",
  );
  expect(() => layer()(a, a, c)).toThrow(`layer ${op} (${op}): got [7, 5, 3] and [2, 5, 3]`);
  const given = layer() as (...nodes: unknown[]) => unknown;
  expect(() => given(a)).toThrow(`layer ${op} (${op}): got 1 node, expected at least two.`);
  expect(() => given()).toThrow(`layer ${op} (${op}): got 0 nodes, expected at least two.`);
  expect(() => given(a, undefined)).toThrow(`layer ${op} (${op}): got undefined, expected a node.`);
  expect(() => given([a, a])).toThrow(`layer ${op} (${op}): got [`);
}
