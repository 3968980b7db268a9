import { expect, test } from "vitest";
import { checkPadding, type Padding, pair, resolvePadding } from "../../src/ops/window.ts";

type Pair = [number, number];
type Row = [padding: Padding, input: Pair, window: Pair, stride: Pair, dilation: Pair, sides: number[], out: Pair];

/** Sides are top, right, bottom, left; counted by hand. */
const rows: Row[] = [
  ["valid", [5, 7], [3, 2], [1, 1], [1, 1], [0, 0, 0, 0], [3, 6]],
  ["valid", [5, 7], [2, 2], [2, 3], [1, 1], [0, 0, 0, 0], [2, 2]],
  ["valid", [9, 9], [3, 3], [1, 1], [2, 4], [0, 0, 0, 0], [5, 1]],
  ["same", [5, 7], [3, 2], [1, 1], [1, 1], [1, 1, 1, 0], [5, 7]],
  ["same", [5, 6], [2, 3], [2, 2], [1, 1], [0, 1, 1, 0], [3, 3]],
  ["same", [7, 7], [1, 1], [3, 3], [1, 1], [0, 0, 0, 0], [3, 3]],
  ["same", [10, 12], [3, 3], [1, 1], [2, 3], [2, 3, 2, 3], [10, 12]],
  [1, [4, 5], [3, 3], [1, 2], [1, 1], [1, 1, 1, 1], [4, 3]],
  [
    [2, 1],
    [4, 5],
    [3, 3],
    [1, 2],
    [1, 1],
    [2, 1, 2, 1],
    [6, 3],
  ],
  [{ top: 3, right: 1 }, [4, 5], [3, 3], [1, 1], [1, 1], [3, 1, 0, 0], [5, 4]],
];

const problem = (p: object): never => {
  throw new Error(JSON.stringify(p));
};

test.each(rows)(
  "padding %j of %j for window %j, stride %j, dilation %j",
  (padding, input, window, stride, dilation, sides, out) => {
    const { top, right, bottom, left, height, width } = resolvePadding(
      padding,
      input,
      window,
      stride,
      dilation,
      problem,
    );
    expect([top, right, bottom, left]).toEqual(sides);
    expect([height, width]).toEqual(out);
  },
);

test("a window that reaches beyond the padded image is a problem", () => {
  expect(() => resolvePadding(0, [5, 5], [3, 3], [1, 1], [3, 1], problem)).toThrow("at least 7 x 3");
  expect(resolvePadding(1, [5, 5], [3, 3], [1, 1], [3, 1], problem).height).toBe(1);
});

test("pair takes a number for both", () => {
  expect(pair("conv2d", 3, "kernel")).toEqual([3, 3]);
  expect(pair("conv2d", [3, 4], "kernel")).toEqual([3, 4]);
  for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 15, "3", null, [1], [1, 0]])
    expect(() => pair("conv2d", wrong as never, "kernel")).toThrow("conv2d.kernel: got ");
});

test("checkPadding refuses what is no padding", () => {
  for (const right of ["same", "valid", 0, 3, [1, 2], {}, { bottom: 4 }] as Padding[])
    expect(checkPadding("pool", right)).toBe(right);
  for (const wrong of ["full", -1, 0.5, Number.NaN, 2 ** 15, null, [1], [1, 2, 3], [1, -2], { top: -1 }, { left: "1" }])
    expect(() => checkPadding("pool", wrong as never)).toThrow("pool.padding: got ");
  expect(() => checkPadding("pool", { up: 1 } as never)).toThrow('pool.padding: got unknown option "up"');
});
