// Colours, blur and tones against torchvision and PIL: tests/golden/augment.py.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  autoContrast,
  colorJitter,
  equalize,
  gaussianBlur,
  invert,
  normalize,
  posterize,
  randomGrayscale,
  sharpness,
  solarize,
  type Transform,
} from "../../src/augment/index.ts";
import { operate } from "../../src/augment/policies/operations.ts";
import { unit } from "../harness/unit.ts";
import { largestDifference } from "../harness/values.ts";
import { applied } from "./apply.ts";

interface Row {
  height: number;
  width: number;
  channels: number;
  stream: number;
  results: Record<string, number[]>;
}

const { pictures } = JSON.parse(readFileSync(new URL("../golden/augment.json", import.meta.url), "utf8")) as {
  pictures: Row[];
};

/** Relative to 255, or to the largest number. Results on bytes are the same bytes. */
const NEAR = 3e-6;

const makers: Record<string, (values: number[], channels: number) => Transform> = {
  brightness: ([f]) => colorJitter({ brightness: [f, f] }),
  contrast: ([f]) => colorJitter({ contrast: [f, f] }),
  saturation: ([f]) => colorJitter({ saturation: [f, f] }),
  hue: ([f]) => colorJitter({ hue: [f, f] }),
  sharpness: ([f]) => sharpness({ factor: f }),
  grayscale: () => randomGrayscale({ probability: 1 }),
  invert: () => invert(),
  autoContrast: () => autoContrast(),
  equalize: () => equalize(),
  blur: ([sigma, size]) => gaussianBlur({ sigma, size }),
  posterize: ([bits]) => posterize({ bits }),
  solarize: ([threshold]) => solarize({ threshold }),
  normalize: (_, channels) =>
    normalize({
      mean: [127.5, 102, 76.5].slice(0, channels),
      std: [0.2, 0.25, 0.3].slice(0, channels),
    }),
};
for (const name of ["shearX", "shearY", "translateX", "translateY", "rotate"] as const)
  makers[name] = ([magnitude]) => ({
    name,
    options: {},
    apply: (image) => operate(image, name, magnitude, { sampling: "nearest", border: "constant", fill: 0 }, name),
  });
const exact = ["invert", "posterize", "solarize", "equalize"];

describe.each(pictures)("$height x $width x $channels", ({ height, width, channels, stream, results }) => {
  const count = height * width * channels;
  const data = Float64Array.from({ length: count }, (_, i) => Math.floor(unit(stream, i) * 256));

  test.each(Object.entries(results))("%s", async (title, expected) => {
    const [name, ...values] = title.split(" ");
    const got = await applied([makers[name](values.map(Number), channels)], { height, width, channels, data });
    if (exact.includes(name)) expect([...got]).toEqual(expected);
    else expect(largestDifference(got, expected)).toBeLessThanOrEqual(NEAR);
  });
});

test("every definition that is torchvision's has its cases", () => {
  const names = new Set(pictures.flatMap(({ results }) => Object.keys(results).map((title) => title.split(" ")[0])));
  expect([...names].sort()).toEqual(Object.keys(makers).sort());
});
