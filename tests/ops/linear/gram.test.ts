import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import type { Shape } from "../../../src/graph/shape.ts";
import { gram } from "../../../src/ops/linear/gram.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/linear/gram.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1, 1], 1],
  [[4, 3, 5], 2],
  [[3, 7, 8], 1],
  [[5, 9], 3],
  [[2, 3, 4, 7], 2],
  [[5, 4, 13], 3],
  [[9, 8, 17], 1],
  [[20, 17, 33], 2], // more positions than are added up at a time
];

for (const [shape, batch] of rows)
  for (const normalize of [true, false])
    checkOp({
      name: `gram [${batch}, ${shape.join(", ")}]${normalize ? "" : ", not normalised"}`,
      layer: () => gram({ normalize }),
      shapes: [shape],
      batch,
      oracle: oracle.gram(normalize),
      tolerance: 1e-6,
    });

test("gram normalises unless told otherwise", () => {
  expect(gram()(input([4, 4, 3])).attributes).toEqual({ normalize: true });
});

test("gram refuses what has no positions, and wrong options", () => {
  expect(() => gram()(input([5]))).toThrow(
    "layer gram (gram): got [5], expected positions with channels, such as [height, width, channels].",
  );
  expect(() => gram({ normalize: 1 as never })).toThrow("gram.normalize: got 1, expected true or false.");
  expect(() => gram({ normalise: true } as never)).toThrow('gram: got unknown option "normalise"');
});
