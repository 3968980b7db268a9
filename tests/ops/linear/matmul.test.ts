import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import { type MatmulOptions, matmul } from "../../../src/ops/linear/matmul.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/linear/matmul.ts";

/** Sizes before the matrices, m, k, n and batch. Rows straddle tiles of 6 and 4, columns panels of 8, inner sizes the depth of 256. */
const rows: [before: number[], m: number, k: number, n: number, batch: number][] = [
  [[], 1, 1, 1, 1],
  [[], 3, 4, 5, 2],
  [[], 7, 8, 9, 3],
  [[], 13, 5, 17, 1],
  [[], 4, 13, 8, 2],
  [[], 9, 1, 7, 2],
  [[], 1, 17, 3, 3],
  [[], 17, 3, 1, 1],
  [[3], 5, 7, 4, 2],
  [[2, 3], 8, 9, 13, 1],
  [[], 6, 257, 10, 2],
  [[], 130, 20, 150, 1],
  [[], 70, 520, 33, 1],
];
const kinds: MatmulOptions[] = [{}, { transposeA: true }, { transposeB: true }, { transposeA: true, transposeB: true }];

for (const [before, m, k, n, batch] of rows)
  for (const options of kinds)
    checkOp({
      name: `matmul ${[...before, m, k, n].join(" x ")}, batch ${batch} ${JSON.stringify(options)}`,
      layer:
        () =>
        (...nodes) =>
          matmul(options)(nodes[0], nodes[1]),
      shapes: [
        [...before, ...(options.transposeA ? [k, m] : [m, k])],
        [...before, ...(options.transposeB ? [n, k] : [k, n])],
      ],
      batch,
      oracle: oracle.matmul(options),
      tolerance: 2e-6,
    });

test("matmul says what it costs", () => {
  const y = matmul()(input([2, 3, 4]), input([2, 4, 5]));
  expect(y.shape).toEqual([2, 3, 5]);
  const { multiplyAdds } = y.op!.infer(
    y.attributes as never,
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    () => expect.unreachable(),
  );
  expect(multiplyAdds).toBe(2 * 3 * 4 * 5);
});

test("matmul refuses what does not fit", () => {
  const [a, b, v, c] = [input([3, 4]), input([3, 5]), input([4]), input([2, 4, 5])];
  const where = "layer matmul (matmul): got";
  expect(() => matmul()(a, b)).toThrow(
    `${where} [3, 4] and [3, 5], that is 4 columns by 3 rows, expected as many columns of the first as rows of the second. ` +
      "Hint: transposeA and transposeB exchange them.",
  );
  expect(() => matmul({ transposeB: true })(a, b)).toThrow(
    `${where} [3, 4] and [3, 5], that is 4 columns by 5 rows (transposed)`,
  );
  expect(matmul({ transposeA: true })(a, b).shape).toEqual([4, 5]);
  expect(() => matmul()(a, v)).toThrow(
    `${where} [3, 4] and [4], expected matrices, [..., rows, columns]. Hint: dense() multiplies vectors by a learnt matrix.`,
  );
  expect(() => matmul()(a, c)).toThrow(
    `${where} [3, 4] and [2, 4, 5], expected the same sizes before the last two axes: one matrix for each.`,
  );
  expect(() => (matmul() as (a: unknown) => unknown)(a)).toThrow(`${where} 1 node, expected two.`);
  expect(() => matmul({ transposeA: 1 as never })).toThrow("matmul.transposeA: got 1, expected true or false.");
  expect(() => matmul({ transpose: true } as never)).toThrow('matmul: got unknown option "transpose"');
});
