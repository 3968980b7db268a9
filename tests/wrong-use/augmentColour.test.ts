// What transforms of colours, noise, erasing, mixing and policies refuse.
import {
  augment,
  autoAugment,
  autoContrast,
  colorJitter,
  cutMix,
  cutout,
  equalize,
  gaussianBlur,
  gaussianNoise,
  grayscale,
  invert,
  mixUp,
  normalize,
  pcaNoise,
  pcaOf,
  posterize,
  randAugment,
  randomErasing,
  randomGrayscale,
  sharpness,
  solarize,
  type Transform,
  trivialAugment,
  whiten,
  zcaOf,
} from "../../src/augment/index.ts";
import type { Picture, Samples } from "../../src/data/samples.ts";
import { checkWrongUse, core, type Row, wrong } from "./wrongUse.ts";

const picture = (channels: number, side = 4): Picture => ({
  width: side,
  height: side,
  channels,
  data: new Uint8Array(side * side * channels),
});

const once = async (transforms: readonly Transform[], x: Picture): Promise<unknown> => {
  using change = await augment(transforms, { engine: core });
  return change({ x, name: "cat.png" }, { epoch: 0, index: 0 });
};

const batch: Samples = { x: new Uint8Array(2 * 48), y: Uint8Array.of(0, 1), size: 2 };
const at = { epoch: 0, index: 0 };
const white = normalize({ mean: 100, std: 50 });

const needColours: [string, Transform][] = [
  ["colorJitter", colorJitter({ brightness: 0.1 })],
  ["grayscale", grayscale()],
  ["randomGrayscale", randomGrayscale()],
  ["pcaNoise", pcaNoise()],
  ["invert", invert()],
  ["posterize", posterize({ bits: 2 })],
  ["solarize", solarize()],
  ["autoContrast", autoContrast()],
  ["equalize", equalize()],
  ["sharpness", sharpness({ factor: 2 })],
  ["randAugment", randAugment()],
  ["trivialAugment", trivialAugment()],
  ["autoAugment", autoAugment()],
];

