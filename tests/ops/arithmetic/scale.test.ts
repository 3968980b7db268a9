import { expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import { input } from "../../../src/index.ts";
import { negate, type ScaleOptions, scale } from "../../../src/ops/arithmetic/scale.ts";
import { checkOp } from "../../harness/checkOp.ts";
import * as oracle from "../../oracle/arithmetic/unary.ts";

const rows: [shape: Shape, batch: number, options: ScaleOptions][] = [
  [[1], 1, { factor: 2 }],
  [[3], 1, { offset: -3 }],
  [[5], 1, { factor: 0.3, offset: 0.1 }],
  [[7, 3], 3, { factor: 0, offset: 1 }],
  [[5, 41], 5, { factor: -1.5, offset: 4 }],
  [[9, 13, 17], 3, { factor: 1.25, offset: -0.75 }],
];

for (const [shape, batch, options] of rows)
  checkOp({
    name: `scale [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => scale(options),
    shapes: [shape],
    batch,
    oracle: oracle.scale(options),
    tolerance: 2e-7,
  });

checkOp({
  name: "negate",
  layer: negate,
  shapes: [[7, 13]],
  batch: 3,
  oracle: oracle.scale({ factor: -1 }),
  tolerance: 0,
});

test("negate is called so in paths", () => {
  expect(negate()(input([2])).path).toBe("negate");
  expect(negate({ name: "mirror" })(input([2])).path).toBe("mirror");
});

test("scale refuses wrong options", () => {
  expect(() => scale({ factor: Number.NaN })).toThrow("scale.factor: got NaN, expected a finite number.");
  expect(() => scale({ offset: "1" as never })).toThrow('scale.offset: got "1", expected a finite number.');
  expect(() => scale({ by: 2 } as never)).toThrow(
    'scale: got unknown option "by", expected one of factor, offset, name.',
  );
  expect(() => negate({ factor: 2 } as never)).toThrow('negate: got unknown option "factor", expected one of name.');
});
