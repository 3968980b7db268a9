/** Every transform of `fovea/augment`, as the sheet shows it. */
import {
  autoAugment,
  autoContrast,
  centerCrop,
  colorJitter,
  crop,
  cutMix,
  cutout,
  elasticDistortion,
  equalize,
  fiveCrop,
  flip,
  gaussianBlur,
  gaussianNoise,
  grayscale,
  invert,
  mixUp,
  normalize,
  pad,
  pcaNoise,
  posterize,
  randAugment,
  randomAffine,
  randomCrop,
  randomErasing,
  randomFlip,
  randomGrayscale,
  randomPerspective,
  randomResizedCrop,
  randomRotation,
  randomZoom,
  resize,
  rotate,
  scale,
  sharpness,
  shear,
  solarize,
  translate,
  trivialAugment,
  whiten,
  type Zca,
} from "../../augment/index.ts";
import type { Picture } from "../../data/samples.ts";
import { changed, MIXED_CLASSES, mixed, type PictureSample } from "./cells.ts";
import {
  aDigit,
  beforeAndAfter,
  drawing,
  everyDigit,
  everyPicture,
  type Family,
  faded,
  type Row,
  series,
} from "./rows.ts";

/** The families of the sheet for pictures of `side` pixels; `zca` was fitted on digits. */
export function families(side: number, zca: Zca): readonly Family[] {
  return [
    family("pictures", "The pictures", "With a box, and its mask, that move along.", true, [originals]),
    family("places", "Crops, borders and sizes", "Masks and boxes move along.", true, places(side)),
    family("geometry", "Geometry", "By the warp kernel. Masks and boxes move along.", true, geometry(side)),
    family("colours", "Colours", "By torchvision's definitions. Masks and boxes stay.", false, colours(zca)),
    family("noise", "Blur and noise", "Masks and boxes stay.", false, noise()),
    family("erasing", "Erasing", "Masks and boxes stay: what is hidden is still there.", false, erasing(side)),
    family("mixing", "Mixing", "Of batches: labels become the probabilities below.", false, mixing(side)),
    family("policies", "Policies", "Operations and amounts are drawn. Masks and boxes move along.", true, policies()),
  ];
}

function family(name: string, title: string, text: string, moves: boolean, rows: readonly Row[]): Family {
  return { name, title, text, moves, rows };
}

const originals: Row = {
  name: "as they are",
  code: "augment([])",
  draw: async ({ pictures: [first, second, third], digits: [digit] }) => [
    { picture: first.x, boxes: first.boxes ?? [], caption: first.name ?? "" },
    ...(first.y ? [{ picture: first.y as Picture, boxes: [], caption: "its mask" }] : []),
    { picture: second.x, boxes: [], caption: second.name ?? "" },
    { picture: third.x, boxes: [], caption: third.name ?? "" },
    { picture: digit.x, boxes: [], caption: "digit" },
  ],
};

function places(side: number): readonly Row[] {
  const part = (share: number): number => Math.round(side * share);
  const small = part(0.7);
  return [
    series(flip, [{ horizontal: true }, { vertical: true }, { horizontal: true, vertical: true }]),
    drawing(randomFlip, { horizontal: 0.5 }),
    series(crop, [
      { left: part(0.1), top: part(0.1), width: small, height: part(0.5) },
      { left: part(0.3), top: part(0.4), width: part(0.5), height: part(0.5) },
    ]),
    series(centerCrop, [{ size: part(0.9) }, { size: small }, { size: part(0.5) }, { size: [part(0.4), small] }]),
    drawing(randomCrop, { size: side, padding: part(0.125) }),
    drawing(randomCrop, { size: small }),
    drawing(randomResizedCrop, { size: part(0.75), area: [0.2, 1] }),
    {
      name: "fiveCrop",
      code: `fiveCrop({ size: ${small} })`,
      draw: async ({ pictures }) =>
        fiveCrop({ size: small })(pictures[0]).map(({ x, boxes = [] }) => ({
          picture: x as Picture,
          boxes,
          caption: "",
        })),
    },
    series(pad, [
      { padding: part(0.2), fill: 200 },
      { padding: part(0.2), border: "replicate" },
      { padding: part(0.2), border: "reflect" },
      { padding: part(0.2), border: "circular" },
    ]),
    series(resize, [
      { size: part(0.25), sampling: "nearest" },
      { size: part(0.25), sampling: "bilinear" },
      { size: part(0.25), sampling: "bicubic" },
      { size: [part(0.5), side] },
    ]),
  ];
}

