import { describe, expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import type { Layer } from "../../../src/graph/node.ts";
import {
  globalAveragePool1d,
  globalAveragePool2d,
  globalAveragePool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
} from "../../../src/ops/pooling/globalPool.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { globally, globalRows, poolName, ties } from "../../harness/poolCases.ts";
import { max, mean } from "../../oracle/pooling/regions.ts";

const layers: Record<number, [average: (options: object) => Layer, max: (options: object) => Layer]> = {
  1: [globalAveragePool1d, globalMaxPool1d],
  2: [globalAveragePool2d, globalMaxPool2d],
  3: [globalAveragePool3d, globalMaxPool3d],
};

for (const [shape, batch] of globalRows)
  for (const keepDimensions of [false, true]) {
    const rank = shape.length - 1;
    const [average, greatest] = layers[rank];
    const common = { shapes: [shape], batch };
    const options = { keepDimensions };
    checkOp({
      ...common,
      name: poolName(`globalAveragePool${rank}d`, shape, batch, options),
      layer: () => average(options),
      oracle: globally(mean, keepDimensions),
      tolerance: 2e-7,
    });
    const maximum = {
      ...common,
      layer: () => greatest(options),
      oracle: globally(max, keepDimensions),
      tolerance: 0,
    };
    const name = poolName(`globalMaxPool${rank}d`, shape, batch, options);
    checkOp({ ...maximum, name });
    checkOp({
      ...maximum,
      name: `${name} with ties`,
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
