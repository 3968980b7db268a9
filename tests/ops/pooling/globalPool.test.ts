import { describe, expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { globalAveragePool2d, globalMaxPool2d } from "../../../src/ops/pooling/globalPool.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/pooling/globalPool.ts";

const rows: [shape: [number, number, number], batch: number][] = [
  [[1, 1, 1], 1],
  [[3, 5, 1], 2],
  [[5, 4, 3], 3],
  [[7, 9, 4], 2],
  [[4, 3, 5], 1],
  [[9, 5, 7], 2],
  [[3, 7, 8], 3],
  [[8, 3, 9], 2],
  [[5, 13, 13], 1],
  [[2, 3, 17], 2],
  [[1, 1, 35], 3],
  [[7, 7, 64], 2],
  [[70, 65, 33], 2], // several slices
];

/** Five different values only, so that most channels hold equals. */
const ties = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.round(2 * x));

for (const [shape, batch] of rows)
  for (const keepDimensions of [false, true]) {
    const common = { shapes: [shape], batch };
    const name = `[${batch}, ${shape.join(", ")}]${keepDimensions ? ", keepDimensions" : ""}`;
    checkOp({
      ...common,
      name: `globalAveragePool2d ${name}`,
      layer: () => globalAveragePool2d({ keepDimensions }),
      oracle: oracle.globalAveragePool2d(keepDimensions),
      tolerance: 2e-7,
    });
    const max = {
      ...common,
      layer: () => globalMaxPool2d({ keepDimensions }),
      oracle: oracle.globalMaxPool2d(keepDimensions),
      tolerance: 0,
    };
    checkOp({ ...max, name: `globalMaxPool2d ${name}` });
    checkOp({
      ...max,
      name: `globalMaxPool2d ${name} with ties`,
      values: ties,
      kinks: "the greatest changes place where values are equal",
    });
  }

test("without a gradient globalMaxPool2d remembers nothing", () => {
  const x = input([3, 4, 5]);
  const net = graph(x, globalMaxPool2d()(x));
  const labels = (purpose: object): string[] =>
    [...compile(net, new Map(), 2, purpose).program.slots].map((s) => s.label);
  expect(labels({}).filter((label) => label.endsWith("argmax"))).toEqual([]);
  expect(labels({ gradients: {} }).filter((label) => label.endsWith("argmax"))).toHaveLength(1);
});

describe.each([
  ["globalAveragePool2d", globalAveragePool2d],
  ["globalMaxPool2d", globalMaxPool2d],
])("%s refuses", (op, layer) => {
  test("what is no image", () => {
    expect(() => layer()(input([5]))).toThrow(
      `layer ${op} (${op}): got [5], expected an image, [height, width, channels].`,
    );
  });

  test("wrong options", () => {
    expect(() => layer({ keepDimensions: 1 as never })).toThrow(`${op}.keepDimensions: got 1, expected true or false.`);
    expect(() => layer({ keepDimension: true } as never)).toThrow(
      `${op}: got unknown option "keepDimension", expected one of keepDimensions, name. Hint: did you mean "keepDimensions"?`,
    );
  });
});
