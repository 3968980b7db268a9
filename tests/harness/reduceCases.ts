import { expect } from "vitest";
import { input } from "../../src/graph/input.ts";
import type { Layer } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import type { ReduceOptions } from "../../src/ops/reduction/axes.ts";

/** Case table of the reductions: shape of a sample, batch, options. */
export const reduceCases: readonly [shape: Shape, batch: number, options: ReduceOptions][] = [
  // everything
  [[1], 1, {}],
  [[3], 2, {}],
  [[5, 7, 3], 3, {}],
  [[8, 4], 2, { keepDimensions: true }],
  // the last axis
  [[4], 3, { axes: -1 }],
  [[9], 2, { axes: 0, keepDimensions: true }],
  [[7, 13], 2, { axes: -1 }],
  [[3, 5, 17], 1, { axes: 2, keepDimensions: true }],
  [[2, 3, 8], 3, { axes: [-1] }],
  // axes before the last, with few and many channels
  [[5, 4, 3], 2, { axes: [0, 1] }],
  [[4, 3, 5], 1, { axes: [1, 0], keepDimensions: true }],
  [[3, 7, 16], 2, { axes: [0, 1] }],
  [[5, 3, 33], 3, { axes: [0, 1] }],
  [[9, 4], 2, { axes: 0 }],
  [[4, 5, 3], 2, { axes: 1 }],
  [[4, 3, 9], 1, { axes: -2, keepDimensions: true }],
  // axes that are no neighbours
  [[3, 5, 4], 2, { axes: [0, 2] }],
  [[3, 4, 2, 5], 2, { axes: [1, -1] }],
  [[3, 4, 2, 5], 1, { axes: [0, 2], keepDimensions: true }],
  // axes of size 1
  [[1, 5], 2, { axes: 0 }],
  [[4, 1], 3, { axes: -1, keepDimensions: true }],
  [[4, 1, 3], 1, { axes: [1, 2] }],
  // several slices
  [[40, 45, 65], 2, { axes: [0, 1] }],
  [[130, 512, 3], 1, {}],
];

/** Checks what a reduction says to axes that are none. */
export function expectRefusals(op: string, layer: (options: ReduceOptions) => Layer): void {
  const x = input([4, 5, 3]);
  expect(() => layer({ axes: 3 })(x)).toThrow(
    `layer ${op} (${op}): got axis 3 of an input of rank 3, expected -3 to 2.`,
  );
  expect(() => layer({ axes: [0, -4] })(x)).toThrow(`layer ${op} (${op}): got axis -4 of an input of rank 3`);
  expect(() => layer({ axes: [2, -1] })(x)).toThrow(`layer ${op} (${op}): got axes [2, -1], expected each axis once.`);
  expect(() => layer({ axes: 0.5 })).toThrow(`${op}.axes: got 0.5, expected a whole number or an array of some.`);
  expect(() => layer({ axes: [] })).toThrow(`${op}.axes: got [], expected a whole number or an array of some.`);
  expect(() => layer({ axes: "all" as never })).toThrow(`${op}.axes: got "all"`);
  expect(() => layer({ keepDimensions: 1 as never })).toThrow(`${op}.keepDimensions: got 1, expected true or false.`);
  expect(() => layer({ axis: 1 } as never)).toThrow(`${op}: got unknown option "axis", expected one of axes,`);
}
