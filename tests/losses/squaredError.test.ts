import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../src/graph/shape.ts";
import { euclidean } from "../../src/losses/euclidean.ts";
import { meanSquaredError } from "../../src/losses/meanSquaredError.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/losses.ts";

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 4],
  [[4], 3],
  [[5], 7],
  [[2, 3, 3], 2],
  [[9, 13, 17], 3],
];

const losses = [
  { loss: meanSquaredError(), oracle: oracle.meanSquaredError },
  { loss: euclidean(), oracle: oracle.euclidean },
];

for (const { loss, oracle } of losses)
  for (const [shape, batch] of rows) {
    const targets = pseudoRandom(batch * count(shape), 2);
    checkLoss({
      name: `${loss.name} [${batch}, ${shape.join(", ")}]`,
      loss,
      shape,
      batch,
      targets,
      oracle,
      tolerance: 1e-6,
    });
  }

describe.each([meanSquaredError, euclidean])("%o", (make) => {
  test("takes as many values as the output has, and gives a number for each sample", () => {
    expect(make().rows([4, 5, 6])).toEqual({ rows: 4, targets: 120, labels: false });
  });

  test("holds its options as plain data", () => {
    expect(make({ weight: 2 }).options).toEqual({ weight: 2 });
    expect(make().options).toEqual({ weight: 1 });
  });

  test("refuses wrong options", () => {
    expect(() => make({ weight: -2 })).toThrow(`${make().name}.weight: got -2, expected a finite number, not negative`);
    expect(() => make({ reduction: "sum" } as never)).toThrow('unknown option "reduction"');
  });
});
