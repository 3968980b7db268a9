import { describe, expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { dropBlock } from "../../../src/index.ts";
import { checkOp, randomOf } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/regularization/dropBlock.ts";
import { callsOf } from "./calls.ts";

const rows: [shape: Shape, batch: number, rate: number, blockSize: number][] = [
  [[1, 1, 1], 3, 0.5, 1],
  [[3, 5, 1], 2, 0.4, 2],
  [[4, 3, 3], 3, 0.4, 3],
  [[5, 7, 5], 2, 0.3, 2],
  [[8, 9, 4], 2, 0.2, 4],
  [[9, 8, 13], 1, 0.2, 3],
  [[7, 17, 8], 2, 0.5, 7],
  [[13, 11, 17], 1, 0.1, 5],
  [[16, 15, 9], 2, 0.9, 2],
  [[5, 5, 3], 2, 0.999, 5],
];

for (const [shape, batch, rate, blockSize] of rows)
  checkOp({
    name: `dropBlock [${batch}, ${shape.join(", ")}] ${rate} in blocks of ${blockSize}`,
    layer: () => dropBlock({ rate, blockSize }),
    shapes: [shape],
    batch,
    oracle: oracle.dropBlock(rate, blockSize, randomOf),
    tolerance: 2e-7,
  });

describe("the oracle's masks", () => {
  test("drop about the rate, a little less as blocks overlap, and keep the mean", () => {
    for (const [rate, size] of [
      [0.1, 3],
      [0.2, 7],
    ]) {
      const factors = oracle.factors([8, 28, 28, 16], rate, size, randomOf);
      const dropped = factors.filter((factor) => factor === 0).length / factors.length;
      // Blocks that lie apart would drop `rate`; as they fall independently, a share 1 - e^-rate, and less near the borders.
      expect(dropped).toBeGreaterThan(0.85 * (1 - Math.exp(-rate)));
      expect(dropped).toBeLessThan(rate);
      expect(factors.reduce((sum, factor) => sum + factor, 0) / factors.length).toBeCloseTo(1, 10);
    }
  });

  test("at block size 1 drop single elements", () => {
    const factors = oracle.factors([1, 100, 100, 2], 0.25, 1, randomOf);
    const dropped = factors.filter((factor) => factor === 0).length;
    expect(Math.abs(dropped - 5000)).toBeLessThan(5 * Math.sqrt(0.25 * 0.75 * 20_000));
  });
});

test("nothing is done in inference, nor at rate 0", () => {
  expect(callsOf(dropBlock(), [9, 9, 2], false)).toEqual([]);
  expect(callsOf(dropBlock({ rate: 0 }), [9, 9, 2], true)).toEqual([]);
  const drawn = ["dropBlockRows", "dropBlockMask", "dropBlockScale"];
  expect(callsOf(dropBlock(), [9, 9, 2], true)).toEqual([...drawn, "dropBlockApply", "dropBlockApply"]);
});
