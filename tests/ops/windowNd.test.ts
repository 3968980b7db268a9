import { expect, test } from "vitest";
import { checkPaddingNd, checkSizes, type PaddingNd, placeWindows, type Rank } from "../../src/ops/windowNd.ts";

const problem = (p: object): never => {
  throw new Error(JSON.stringify(p));
};

type Row = [
  padding: PaddingNd,
  input: number[],
  window: number[],
  stride: number[],
  dilation: number[],
  /** Before, after and how many windows, of each axis; counted by hand. */
  places: [number, number, number][],
];

// Images are in window.test.ts.
const rows: Row[] = [
  ["valid", [7], [3], [2], [1], [[0, 0, 3]]],
  ["same", [7], [4], [2], [1], [[1, 2, 4]]],
  ["same", [5], [3], [1], [3], [[3, 3, 5]]],
  [2, [5], [3], [1], [1], [[2, 2, 7]]],
  [{ right: 3 }, [5], [4], [2], [1], [[0, 3, 3]]],
  [
    [2, 0, 1],
    [4, 5, 3],
    [3, 2, 1],
    [1, 2, 1],
    [2, 1, 1],
    [
      [2, 2, 4],
      [0, 0, 2],
      [1, 1, 5],
    ],
  ],
  [
    { front: 1, top: 2, left: 3, right: 1 },
    [2, 2, 2],
    [2, 3, 4],
    [1, 1, 1],
    [1, 1, 1],
    [
      [1, 0, 2],
      [2, 0, 2],
      [3, 1, 3],
    ],
  ],
];

test.each(rows)(
  "padding %j of %j for window %j, stride %j, dilation %j",
  (padding, input, window, stride, dilation, places) => {
    const found = placeWindows({ padding, window, stride, dilation }, input, problem);
    expect(found.map(({ before, after, size }) => [before, after, size])).toEqual(places);
  },
);

test.each([
  // Sizes as PyTorch's with ceil_mode: a window more where one begins inside the input or the padding before it.
  [[6], 2, 3, 0, 2],
  [[7], 2, 3, 0, 3],
  [[5], 2, 2, 0, 3],
  [[5], 3, 2, 1, 3],
  [[6], 3, 2, 1, 4],
  [[4], 1, 3, 1, 2],
  [[5], 1, 4, 1, 2],
  [[2], 3, 2, 0, 1],
  [[2], 5, 4, 0, 1],
  [[1], 4, 4, 0, 1],
])("in ceil mode %j has window %i, stride %i, padding %i: %i outputs", (input, window, stride, padding, size) => {
  const layout = { padding, window: [window], stride: [stride], dilation: [1] };
  expect(placeWindows({ ...layout, ceil: true }, input, problem)[0].size).toBe(size);
});

test("sizes are one for each axis", () => {
  expect(checkSizes("op", 3, "kernel", 3)).toEqual([3, 3, 3]);
  expect(checkSizes("op", [1, 2, 3], "kernel", 3)).toEqual([1, 2, 3]);
  expect(checkSizes("op", 0, "extra", 1, 0)).toEqual([0]);
  for (const [value, rank] of [
    [[3], 1],
    [[1, 2], 3],
    [0, 2],
    [1.5, 1],
    ["2", 1],
    [2 ** 15, 3],
  ] as [never, Rank][])
    expect(() => checkSizes("op", value, "kernel", rank)).toThrow("op.kernel: got ");
});

test("padding has the sides of its axes", () => {
  for (const [right, rank] of [
    ["same", 1],
    [2, 3],
    [{ left: 1 }, 1],
    [{ front: 1, bottom: 2 }, 3],
    [[1, 2, 3], 3],
  ] as [PaddingNd, Rank][])
    expect(checkPaddingNd("op", right, rank)).toBe(right);
  for (const [wrong, rank] of [
    [[1], 1],
    [[1, 2], 3],
    [{ top: 1 }, 1],
    [{ front: 1 }, 2],
    [-1, 3],
    ["full", 1],
    [null, 3],
  ] as [never, Rank][])
    expect(() => checkPaddingNd("op", wrong, rank)).toThrow("op.padding: got ");
});
