// Geometric transforms against oracles that draw the same numbers.
import { describe, expect, test } from "vitest";
import * as augment from "../../src/augment/index.ts";
import { expectNear } from "../harness/values.ts";
import { smooth } from "../oracle/augment/elastic.ts";
import { at, type Raster } from "../oracle/augment/raster.ts";
import { resize } from "../oracle/augment/resample.ts";
import { type Motion, type Place, sample, undo, undoPerspective, warp } from "../oracle/augment/warp.ts";
import { sizes, unevenRaster } from "./pictures.ts";
import { apply, stream } from "./transformed.ts";

const NEAR = 1e-5; // of the greatest number
const around = { border: "constant", fill: [0, 0, 0, 0] } as const;
const pictures = sizes.flatMap(([h, w]) => [1, 3, 4].map((channels) => unevenRaster(h, w, channels, h)));
const floats = (x: Raster): number[] => Array.from(x.data, Math.fround);

function expectSame(got: Raster, expected: Raster, what: string): void {
  expect([got.height, got.width, got.channels], what).toEqual([expected.height, expected.width, expected.channels]);
  expectNear(got.data, expected.data, NEAR, what);
}

/** A rectangle of `x`, which may reach beyond it. */
function cut(
  x: Raster,
  top: number,
  left: number,
  height: number,
  width: number,
  border: augment.Border,
  fill = 0,
): Raster {
  const [channels, data] = [x.channels, new Float64Array(height * width * x.channels)];
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(i / channels / width), Math.floor(i / channels) % width];
    const place: Place = [left + column + 0.5, top + row + 0.5];
    data[i] = sample(x, place, i % channels, "nearest", { border, fill: Array(channels).fill(fill) });
  }
  return { height, width, channels, data };
}