function geometry(side: number): readonly Row[] {
  return [
    series(translate, [{ x: Math.round(side / 5) }, { y: Math.round(side / 5) }, { x: -side / 8, y: -side / 8 }]),
    series(rotate, [{ degrees: 15 }, { degrees: 45 }, { degrees: 90 }, { degrees: 180 }, { degrees: -30 }]),
    series(scale, [{ x: 0.6 }, { y: 0.6 }, { x: 0.7, y: 0.7 }, { x: 1.5, y: 1.5 }]),
    series(shear, [{ x: 20 }, { x: -20 }, { y: 20 }, { x: 15, y: 15 }]),
    drawing(randomRotation, { degrees: 30, border: "reflect" }),
    drawing(randomZoom, { factor: [0.6, 1.6] }),
    drawing(randomAffine, { degrees: 15, translate: 0.1, scale: [0.8, 1.2], shear: 15, fill: 128 }),
    {
      name: "randomAffine",
      code: "the masks of the row above",
      draw: async (desk) => {
        const affine = randomAffine({ degrees: 15, translate: 0.1, scale: [0.8, 1.2], shear: 15 });
        const masks = new Array<PictureSample>(6).fill({ x: desk.pictures[0].y as Picture });
        return desk.pictures[0].y ? changed(desk, [affine], masks) : [];
      },
    },
    drawing(randomPerspective, { distortion: 0.5 }),
    drawing(elasticDistortion, { alpha: 34, sigma: 4 }, aDigit),
    drawing(elasticDistortion, { alpha: 60, sigma: 5 }),
  ];
}

function colours(zca: Zca): readonly Row[] {
  return [
    drawing(colorJitter, { brightness: 0.5 }),
    drawing(colorJitter, { contrast: 0.7 }),
    drawing(colorJitter, { saturation: 1 }),
    drawing(colorJitter, { hue: 0.5 }),
    drawing(colorJitter, { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
    drawing(pcaNoise, { deviation: 0.5 }),
    drawing(grayscale, {}, everyPicture),
    drawing(randomGrayscale, { probability: 0.5 }),
    beforeAndAfter(invert),
    series(posterize, [{ bits: 1 }, { bits: 2 }, { bits: 3 }, { bits: 4 }, { bits: 6 }]),
    series(solarize, [{ threshold: 224 }, { threshold: 192 }, { threshold: 128 }, { threshold: 64 }, { threshold: 0 }]),
    beforeAndAfter(autoContrast, faded),
    beforeAndAfter(equalize, faded),
    drawing(normalize, { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] }, everyPicture),
    {
      name: "whiten",
      code: "whiten(await zcaOf(digits, { epsilon: 0.1 }))",
      draw: (desk) => changed(desk, [whiten(zca)], everyDigit(desk)),
    },
  ];
}

function noise(): readonly Row[] {
  return [
    series(gaussianBlur, [{ sigma: 0.5 }, { sigma: 1 }, { sigma: 2 }, { sigma: 4 }, { sigma: 8 }]),
    drawing(gaussianBlur, { sigma: [0.1, 2] }),
    series(sharpness, [{ factor: 0 }, { factor: 0.5 }, { factor: 1 }, { factor: 2 }, { factor: 4 }]),
    series(gaussianNoise, [{ deviation: 5 }, { deviation: 10 }, { deviation: 20 }, { deviation: 40 }]),
  ];
}

function erasing(side: number): readonly Row[] {
  return [
    drawing(cutout, { size: Math.round(side / 2) }),
    drawing(cutout, { size: Math.round(side / 8), holes: 8, fill: 0 }),
    drawing(randomErasing, { probability: 1, fill: "noise" }),
    drawing(randomErasing, { probability: 0.5, fill: "mean" }),
    drawing(randomErasing, { probability: 1, area: [0.02, 0.2], fill: [125, 123, 114] }),
  ];
}

function mixing(side: number): readonly Row[] {
  const shape = [side, side, 3] as const;
  const options = { alpha: 1, classes: MIXED_CLASSES };
  return [
    {
      name: "mixUp",
      code: "mixUp({ engine, alpha: 1, classes })",
      draw: async (desk) => mixed(desk, await mixUp({ ...options, engine: desk.engine })),
    },
    {
      name: "cutMix",
      code: "cutMix({ engine, alpha: 1, shape, classes })",
      draw: async (desk) => mixed(desk, await cutMix({ ...options, engine: desk.engine, shape })),
    },
  ];
}

function policies(): readonly Row[] {
  return [
    drawing(randAugment, { operations: 2, magnitude: 5 }),
    drawing(randAugment, { operations: 2, magnitude: 9 }),
    drawing(randAugment, { operations: 3, magnitude: 20 }),
    drawing(trivialAugment, {}),
    drawing(autoAugment, {}),
  ];
}