checkWrongUse({
  "channels that have no colour": needColours.flatMap(([name, transform]): Row[] =>
    [2, 4].map((channels) => [
      `${name} of ${channels} channels`,
      "data",
      new RegExp(`^${name}, cat\\.png: got a picture of ${channels} channels, expected 1 \\(grey\\) or 3 .*Hint: `),
      () => once([transform], picture(channels)),
    ]),
  ),
  "pictures that were normalized": needColours.map(
    ([name, transform]): Row => [
      name,
      "data",
      new RegExp(`^${name}, cat\\.png: got a picture that was normalized, .*put normalize and whiten last\\.$`),
      () => once([white, transform], picture(3)),
    ],
  ),
  colorJitter: [
    [
      "a negative brightness",
      "option",
      /^colorJitter\.brightness: got -0\.1, expected a number of at least 0/,
      () => colorJitter({ brightness: -0.1 }),
    ],
    [
      "a range backwards",
      "option",
      /^colorJitter\.contrast: got \[2, 1\], expected /,
      () => colorJitter({ contrast: [2, 1] }),
    ],
    [
      "a hue beyond half a turn",
      "option",
      /^colorJitter\.hue: got 0\.6, expected a number from 0 to 0\.5/,
      () => colorJitter({ hue: 0.6 }),
    ],
    ["NaN", "option", /^colorJitter\.saturation: got NaN/, () => colorJitter({ saturation: Number.NaN })],
    [
      "an unknown option",
      "option",
      /unknown option "color".*one of brightness/,
      () => colorJitter(wrong({ color: 1 })),
    ],
  ],
  tones: [
    [
      "two channels of grey",
      "option",
      /^grayscale\.channels: got 2, expected 1 or 3/,
      () => grayscale(wrong({ channels: 2 })),
    ],
    [
      "a probability above 1",
      "option",
      /^randomGrayscale\.probability: got 2/,
      () => randomGrayscale({ probability: 2 }),
    ],
    ["no bits", "option", /^posterize\.bits: got 0, expected a whole number from 1 to 8/, () => posterize({ bits: 0 })],
    [
      "a threshold of 300",
      "option",
      /^solarize\.threshold: got 300, expected a number from 0 to 256/,
      () => solarize({ threshold: 300 }),
    ],
  ],
  "blur and noise": [
    [
      "a deviation of 0",
      "option",
      /^gaussianBlur\.sigma: got 0, expected a number from 0\.01 to 100/,
      () => gaussianBlur({ sigma: 0 }),
    ],
    ["an even size", "option", /^gaussianBlur\.size: got 4, expected an odd number/, () => gaussianBlur({ size: 4 })],
    ["a negative factor", "option", /^sharpness\.factor: got -1/, () => sharpness({ factor: -1 })],
    ["a negative deviation", "option", /^gaussianNoise\.deviation: got -1/, () => gaussianNoise({ deviation: -1 })],
  ],
  normalize: [
    [
      "a std of 0",
      "option",
      /^normalize\.std: got 0, expected a positive number, or one for each channel/,
      () => normalize({ std: 0 }),
    ],
    ["five means", "option", /^normalize\.mean: got \[1, 2, 3, 4, 5\]/, () => normalize({ mean: [1, 2, 3, 4, 5] })],
    [
      "means of other channels",
      "data",
      /^normalize, cat\.png: got a picture of 1 channels, expected 3, as mean or std has/,
      () => once([normalize({ mean: [1, 2, 3] })], picture(1)),
    ],
    [
      "twice",
      "data",
      /^normalize, cat\.png: got a picture that was normalized/,
      () => once([white, white], picture(3)),
    ],
  ],
  pca: [
    [
      "values alone",
      "option",
      /^pcaNoise: got values or vectors alone, expected both/,
      () => pcaNoise({ values: [1, 2, 3] }),
    ],
    [
      "two vectors",
      "option",
      /^pcaNoise\.vectors: got .*, expected three vectors/,
      () => pcaNoise({ values: [1, 2, 3], vectors: [[1, 0, 0]] }),
    ],
    [
      "a vector of two",
      "option",
      /^pcaNoise\.vectors\[1\]: got \[1, 0\], expected three finite numbers/,
      () =>
        pcaNoise({
          values: [1, 2, 3],
          vectors: [
            [1, 0, 0],
            [1, 0],
            [0, 0, 1],
          ],
        }),
    ],
    [
      "grey pictures",
      "data",
      /^pcaOf, sample 1: got a picture of 1 channels, expected 3/,
      () => pcaOf([{ x: picture(3) }, { x: picture(1) }]),
    ],
    ["no samples", "data", /^pcaOf: got no samples, expected at least one/, () => pcaOf([])],
    ["no data set", "data", /^pcaOf: got 3, expected samples one after the other/, () => pcaOf(wrong(3))],
    [
      "a sample without a picture",
      "data",
      /^pcaOf, x of sample 0: got .*, expected a Picture/,
      () => pcaOf(wrong([{ x: 1 }])),
    ],
  ],
  whiten: [
    [
      "an epsilon of 0",
      "option",
      /^zcaOf\.epsilon: got 0, expected a positive number/,
      () => zcaOf([{ x: picture(1) }], { epsilon: 0 }),
    ],
    [
      "pictures of two sizes",
      "data",
      /^zcaOf, big: got a picture of 5 by 5 pixels and 1 channels, expected 4 by 4 by 1 as the first/,
      () => zcaOf([{ x: picture(1) }, { x: picture(1, 5), name: "big" }]),
    ],
    [
      "too large a picture",
      "data",
      /^zcaOf, sample 0: got .*, expected at most 4096 numbers\. Hint: crop patches/,
      () => zcaOf([{ x: picture(3, 40) }]),
    ],
    [
      "no whitening",
      "option",
      /^whiten: got .*Hint: await zcaOf\(data\) fits one/,
      () => whiten(wrong({ shape: [2, 2, 1], mean: new Float32Array(3) })),
    ],
    [
      "a promise",
      "option",
      /^whiten: got .*Hint: await zcaOf\(data\)/,
      () => whiten(wrong(zcaOf([{ x: picture(1) }]))),
    ],
    [
      "another shape",
      "data",
      /^whiten, cat\.png: got a picture of 5 by 5 pixels and 1 channels, expected 4 by 4 by 1, as it was fitted on/,
      async () => once([whiten(await zcaOf([{ x: picture(1) }]))], picture(1, 5)),
    ],
  ],
  erasing: [
    ["no size", "option", /^cutout\.size: got 0, expected a whole number/, () => cutout({ size: 0 })],
    [
      "a fill that is none",
      "option",
      /^cutout\.fill: got "red", expected a number, one for each channel, "mean" or "noise"/,
      () => cutout({ size: 2, fill: wrong("red") }),
    ],
    ["an area above 1", "option", /^randomErasing\.area: got \[0, 2\]/, () => randomErasing({ area: [0, 2] })],
    ["one ratio", "option", /^randomErasing\.ratio: got 1/, () => randomErasing({ ratio: wrong(1) })],
    [
      "a fill of other channels",
      "data",
      /^cutout, cat\.png: got a picture of 1 channels, expected 3, as many as fill has numbers/,
      () => once([cutout({ size: 2, fill: [1, 2, 3] })], picture(1)),
    ],
    [
      "noise behind normalize",
      "data",
      /^randomErasing, cat\.png: got a picture that was normalized/,
      () => once([white, randomErasing()], picture(3)),
    ],
  ],
  mixing: [
    ["no engine", "option", /^mixUp\.engine: got undefined, expected an engine/, () => mixUp(wrong({}))],
    [
      "whole numbers that are no bytes",
      "data",
      /^mixUp: got whole numbers of 32 bits, expected bytes or floats/,
      async () => (await mixUp({ engine: core, classes: 2 }))({ ...batch, x: new Int32Array(96) }, at),
    ],
    [
      "alpha 0",
      "option",
      /^mixUp\.alpha: got 0, expected a number from 0\.01 to 100/,
      () => mixUp({ engine: core, alpha: 0 }),
    ],
    [
      "one class",
      "option",
      /^mixUp\.classes: got 1, expected a whole number of at least 2/,
      () => mixUp({ engine: core, classes: 1 }),
    ],
    [
      "labels of unknown classes",
      "data",
      /^mixUp: got labels of an unknown number of classes, expected the option classes/,
      async () => (await mixUp({ engine: core }))(batch, at),
    ],
    [
      "a label too high",
      "data",
      /^mixUp, label 1: got 2, expected 0 to 1/,
      async () => (await mixUp({ engine: core, classes: 2 }))({ ...batch, y: Uint8Array.of(0, 2) }, at),
    ],
    [
      "several inputs",
      "data",
      /^mixUp: got x that is an object with keys a, expected samples of one input/,
      async () => (await mixUp({ engine: core, classes: 2 }))({ ...batch, x: { a: new Uint8Array(2) } }, at),
    ],
    [
      "no targets",
      "data",
      /^mixUp: got y that is undefined/,
      async () => (await mixUp({ engine: core, classes: 2 }))({ x: new Uint8Array(4), size: 2 }, at),
    ],
    [
      "no context",
      "option",
      /^mixUp, context\.epoch: got undefined/,
      async () => (await mixUp({ engine: core, classes: 2 }))(batch, wrong(undefined)),
    ],
    [
      "a sample instead of a batch",
      "data",
      /^mixUp: got x that is an object/,
      async () => (await mixUp({ engine: core, classes: 2 }))(wrong({ x: picture(3) }), at),
    ],
    [
      "no shape",
      "option",
      /^cutMix\.shape: got undefined, expected \[height, width, channels\]/,
      () => cutMix(wrong({ engine: core })),
    ],
    [
      "another shape",
      "data",
      /^cutMix: got samples of 48 numbers, expected 5 x 5 x 3 of them/,
      async () => (await cutMix({ engine: core, shape: [5, 5, 3], classes: 2 }))(batch, at),
    ],
  ],
  policies: [
    ["no operations", "option", /^randAugment\.operations: got 0/, () => randAugment({ operations: 0 })],
    [
      "magnitude 31",
      "option",
      /^randAugment\.magnitude: got 31, expected a number from 0 to 30/,
      () => randAugment({ magnitude: 31 }),
    ],
    [
      "another policy",
      "option",
      /^autoAugment\.policy: got "imagenet", expected one of "cifar10"/,
      () => autoAugment({ policy: wrong("imagenet") }),
    ],
    [
      "an option of randAugment",
      "option",
      /^trivialAugment: got unknown option "magnitude"/,
      () => trivialAugment(wrong({ magnitude: 3 })),
    ],
  ],
});
