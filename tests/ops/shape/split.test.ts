import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import { concat } from "../../../src/ops/shape/concat.ts";
import { split } from "../../../src/ops/shape/split.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { slice } from "../../oracle/shape/slice.ts";

test("split gives a node for each part", () => {
  const x = input([4, 6]);
  expect(split({ parts: 3 })(x).map(({ shape }) => shape)).toEqual([
    [4, 2],
    [4, 2],
    [4, 2],
  ]);
  expect(split({ sizes: [3, 1], axis: 0 })(x).map(({ shape }) => shape)).toEqual([
    [3, 6],
    [1, 6],
  ]);
  expect(split({ parts: 2, name: "halves" })(x).map(({ path }) => path)).toEqual(["halves_1", "halves_2"]);
});

checkOp({
  name: "the second of three parts",
  layer: () => (x) => split({ parts: 3 })(x)[1],
  shapes: [[5, 3, 12]],
  batch: 2,
  oracle: slice([
    [0, 5, 1],
    [0, 3, 1],
    [4, 4, 1],
  ]),
  tolerance: 0,
});

checkOp({
  name: "the last part of given sizes along axis 0",
  layer: () => (x) => split({ sizes: [1, 4, 2], axis: 0 })(x)[2],
  shapes: [[7, 3, 5]],
  batch: 3,
  oracle: slice([
    [5, 2, 1],
    [0, 3, 1],
    [0, 5, 1],
  ]),
  tolerance: 0,
});

checkOp({
  name: "parts put together again the other way round",
  layer: () => (x) => {
    const [a, b] = split({ parts: 2, axis: 0 })(x);
    return concat({ axis: 0 })(b, a);
  },
  shapes: [[6, 5]],
  batch: 2,
  oracle: {
    forward: ([{ shape, data }]) => ({ shape, data: data.map((_, i) => data[turned(i)]) }),
    backward: (dy) => ({ inputs: [dy.data.map((_, i) => dy.data[turned(i)])], parameters: {} }),
  },
  tolerance: 0,
});

/** The place in the other half of its sample of 30 numbers. */
const turned = (i: number): number => i - (i % 30) + (((i % 30) + 15) % 30);
