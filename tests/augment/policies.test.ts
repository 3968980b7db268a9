import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Canvas } from "../../src/augment/canvas.ts";
import { augment, autoAugment, randAugment, type Transform, trivialAugment } from "../../src/augment/index.ts";
import { CIFAR10 } from "../../src/augment/policies/autoAugment.ts";
import { type OperationName, type Space, usualSpace, wideSpace } from "../../src/augment/policies/operations.ts";
import { sharedEngine } from "../harness/engines.ts";
import { applied, toPicture } from "./apply.ts";
import { raster } from "./pictures.ts";

interface Policies {
  autoAugment: [name: string, probability: number, magnitude: number | null][][];
  spaces: Record<string, Record<string, [magnitudes: number[], signed: boolean]>>;
}

/** Of torchvision: tests/golden/augment.py. */
const { policies } = JSON.parse(readFileSync(new URL("../golden/augment.json", import.meta.url), "utf8")) as {
  policies: Policies;
};
const DRAWS = 1500;
const engine = await sharedEngine({ threads: 1 });

/** How often the transform leaves a picture as it is. */
async function untouched(transform: Transform): Promise<number> {
  const x = toPicture(raster(9, 9, 3));
  using change = await augment([transform], { engine, seed: 6 });
  let same = 0;
  for (let index = 0; index < DRAWS; index++) {
    const { data } = change({ x }, { epoch: 0, index }).x as typeof x;
    if (data.every((value, i) => value === x.data[i])) same++;
  }
  return same / DRAWS;
}

test("randAugment draws its operations alike", async () => {
  // At magnitude 0 only equalize, autoContrast and solarize (from 255 on) may do something.
  const x = raster(9, 9, 3);
  const data = x.data.map((value, i) => (i < 6 ? (i < 3 ? 0 : 254) : Math.min(254, value)));
  const picture = toPicture({ ...x, data });
  using change = await augment([randAugment({ operations: 1, magnitude: 0 })], { engine });
  let touched = 0;
  for (let index = 0; index < DRAWS; index++) {
    const got = change({ x: picture }, { epoch: 0, index }).x as typeof picture;
    if (got.data.some((value, i) => value !== picture.data[i])) touched++;
  }
  // 81 pixels are too few for equalize, and 255 does not occur: autoContrast is left, one of 14.
  expect(Math.abs(touched / DRAWS - 1 / 14)).toBeLessThan(0.02);
});

test("more operations leave fewer pictures as they are", async () => {
  const [one, two, five] = [1, 2, 5].map((operations) => untouched(randAugment({ operations, magnitude: 15 })));
  expect(await one).toBeGreaterThan(await two);
  expect(await two).toBeGreaterThan(await five);
});

/** "ShearX" as "shearX". */
const ourName = (name: string): string => name[0].toLowerCase() + name.slice(1);

test("autoAugment's table is torchvision's", () => {
  const theirs = policies.autoAugment.map((steps) => steps.map(([name, p, m]) => [ourName(name), p, m ?? 0]));
  expect(CIFAR10).toEqual(theirs);
});

test.each(Object.entries(policies.spaces))("%s has torchvision's operations and strengths", (policy, theirs) => {
  const ours: Space = policy === "trivialAugment" ? wideSpace : usualSpace;
  const names = Object.keys(theirs).map(ourName);
  expect(new Set(Object.keys(ours))).toEqual(new Set([...names, "identity"].filter((name) => name !== "invert")));
  for (const [name, [magnitudes, signed]] of Object.entries(theirs)) {
    if (name === "Invert") continue;
    const { of, signed: oursSigned } = ours[ourName(name) as keyof Space];
    expect(oursSigned, name).toBe(signed);
    for (const [i, magnitude] of magnitudes.entries()) {
      const share = magnitudes.length > 1 ? i / (magnitudes.length - 1) : 0;
      expect(of(share, { height: 40, width: 60 } as Canvas), `${name} ${i}`).toBeCloseTo(magnitude, 4);
    }
  }
});

test("strengths at both ends and between", () => {
  const image = { width: 331, height: 662 } as Canvas;
  const at = (name: Exclude<OperationName, "invert">, share: number, space = usualSpace) =>
    space[name].of(share, image);
  const names = ["shearX", "translateX", "translateY", "rotate", "color", "posterize", "solarize"] as const;
  expect(names.map((name) => at(name, 1))).toEqual([0.3, 150, 300, 30, 0.9, 4, 0]);
  expect(names.map((name) => at(name, 0))).toEqual([0, 0, 0, 0, 0, 8, 255]);
  expect([0, 9, 15, 30].map((m) => at("posterize", m / 30))).toEqual([8, 7, 6, 4]);
  expect(names.map((name) => at(name, 1, wideSpace))).toEqual([0.99, 32, 32, 135, 0.99, 2, 0]);
  expect(Object.keys(usualSpace)).toHaveLength(14);
});

test("autoAugment moves pictures as often as its sub-policies say", async () => {
  // What comes into the picture where it was moved away is 128, which is not in it before.
  const x = raster(12, 12, 1);
  const data = x.data.map((_, i) => (i < 12 ? 0 : 255));
  using change = await augment([autoAugment({ fill: 128 })], { engine, seed: 1 });
  let moved = 0;
  for (let index = 0; index < DRAWS; index++) {
    const got = change({ x: toPicture({ ...x, data }) }, { epoch: 0, index }).x as { data: Uint8Array };
    if (got.data.some((value) => value > 100 && value < 160)) moved++;
  }
  // Sub-policies that shear, translate or rotate: 2 (0.7 or 0.3), 4 (0.5 or 0.7), 6 (0.2), 11 (0.5), 13 (0.4), 22 (0.9 or 0.7), 25 (0.7).
  const either = (a: number, b: number): number => 1 - (1 - a) * (1 - b);
  const expected = (either(0.7, 0.3) + either(0.5, 0.7) + 0.2 + 0.5 + 0.4 + either(0.9, 0.7) + 0.7) / 25;
  expect(Math.abs(moved / DRAWS - expected)).toBeLessThan(0.04);
});

test.each([
  ["randAugment", randAugment()],
  ["trivialAugment", trivialAugment()],
  ["autoAugment", autoAugment()],
] as const)("%s is the same again, for grey pictures too, and moves boxes", async (_, transform) => {
  for (const channels of [1, 3])
    for (let index = 0; index < 20; index++) {
      const x = raster(17, 16, channels);
      const got = await applied([transform], x, { index });
      expect(await applied([transform], x, { index })).toEqual(got);
      expect(got.every((value) => value >= 0 && value <= 255)).toBe(true);
    }
  using change = await augment([transform], { engine });
  const boxes = [{ left: 4, top: 4, right: 12, bottom: 12, label: 1 }];
  const places = Array.from({ length: 60 }, (_, index) => {
    const got = change({ x: toPicture(raster(16, 16, 3)), boxes }, { epoch: 0, index }).boxes ?? [];
    return JSON.stringify(got);
  });
  expect(new Set(places).size).toBeGreaterThan(5);
});
