import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import type { Shape } from "../../../src/graph/shape.ts";
import { type DenseOptions, dense } from "../../../src/ops/linear/dense.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/linear/dense.ts";

/** Shape of a sample, batch and options. Rows straddle tiles of 6, inputs runs of 6, units panels of 8. */
const rows: [shape: Shape, batch: number, options: DenseOptions][] = [
  [[1], 1, { units: 1 }],
  [[5], 7, { units: 7 }],
  [[6], 6, { units: 8 }],
  [[7], 5, { units: 9 }],
  [[8], 13, { units: 6 }],
  [[13], 2, { units: 17 }],
  [[17], 17, { units: 5 }],
  [[120], 12, { units: 84 }],
  [[400], 3, { units: 33 }],
  [[3], 4, { units: 4, bias: false }],
  [[9], 17, { units: 16, bias: false }],
  [[5, 3], 1, { units: 10 }],
  [[4, 8], 3, { units: 3 }],
  [[7, 5], 9, { units: 8, bias: false }],
  [[2, 3, 5], 2, { units: 7 }],
  [[5, 4, 9], 1, { units: 1 }],
  [[1, 1, 6], 8, { units: 24 }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `dense [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => dense(options),
    shapes: [shape],
    batch,
    oracle: oracle.dense,
    tolerance: 2e-6,
  });

test("dense says what it costs", () => {
  const y = dense({ units: 10 })(input([4, 3]));
  expect(y.shape).toEqual([4, 10]);
  const { multiplyAdds } = y.op!.infer(y.attributes as never, [[4, 3]], () => expect.unreachable());
  expect(multiplyAdds).toBe(4 * 3 * 10);
});

test("dense refuses wrong options", () => {
  expect(() => dense({} as never)).toThrow("dense.units: got undefined, expected a positive whole number");
  expect(() => dense({ units: 0 })).toThrow("dense.units: got 0");
  expect(() => dense({ units: 2.5 })).toThrow("dense.units: got 2.5");
  expect(() => dense({ units: 3, bias: 1 as never })).toThrow("dense.bias: got 1, expected true or false");
  expect(() => dense({ units: 3, filters: 3 } as never)).toThrow('dense: got unknown option "filters"');
  expect(() => dense({ units: 3, bias: false, biasInitializer: { kind: "constant", value: 1 } })).toThrow(
    "dense: got biasInitializer with bias: false, expected one of them",
  );
});