describe.each(pictures.map((x) => [x.height, x.width, x.channels, x] as const))("%i x %i x %i", (h, w, channels, x) => {
  test("flip and randomFlip", () => {
    const mirrored = (across: boolean, over: boolean): number[] =>
      floats(x).map((_, i) => {
        const [r, c] = [Math.floor(i / channels / w), Math.floor(i / channels) % w];
        return Math.fround(at(x, over ? h - 1 - r : r, across ? w - 1 - c : c, i % channels));
      });
    for (const [horizontal, vertical] of [
      [true, false],
      [false, true],
      [true, true],
    ]) {
      expect([...apply(augment.flip({ horizontal, vertical }), x).data]).toEqual(mirrored(horizontal, vertical));
      const always = { horizontal: horizontal ? 1 : 0, vertical: vertical ? 1 : 0 };
      expect([...apply(augment.randomFlip(always), x).data]).toEqual(mirrored(horizontal, vertical));
    }
  });

  test("crop, centerCrop and pad", () => {
    const [height, width] = [Math.ceil(h / 2), Math.ceil(w / 2)];
    expectSame(
      apply(augment.centerCrop({ size: [height, width] }), x),
      cut(x, Math.floor((h - height) / 2), Math.floor((w - width) / 2), height, width, "constant"),
      "centerCrop",
    );
    expectSame(
      apply(augment.crop({ left: w - width, top: 0, width, height }), x),
      cut(x, 0, w - width, height, width, "constant"),
      "crop",
    );
    for (const border of ["constant", "replicate", "reflect", "circular"] as const) {
      const padded = apply(augment.pad({ padding: { left: 2, top: 9, right: 1 }, border, fill: 7 }), x);
      expectSame(padded, cut(x, -9, -2, h + 9, w + 3, border, 7), `pad, ${border}`);
    }
    const reached = apply(augment.pad({ size: [10, 4] }), x);
    const [top, left] = [Math.floor(Math.max(0, 10 - h) / 2), Math.floor(Math.max(0, 4 - w) / 2)];
    expectSame(reached, cut(x, -top, -left, Math.max(h, 10), Math.max(w, 4), "constant"), "pad to a size");
  });

  test("randomCrop", () => {
    const size = [h + 2, w + 1] as const;
    for (let index = 0; index < 9; index++) {
      const random = stream(index);
      const [top, left] = [random.below(h + 8 - size[0] + 1) - 4, random.below(w + 8 - size[1] + 1) - 4];
      const got = apply(augment.randomCrop({ size, padding: 4, border: "reflect" }), x, stream(index));
      expectSame(got, cut(x, top, left, ...size, "reflect"), `randomCrop at ${top}, ${left}`);
    }
  });

  test("rotate, translate, scale, shear", () => {
    const rows: [augment.Transform, Motion, augment.Sampling?][] = [
      [augment.rotate({ degrees: 33 }), { degrees: 33 }],
      [augment.rotate({ degrees: -200, sampling: "bicubic" }), { degrees: -200 }, "bicubic"],
      [augment.translate({ x: 1.7, y: -0.6 }), { translate: [1.7, -0.6] }],
      [augment.scale({ x: 1.3, y: 0.71 }), { scale: [1.3, 0.71] }],
      [augment.shear({ x: 21, y: -14 }), { shear: [21, -14] }],
    ];
    for (const [transform, motion, sampling = "bilinear"] of rows)
      expectSame(apply(transform, x), warp(x, undo(motion, x), sampling, around), transform.name);
  });

  test("randomAffine, randomRotation and randomZoom", () => {
    const affine = augment.randomAffine({
      degrees: 20,
      translate: [0.2, 0.1],
      scale: [0.8, 1.3],
      squeeze: [0.9, 1.2],
      shear: { x: [3, 15], y: 8 },
      border: "reflect",
    });
    const zoom = augment.randomZoom({ factor: [0.5, 2] });
    for (let index = 0; index < 5; index++) {
      const random = stream(index);
      const draw = (low: number, high: number): number => low + (high - low) * random.uniform();
      const degrees = draw(-20, 20);
      const translate = [w * draw(-0.2, 0.2), h * draw(-0.1, 0.1)] as const;
      const [size, squeeze] = [draw(0.8, 1.3), draw(0.9, 1.2)];
      const motion = {
        degrees,
        translate,
        scale: [size * squeeze, size / squeeze],
        shear: [draw(3, 15), draw(-8, 8)],
      } as const;
      const reflected = { ...around, border: "reflect" } as const;
      expectSame(apply(affine, x, stream(index)), warp(x, undo(motion, x), "bilinear", reflected), "randomAffine");
      const turned = warp(x, undo({ degrees: 10 + 20 * stream(index).uniform() }, x), "bilinear", around);
      expectSame(apply(augment.randomRotation({ degrees: [10, 30] }), x, stream(index)), turned, "randomRotation");
      const others = stream(index);
      for (let i = 0; i < 3; i++) others.uniform();
      const factor = 0.5 + 1.5 * others.uniform();
      const zoomed = warp(x, undo({ scale: [factor, factor] }, x), "bilinear", around);
      expectSame(apply(zoom, x, stream(index)), zoomed, "randomZoom");
    }
  });

  test("randomPerspective", () => {
    for (let index = 0; index < 5; index++) {
      const random = stream(index);
      const corners = [0, 1, 2, 3].map((corner): Place => {
        const [x, y] = [(0.6 * w * random.uniform()) / 2, (0.6 * h * random.uniform()) / 2];
        return [corner === 1 || corner === 2 ? w - x : x, corner >= 2 ? h - y : y];
      });
      const got = apply(augment.randomPerspective({ distortion: 0.6, border: "replicate" }), x, stream(index));
      const expected = warp(x, undoPerspective(corners, x), "bilinear", { ...around, border: "replicate" });
      expectSame(got, expected, "randomPerspective");
    }
  });

  test("resize", () => {
    for (const sampling of ["nearest", "bilinear", "bicubic"] as const)
      for (const [height, width] of [
        [2 * h + 1, 3 * w],
        [Math.ceil(h / 3), Math.ceil(w / 2)],
        [h, 5],
        [4, w],
        [1, 11],
      ]) {
        const got = apply(augment.resize({ size: [height, width], sampling }), x);
        expectSame(got, resize(x, height, width, sampling), `resize to ${height} x ${width}, ${sampling}`);
      }
  });
});

