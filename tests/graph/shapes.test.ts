import { describe, expect, test } from "vitest";
import {
  averagePool2d,
  bias,
  conv2d,
  dense,
  flatten,
  globalAveragePool2d,
  globalMaxPool2d,
  input,
  type Layer,
  maxPool2d,
  relu,
  relu6,
  type Shape,
  sigmoid,
  silu,
  softmax,
  tanh,
} from "../../src/index.ts";

test.each<[string, Layer, Shape, Shape]>([
  ["conv2d valid", conv2d({ filters: 4, kernel: [3, 2] }), [7, 9, 2], [5, 8, 4]],
  ["conv2d same", conv2d({ filters: 4, kernel: 3, padding: "same", stride: 2 }), [7, 9, 2], [4, 5, 4]],
  ["conv2d dilated", conv2d({ filters: 6, kernel: 3, dilation: 2, groups: 2 }), [7, 9, 2], [3, 5, 6]],
  ["maxPool2d", maxPool2d({ window: 2 }), [7, 9, 2], [3, 4, 2]],
  ["averagePool2d", averagePool2d({ window: 3, stride: 1, padding: "same" }), [7, 9, 2], [7, 9, 2]],
  ["globalAveragePool2d", globalAveragePool2d(), [7, 9, 2], [2]],
  ["globalMaxPool2d", globalMaxPool2d({ keepDimensions: true }), [7, 9, 2], [1, 1, 2]],
  ["dense", dense({ units: 5 }), [7, 9, 2], [7, 9, 5]],
  ["dense on a row", dense({ units: 5 }), [12], [5]],
  ["flatten", flatten(), [7, 9, 2], [126]],
  ["flatten of a row", flatten(), [5], [5]],
  ["relu", relu(), [7, 9, 2], [7, 9, 2]],
  ["relu6", relu6(), [7, 9, 2], [7, 9, 2]],
  ["sigmoid", sigmoid(), [4], [4]],
  ["silu", silu(), [4], [4]],
  ["tanh", tanh(), [4, 2], [4, 2]],
  ["softmax", softmax(), [4, 2], [4, 2]],
  ["bias", bias(), [4, 2], [4, 2]],
])("%s", (_, layer, from, to) => {
  expect(layer(input(from)).shape).toEqual(to);
});

describe("parameters", () => {
  const shapesOf = (layer: Layer, from: Shape): Record<string, Shape> =>
    Object.fromEntries(Object.entries(layer(input(from)).parameters).map(([key, { shape }]) => [key, shape]));

  test("have the shapes that the documentation gives", () => {
    expect(shapesOf(conv2d({ filters: 6, kernel: [3, 2], groups: 2 }), [7, 9, 4])).toEqual({
      kernel: [3, 2, 2, 6],
      bias: [6],
    });
    expect(shapesOf(conv2d({ filters: 6, kernel: 3, bias: false }), [7, 9, 4])).toEqual({ kernel: [3, 3, 4, 6] });
    expect(shapesOf(dense({ units: 5 }), [3, 7])).toEqual({ kernel: [7, 5], bias: [5] });
    expect(shapesOf(bias(), [3, 7])).toEqual({ bias: [7] });
    expect(shapesOf(relu(), [3, 7])).toEqual({});
  });

  test("count their fans as the initializers' papers do", () => {
    const { kernel } = conv2d({ filters: 6, kernel: [3, 2], groups: 2 })(input([7, 9, 4])).parameters;
    expect([kernel.fanIn, kernel.fanOut]).toEqual([3 * 2 * 2, 3 * 2 * 3]);
    const { kernel: rows } = dense({ units: 5 })(input([3, 7])).parameters;
    expect([rows.fanIn, rows.fanOut]).toEqual([7, 5]);
  });
});

test("an input keeps a copy of its shape", () => {
  const shape = [2, 3];
  const x = input(shape);
  shape[0] = 9;
  expect(x.shape).toEqual([2, 3]);
});

test("preprocessing that changes nothing is none", () => {
  expect(input([2, 3]).preprocessing).toBeUndefined();
  expect(input([2, 3], { mean: [0, 0, 0], std: 1 }).preprocessing).toBeUndefined();
  expect(input([2, 3], { mean: [1, 2, 3] }).preprocessing).toEqual({ mean: [1, 2, 3], std: [1] });
});
