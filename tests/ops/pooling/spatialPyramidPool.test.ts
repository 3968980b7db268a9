import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import { spatialPyramidPool } from "../../../src/ops/pooling/spatialPyramidPool.ts";
import { checkOp, type Oracle } from "../../harness/checkOp.ts";
import { adaptiveAxis, max, mean, pooling, type Rule } from "../../oracle/pooling/regions.ts";

/** The levels' adaptive pools side by side. */
function pyramid(rule: Rule, levels: readonly number[]): Oracle {
  const parts = levels.map((size) =>
    pooling(rule, ({ shape: [, height, width] }) => [adaptiveAxis(height, size), adaptiveAxis(width, size)]),
  );
  return {
    forward([x]) {
      const batch = x.shape[0];
      const pools = parts.map((part) => part.forward([x], {}).data);
      const rows = Array.from({ length: batch }, (_, n) =>
        pools.flatMap((pool) => [...pool.subarray((n * pool.length) / batch, ((n + 1) * pool.length) / batch)]),
      );
      return { shape: [batch, rows[0].length], data: Float64Array.from(rows.flat()) };
    },

    backward(dy, [x]) {
      const batch = x.shape[0];
      const dx = new Float64Array(x.data.length);
      let from = 0;
      levels.forEach((size, i) => {
        const length = size * size * x.shape[3];
        const part = Array.from({ length: batch }, (_, n) => [
          ...dy.data.subarray(n * dy.shape[1] + from, n * dy.shape[1] + from + length),
        ]);
        const own = { shape: [batch, size, size, x.shape[3]], data: Float64Array.from(part.flat()) };
        for (const [k, g] of parts[i].backward(own, [x], {}).inputs[0].entries()) dx[k] += g;
        from += length;
      });
      return { inputs: [dx], parameters: {} };
    },
  };
}

for (const [shape, batch, levels] of [
  [[7, 5, 3], 2, [4, 2, 1]],
  [[9, 13, 5], 1, [3, 1]],
  [[4, 4, 8], 3, [2]],
] as const) {
  const common = { shapes: [shape], batch, tolerance: 4e-7 };
  const name = `spatialPyramidPool [${batch}, ${shape}] ${levels}`;
  checkOp({ ...common, name, layer: () => spatialPyramidPool({ levels }), oracle: pyramid(max, levels) });
  checkOp({
    ...common,
    name: `${name}, average`,
    layer: () => spatialPyramidPool({ levels, pool: "average" }),
    oracle: pyramid(mean, levels),
  });
}

test("the size of the output is that of the pyramid, not of the image", () => {
  for (const [height, width] of [
    [8, 9],
    [13, 6],
  ])
    expect(spatialPyramidPool()(input([height, width, 3])).shape).toEqual([21 * 3]);
});
