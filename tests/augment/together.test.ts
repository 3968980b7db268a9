// Masks and boxes move as their picture does.
import { describe, expect, test } from "vitest";
import * as augment from "../../src/augment/index.ts";
import type { Raster } from "../oracle/augment/raster.ts";
import { raster, sizes } from "./pictures.ts";
import { apply, stream } from "./transformed.ts";

const nearest = { sampling: "nearest" } as const;

/** Every geometric transform, with nearest sampling and the fill that masks get. */
const transforms: [string, (h: number, w: number) => augment.Transform][] = [
  ["flip", () => augment.flip({ horizontal: true, vertical: true })],
  ["randomFlip", () => augment.randomFlip({ vertical: 0.5 })],
  ["crop", (h, w) => augment.crop({ left: w - 1, top: 0, width: 1, height: h })],
  ["centerCrop", (h, w) => augment.centerCrop({ size: [Math.ceil(h / 2), Math.ceil(w / 2)] })],
  ["randomCrop", (h, w) => augment.randomCrop({ size: [h, w], padding: 3, fill: 9 })],
  ["pad", () => augment.pad({ padding: { left: 3, bottom: 2 }, border: "circular" })],
  ["resize", (h) => augment.resize({ size: [h + 3, 5], ...nearest })],
  ["randomResizedCrop", () => augment.randomResizedCrop({ size: 6, ...nearest })],
  ["rotate", () => augment.rotate({ degrees: 40, fill: 9, ...nearest })],
  ["translate", () => augment.translate({ x: 1.3, y: -2, fill: 9, ...nearest })],
  ["scale", () => augment.scale({ x: 1.4, y: 0.7, fill: 9, ...nearest })],
  ["shear", () => augment.shear({ x: 20, y: 10, border: "reflect", ...nearest })],
  ["randomAffine", () => augment.randomAffine({ degrees: 30, translate: 0.2, shear: 9, fill: 9, ...nearest })],
  ["randomRotation", () => augment.randomRotation({ degrees: 90, border: "replicate", ...nearest })],
  ["randomZoom", () => augment.randomZoom({ factor: [0.5, 2], fill: 9, ...nearest })],
  ["randomPerspective", () => augment.randomPerspective({ fill: 9, ...nearest })],
  ["elasticDistortion", () => augment.elasticDistortion({ alpha: 20, sigma: 3, fill: 9, ...nearest })],
];

describe.each(transforms)("%s", (_, make) => {
  test("a picture that is its mask stays so, whatever its size and channels", () => {
    for (const [h, w] of sizes)
      for (const channels of [1, 2, 3, 4]) {
        const x = raster(h, w, channels);
        const { masks, ...picture } = apply(make(h, w), x, stream(h), { masks: [x, raster(h, w, 1)] });
        expect(masks[0]).toEqual({ ...masks[0], ...picture, boxes: undefined } satisfies Partial<Raster> | object);
        expect([masks[1].height, masks[1].width, masks[1].channels]).toEqual([picture.height, picture.width, 1]);
      }
  });

  test("a box holds what it held", () => {
    const [h, w] = [40, 50];
    const box = { left: 16, top: 11, right: 31, bottom: 24, label: 3, name: "kept" };
    const black = raster(h, w, 1);
    const data = black.data.map((_, i) => {
      const [row, column] = [Math.floor(i / w), i % w];
      return row >= box.top && row < box.bottom && column >= box.left && column < box.right ? 255 : 0;
    });
    const { boxes, ...got } = apply(make(h, w), { ...black, data }, stream(2), { boxes: [box] });
    const seen = Array.from(got.data).flatMap((value, i) => (value === 255 ? [i] : []));
    if (!boxes.length) return expect(seen.length).toBeLessThan(0.3 * 15 * 13);
    const [rows, columns] = [seen.map((i) => Math.floor(i / got.width)), seen.map((i) => i % got.width)];
    const edges = [Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1];
    const [{ left, top, right, bottom, ...others }] = boxes;
    expect(others).toEqual({ label: 3, name: "kept" });
    // An elastic field moves the edges between the corners, too.
    const far = make(h, w).name === "elasticDistortion" ? 4 : 1.5;
    for (const [i, edge] of [left, top, right, bottom].entries()) expect(Math.abs(edge - edges[i])).toBeLessThan(far);
    expect(Math.min(left, top, got.width - right, got.height - bottom)).toBeGreaterThanOrEqual(0);
  });
});