describe("elasticDistortion", () => {
  // Its noise comes from the core's Philox; what is checked here is the place of each pixel, by pictures that say it.
  const [height, width] = [12, 15];
  const ramp = (value: (row: number, column: number) => number): Raster => {
    const data = Float64Array.from({ length: height * width }, (_, i) => value(Math.floor(i / width), i % width));
    return { height, width, channels: 1, data };
  };
  const places = [ramp((_, column) => column), ramp((row) => row)];
  const moved = (options: augment.ElasticDistortionOptions, index: number): Float64Array[] =>
    places.map((x) => apply(augment.elasticDistortion({ border: "replicate", ...options }), x, stream(index)).data);

  test("displaces smoothly, by alpha, by noise of its own for each stream", () => {
    const still = places.map((x) => x.data);
    const shift = (alpha: number, index: number): number[][] =>
      moved({ alpha, sigma: 3 }, index).map((data, k) => Array.from(data, (value, i) => value - still[k][i]));
    const [once, twice] = [shift(4, 0), shift(8, 0)];
    for (const k of [0, 1])
      for (let row = 3; row < height - 3; row++)
        for (let column = 3; column < width - 3; column++) {
          const i = row * width + column;
          expect(twice[k][i]).toBeCloseTo(2 * once[k][i], 4);
          expect(Math.abs(once[k][i] - once[k][i + 1])).toBeLessThan(0.2);
        }
    expect(shift(4, 1)).not.toEqual(once);
    expect(once[0]).not.toEqual(once[1]);
  });

  test("the field's deviation is that of smoothed uniform noise", () => {
    const [alpha, sigma] = [2, 1.5];
    let [squares, count] = [0, 0];
    for (let index = 0; index < 60; index++)
      for (const [k, data] of moved({ alpha, sigma }, index).entries()) {
        const i = 6 * width + 7; // its neighbourhood is wholly inside
        squares += (data[i] - places[k].data[i]) ** 2;
        count++;
      }
    const impulse = Float64Array.from({ length: 21 * 21 }, (_, i) => (i === 220 ? 1 : 0));
    const energy = smooth(impulse, 21, 21, sigma).reduce((sum, value) => sum + value * value, 0);
    const expected = alpha * Math.sqrt(energy / 3);
    expect(Math.sqrt(squares / count) / expected).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares / count) / expected).toBeLessThan(1.2);
  });

  test("an affine map is done in the same sampling", () => {
    const x = unevenRaster(9, 7, 3);
    const affine = { degrees: [25, 25], translate: 0.1 } as const;
    const random = stream();
    const [, , , turn, right, down] = [
      random.uint32(),
      random.uint32(),
      0,
      random.uniform(),
      random.uniform(),
      random.uniform(),
    ];
    expect(turn).toBeLessThan(1);
    const motion = { degrees: 25, translate: [7 * 0.1 * (2 * right - 1), 9 * 0.1 * (2 * down - 1)] } as const;
    const got = apply(augment.elasticDistortion({ alpha: 0, affine }), x);
    expectSame(got, warp(x, undo(motion, x), "bilinear", around), "affine");
  });
});

describe("randomResizedCrop", () => {
  const x = unevenRaster(40, 60, 3);
  test("resizes a rectangle whose area and shape are in the ranges", () => {
    const position: Raster = {
      ...x,
      data: x.data.map((_, i) => (i % 3 === 0 ? Math.floor(i / 3) % 60 : Math.floor(i / 180))),
    };
    for (let index = 0; index < 50; index++) {
      const { data } = apply(
        augment.randomResizedCrop({ size: 64, area: [0.2, 0.6], sampling: "nearest" }),
        position,
        stream(index),
      );
      const [columns, rows] = [data.filter((_, i) => i % 3 === 0), data.filter((_, i) => i % 3 === 1)];
      const across = Math.max(...columns) - Math.min(...columns) + 1;
      const down = Math.max(...rows) - Math.min(...rows) + 1;
      expect((across * down) / 2400).toBeGreaterThan(0.17);
      expect((across * down) / 2400).toBeLessThan(0.63);
      expect(across / down).toBeGreaterThan(0.7);
      expect(across / down).toBeLessThan(1.42);
    }
  });
  test("is the crop and then the resize", () => {
    const random = stream();
    const pixels = 2400 * (0.08 + 0.92 * random.uniform());
    const shape = Math.exp(Math.log(3 / 4) + (Math.log(4 / 3) - Math.log(3 / 4)) * random.uniform());
    const [across, down] = [Math.round(Math.sqrt(pixels * shape)), Math.round(Math.sqrt(pixels / shape))];
    expect([across <= 60, down <= 40]).toEqual([true, true]);
    const top = random.below(40 - down + 1);
    const left = random.below(60 - across + 1);
    const expected = resize(cut(x, top, left, down, across, "constant"), 16, 16, "bicubic");
    expectSame(apply(augment.randomResizedCrop({ size: 16, sampling: "bicubic" }), x), expected, "crop and resize");
  });
  test.each([
    ["too long", [2, 30], [0, 0, 2, 3]],
    ["too high", [30, 2], [0, 0, 3, 2]],
  ])("takes the middle of what is %s", (_, [height, width], [, , down, across]) => {
    const line = unevenRaster(height, width, 1);
    const got = apply(augment.randomResizedCrop({ size: [down, across], area: [1, 1], sampling: "nearest" }), line);
    expectSame(
      got,
      cut(line, Math.floor((height - down) / 2), Math.floor((width - across) / 2), down, across, "constant"),
      "middle",
    );
  });
});

describe("resize keeps the shape", () => {
  const x = unevenRaster(30, 47, 1);
  test.each([
    [{ shortSide: 20 }, 20, 31],
    [{ longSide: 20 }, 12, 20],
    [{ shortSide: 30 }, 30, 47],
    [{ longSide: 1 }, 1, 1],
  ])("%o", (options, height, width) => {
    expect(apply(augment.resize(options), x)).toMatchObject({ height, width });
    const upright = unevenRaster(47, 30, 1);
    expect(apply(augment.resize(options), upright)).toMatchObject({ height: width, width: height });
  });
});
