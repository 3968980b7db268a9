import { count, type Shape } from "../../../src/graph/shape.ts";
import { argmax, argmin } from "../../../src/ops/shape/argmax.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/shape/argmax.ts";

const rows: [shape: Shape, axis: number, keepAxis: boolean, batch: number][] = [
  [[1], 0, false, 2],
  [[3], -1, false, 3],
  [[9], 0, true, 2],
  [[5, 17], -1, false, 2],
  [[4, 3, 13], 2, true, 2],
  [[7, 5, 9], 0, false, 3],
  [[3, 8, 4], 1, true, 1],
  [[4, 7, 1], 0, false, 2],
];

type Fill = (length: number) => Float64Array;
const fills: Record<string, Fill> = {
  "random numbers": (length) => pseudoRandom(length, 5),
  "many equals": (length) => pseudoRandom(length, 6).map((value) => Math.round(value * 2)),
  "infinities and NaN": (length) =>
    pseudoRandom(length, 7).map((value, i) =>
      i % 7 === 3
        ? Number.NaN
        : i % 5 === 2
          ? Number.NEGATIVE_INFINITY
          : i % 11 === 4
            ? Number.POSITIVE_INFINITY
            : value,
    ),
  "nothing but -infinity": (length) => new Float64Array(length).fill(Number.NEGATIVE_INFINITY),
};

for (const [name, layer, definition] of [
  ["argmax", argmax, oracle.argmax],
  ["argmin", argmin, oracle.argmin],
] as const)
  for (const [what, fill] of Object.entries(fills))
    for (const [shape, axis, keepAxis, batch] of rows)
      checkOp({
        name: `${name} of ${what}, ${JSON.stringify(shape)} along ${axis}${keepAxis ? ", kept" : ""}, batch ${batch}`,
        layer: () => layer({ axis, keepAxis }),
        shapes: [shape],
        batch,
        oracle: definition(axis < 0 ? axis + shape.length : axis, keepAxis),
        tolerance: 0,
        values: (full) => fill(count(full)),
        kinks: "a step function of its input",
      });