describe("boxes", () => {
  const x = raster(10, 10, 1);
  const move = (dx: number, dy = 0): augment.Transform => augment.translate({ x: dx, y: dy });
  const box = { left: 2, top: 3, right: 6, bottom: 7, label: 1 };

  test("move, and are cut off at the picture's edges", () => {
    expect(apply(move(3, 1), x, stream(), { boxes: [box] }).boxes).toEqual([
      { ...box, left: 5, top: 4, right: 9, bottom: 8 },
    ]);
    expect(apply(move(6), x, stream(), { boxes: [box] }).boxes).toEqual([{ ...box, left: 8, right: 10 }]);
  });
  test("are dropped where less than the least share is left, a quarter here", () => {
    expect(apply(move(7), x, stream(), { boxes: [box] }).boxes).toHaveLength(1);
    expect(apply(move(7.1), x, stream(), { boxes: [box] }).boxes).toEqual([]);
    expect(apply(move(-30), x, stream(), { boxes: [box] }).boxes).toEqual([]);
  });
  test("are dropped by what several transforms left of them", () => {
    const twice = augment.inOrder([move(6), move(-6), move(0, 6)]);
    expect(apply(augment.inOrder([move(6), move(-6)]), x, stream(), { boxes: [box] }).boxes).toHaveLength(1);
    expect(apply(twice, x, stream(), { boxes: [box] }).boxes).toEqual([]);
  });
  test("become the smallest that hold their corners", () => {
    const [turned] = apply(augment.rotate({ degrees: 90 }), x, stream(), { boxes: [box] }).boxes;
    expect(turned).toEqual({ left: 3, top: 4, right: 7, bottom: 8, label: 1 });
    const [slanted] = apply(augment.rotate({ degrees: 45 }), x, stream(), { boxes: [box] }).boxes;
    expect(slanted.right - slanted.left).toBeCloseTo(4 * Math.SQRT2, 9);
  });
});

describe("nothing changes to the bit", () => {
  test.each<[string, augment.Transform]>([
    ["rotate by 0", augment.rotate({ degrees: 0, sampling: "bicubic" })],
    ["rotate by 360", augment.rotate({ degrees: 360 })],
    ["randomAffine of nothing", augment.randomAffine({})],
    ["translate by 0", augment.translate({ sampling: "bicubic" })],
    ["randomPerspective without distortion", augment.randomPerspective({ distortion: 0 })],
    ["elasticDistortion of 0", augment.elasticDistortion({ alpha: 0 })],
    ["crop of all", augment.crop({ left: 0, top: 0, width: 7, height: 5 })],
    ["centerCrop of all", augment.centerCrop({ size: [5, 7] })],
    ["pad by 0", augment.pad({ padding: 0 })],
    ["pad to less", augment.pad({ size: 3 })],
    ["resize to the same", augment.resize({ size: [5, 7], sampling: "bicubic" })],
    ["randomFlip never", augment.randomFlip({ horizontal: 0 })],
    ["sometimes never", augment.sometimes(augment.rotate({ degrees: 30 }), { probability: 0 })],
    ["two flips", augment.inOrder([augment.flip({ vertical: true }), augment.flip({ vertical: true })])],
  ])("%s", (_, transform) => {
    for (const channels of [1, 3]) {
      const x = raster(5, 7, channels);
      expect(apply(transform, x, stream(), { boxes: [] })).toEqual({ ...x, masks: [], boxes: [] });
    }
  });

  test("quarter turns only move pixels", () => {
    const x = raster(6, 6, 3);
    const turned = apply(augment.rotate({ degrees: 90, sampling: "bicubic" }), x);
    const expected = x.data.map((_, i) => {
      const [row, column] = [Math.floor(i / 18), Math.floor(i / 3) % 6];
      return x.data[(column * 6 + 5 - row) * 3 + (i % 3)];
    });
    expect(turned.data).toEqual(expected);
    const half = apply(augment.rotate({ degrees: -180 }), raster(5, 7, 3));
    expect(half.data).toEqual(apply(augment.flip({ horizontal: true, vertical: true }), raster(5, 7, 3)).data);
  });
});
