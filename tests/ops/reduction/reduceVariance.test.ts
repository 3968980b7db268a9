import { expect, test } from "vitest";
import { input } from "../../../src/graph/input.ts";
import { count } from "../../../src/graph/shape.ts";
import { reduceVariance } from "../../../src/ops/reduction/reduceVariance.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { expectRefusals, reduceCases } from "../../harness/reduceCases.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/reduction/reduce.ts";

for (const [shape, batch, given] of reduceCases)
  for (const correction of [0, 1]) {
    const options = { ...given, ...(correction && { correction }) };
    const elements = count(shape) / count(reduceVariance(given)(input(shape)).shape);
    if (elements <= correction) continue;
    checkOp({
      name: `reduceVariance [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
      layer: () => reduceVariance(options),
      shapes: [shape],
      batch,
      oracle: oracle.reduceVariance(options),
      tolerance: 1e-6,
    });
  }

checkOp({
  name: "reduceVariance far from 0",
  layer: () => reduceVariance({ axes: [0, 1] }),
  shapes: [[9, 8, 5]],
  batch: 2,
  oracle: oracle.reduceVariance({ axes: [0, 1] }),
  values: (shape, seed) => pseudoRandom(count(shape), seed + 1).map((x) => 1024 + Math.round(64 * x) / 64),
  tolerance: 2e-6,
});

test("reduceVariance refuses what are no axes", () => expectRefusals("reduceVariance", reduceVariance));

test("reduceVariance refuses a correction that leaves nothing", () => {
  expect(() => reduceVariance({ correction: 0.5 })).toThrow(
    "reduceVariance.correction: got 0.5, expected a whole number, 0 or more.",
  );
  expect(() => reduceVariance({ axes: -1, correction: 3 })(input([5, 3]))).toThrow(
    "layer reduceVariance (reduceVariance): got correction 3 with 3 elements along the axes, expected more elements than that.",
  );
});
