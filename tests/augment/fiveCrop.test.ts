import { describe, expect, test } from "vitest";
import { fiveCrop } from "../../src/augment/index.ts";
import type { Picture } from "../../src/data/samples.ts";

const picture = (width: number, height: number, channels: number): Picture => ({
  ...{ width, height, channels },
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => i),
});

describe("fiveCrop", () => {
  test("gives the corners and the middle", () => {
    const crops = fiveCrop({ size: [2, 3] })({ x: picture(6, 5, 1), y: 8 });
    expect(crops.map(({ x }) => [...(x as Picture).data])).toEqual([
      [0, 1, 2, 6, 7, 8],
      [3, 4, 5, 9, 10, 11],
      [18, 19, 20, 24, 25, 26],
      [21, 22, 23, 27, 28, 29],
      [7, 8, 9, 13, 14, 15],
    ]);
    for (const { x, y } of crops)
      expect({ ...(x as Picture), y }).toMatchObject({ width: 3, height: 2, channels: 1, y: 8 });
  });
  test("of all of a picture gives it five times", () => {
    const x = picture(4, 3, 3);
    expect(fiveCrop({ size: [3, 4] })({ x })).toEqual(Array(5).fill({ x }));
  });
  test("takes masks and boxes along", () => {
    const x = picture(6, 4, 2);
    const boxes = [{ left: 1, top: 0, right: 4, bottom: 2, label: 5 }];
    const crops = fiveCrop({ size: [2, 3], minVisible: 0.5 })({ x, y: x, boxes });
    for (const { x, y } of crops) expect(y).toEqual(x);
    const none = { left: 0, top: 0, right: 0, bottom: 0 };
    expect(crops.map((crop) => crop.boxes?.map((box) => ({ ...none, ...box })))).toEqual([
      [{ left: 1, top: 0, right: 3, bottom: 2, label: 5 }],
      [],
      [],
      [],
      [{ left: 0, top: 0, right: 3, bottom: 1, label: 5 }],
    ]);
  });
  test("names a sample that is too small, or no picture", () => {
    const crops = fiveCrop({ size: 4 });
    expect(() => crops({ x: picture(9, 3, 1), name: "thin.png" })).toThrow(
      /^fiveCrop, thin.png: got a picture of 9 by 3 pixels, expected at least 4 by 4/,
    );
    expect(() => crops({ x: new Float32Array(9) })).toThrow(
      /^fiveCrop, x of a sample: got Float32Array\(9\), expected a Picture/,
    );
  });
});
