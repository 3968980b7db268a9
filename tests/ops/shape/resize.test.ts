import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import type { Shape } from "../../../src/graph/shape.ts";
import { resize1d, resize2d, resize3d, upsample2d } from "../../../src/ops/shape/resize.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/shape/resize.ts";

const layers = { 1: resize1d, 2: resize2d, 3: resize3d };

const rows: [shape: Shape, size: number[] | null, scale: number[] | null, batch: number][] = [
  [[1, 1], [5], null, 2],
  [[5, 3], [13], null, 3],
  [[9, 4], null, [0.4], 2],
  [[1, 1, 3], [4, 3], null, 2],
  [[3, 4, 5], null, [2, 2], 2],
  [[5, 3, 8], [9, 7], null, 3],
  [[7, 8, 1], [3, 17], null, 2],
  [[8, 9, 13], [4, 3], null, 1],
  [[4, 5, 9], null, [1.7, 2.3], 2],
  [[3, 4, 17], [1, 4], null, 2],
  [[5, 4, 4], [5, 4], null, 2],
  [[3, 4, 5, 3], [5, 3, 7], null, 2],
  [[2, 3, 4, 8], null, [1, 2, 2], 1],
];

for (const mode of ["nearest", "nearestExact", "linear", "cubic"] as const)
  for (const alignCorners of [false, true])
    for (const [shape, size, scale, batch] of rows) {
      const axes = (shape.length - 1) as 1 | 2 | 3;
      if ((mode === "cubic" && axes !== 2) || (alignCorners && mode.startsWith("nearest"))) continue;
      const name = axes === 2 && !mode.startsWith("nearest") ? `bi${mode}` : mode;
      const given = size ? { size } : { scale: scale as number[] };
      const sizes = size ?? shape.slice(0, axes).map((from, i) => Math.floor(from * (scale as number[])[i]));
      checkOp({
        name: `resize ${JSON.stringify(shape)} to ${JSON.stringify(given)}, ${name}${alignCorners ? ", corners aligned" : ""}, batch ${batch}`,
        layer: () => layers[axes]({ ...given, mode: name as "nearest", ...(alignCorners && { alignCorners }) }),
        shapes: [shape],
        batch,
        oracle: oracle.resize({ size: sizes, ...(scale && { scale }), mode, alignCorners }),
        tolerance: 2e-6,
      });
    }

test("upsample2d doubles, unless it is told another scale", () => {
  const x = input([3, 4, 5]);
  expect(upsample2d()(x).shape).toEqual([6, 8, 5]);
  expect(upsample2d({ scale: 3 })(x).shape).toEqual([9, 12, 5]);
  expect(upsample2d()(x).path).toBe("upsample2d");
});
