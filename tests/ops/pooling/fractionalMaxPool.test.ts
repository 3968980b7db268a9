import { describe, expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import type { Layer } from "../../../src/graph/node.ts";
import { fractionalMaxPool2d, fractionalMaxPool3d } from "../../../src/ops/pooling/fractionalMaxPool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { poolName, ties } from "../../harness/poolCases.ts";
import { type Fractions, fractionalAxis } from "../../oracle/pooling/fractional.ts";
import { max, pooling } from "../../oracle/pooling/regions.ts";

const rows: readonly [shape: number[], batch: number, size: number[], options: Fractions & { ratio?: number }][] = [
  [[1, 1, 1], 1, [1, 1], { ratio: 1 }],
  [[9, 13, 3], 2, [6, 9], { ratio: Math.SQRT2 }],
  [[17, 8, 5], 1, [11, 5], { ratio: 1.5, seed: 3, overlapping: false }],
  [[13, 9, 4], 2, [7, 8], { regions: "random", seed: 1 }],
  [[25, 18, 17], 1, [17, 13], { regions: "random", overlapping: false, seed: 2 ** 40 + 5 }],
  [[7, 23, 8], 3, [3, 4], { regions: "random", seed: 9 }], // lengths of 2 and 3, 5 and 6
  [[31, 7, 3], 1, [4, 7], { overlapping: false, seed: 4 }],
  [[9, 12, 7], 2, [5, 6], { window: 3, seed: 2 }],
  [[8, 5, 2], 1, [1, 4], { window: 2, seed: 6 }],
  [[5, 7, 9, 4], 2, [3, 5, 6], { regions: "random", seed: 7 }],
  [[6, 5, 8, 19], 1, [4, 3, 5], { ratio: 1.5, seed: 8 }],
  [[4, 6, 5, 3], 1, [3, 3, 4], { window: 2, seed: 8 }],
];

for (const [shape, batch, size, options] of rows) {
  const rank = size.length;
  const layer = (rank === 2 ? fractionalMaxPool2d : fractionalMaxPool3d) as (options: object) => Layer;
  const asked = options.ratio ? options : { ...options, size };
  const common = {
    layer: () => layer(asked),
    shapes: [shape],
    batch,
    oracle: pooling(max, () => size.map((outputs, axis) => fractionalAxis(shape[axis], outputs, axis, options))),
    tolerance: 3e-7,
  };
  const name = poolName(`fractionalMaxPool${rank}d`, shape, batch, asked);
  checkOp({ ...common, name });
  checkOp({
    ...common,
    name: `${name} with ties`,
    values: ties,
    kinks: "the greatest changes place where values are equal",
  });
}

describe("drawn regions", () => {
  const lengths = (options: Fractions): number[] =>
    fractionalAxis(34, 24, 0, { overlapping: false, ...options }).map(({ size }) => size);

  test.each(["random", "pseudo-random"] as const)(
    "%s ones mix lengths of 1 and 2, another way for each seed",
    (regions) => {
      const drawn = Array.from({ length: 20 }, (_, seed) => lengths({ regions, seed }));
      for (const each of drawn) {
        expect(each.reduce((sum, length) => sum + length, 0)).toBe(34);
        expect([...new Set(each)].sort()).toEqual([1, 2]);
      }
      expect(new Set(drawn.map(String)).size).toBeGreaterThan(regions === "random" ? 19 : 4);
    },
  );
});

describe("fractionalMaxPool2d refuses", () => {
  test.each([
    [{}, "fractionalMaxPool2d: got neither ratio nor size, expected one of them."],
    [{ ratio: 2, size: 3 }, "fractionalMaxPool2d: got ratio and size, expected one of them."],
    [{ ratio: 0.5 }, "fractionalMaxPool2d.ratio: got 0.5, expected a number, 1 or more, or one for each axis."],
    [{ ratio: 2, regions: "even" }, 'fractionalMaxPool2d.regions: got "even", expected "random" or "pseudo-random".'],
    [{ ratio: 2, window: 2, overlapping: true }, "got window with regions or overlapping, expected window alone"],
    [{ ratio: 2, seed: -1 }, "fractionalMaxPool2d.seed: got -1, expected an integer from 0 to 2^53 - 1."],
  ])("%o", (options, message) => {
    expect(() => fractionalMaxPool2d(options as never)).toThrow(message);
  });

  test("more regions than positions", () => {
    expect(() => fractionalMaxPool2d({ size: [3, 6] })(input([4, 5, 1]))).toThrow(
      "layer fractionalMaxPool2d (fractionalMaxPool2d): got 5 positions along axis 1 for 6 regions, expected",
    );
    expect(() => fractionalMaxPool2d({ size: 3, window: 4 })(input([7, 5, 1]))).toThrow(
      "got 5 positions along axis 1 for 3 regions of 4, expected",
    );
  });
});
