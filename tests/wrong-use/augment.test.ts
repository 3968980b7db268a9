import * as a from "../../src/augment/index.ts";
import type { Picture, Sample } from "../../src/data/samples.ts";
import { checkWrongUse, core, type Row, wrong } from "./wrongUse.ts";

const picture = (width: number, height: number, channels = 1): Picture => ({
  ...{ width, height, channels },
  data: new Uint8Array(width * height * channels),
});

/** Applies transforms to a sample. */
const change = async (
  sample: unknown,
  transforms: readonly a.Transform[] = [],
  context: unknown = { epoch: 0, index: 7 },
) => {
  using changed = await a.augment(transforms, { engine: core });
  return changed(sample as Sample, context as a.AugmentContext);
};
const x = picture(6, 4);

const augment: Row[] = [
  [
    "no list",
    "option",
    /^augment: got .*, expected a list of transforms/,
    () => a.augment(wrong(a.flip({ horizontal: true })), { engine: core }),
  ],
  [
    "a function not called",
    "option",
    /^augment\[1\]: got a function.*call it/,
    () => a.augment([a.randomFlip(), wrong(a.randomFlip)], { engine: core }),
  ],
  ["no engine", "option", /^augment\.engine: got undefined, expected an engine/, () => a.augment([], wrong({}))],
  [
    "an unknown option",
    "option",
    /^augment: got unknown option "sede".*/,
    () => a.augment([], wrong({ engine: core, sede: 1 })),
  ],
  ["a seed", "option", /^augment\.seed: got -1/, () => a.augment([], { engine: core, seed: -1 })],
  ["a mask's fill", "option", /^augment\.maskFill: got 256/, () => a.augment([], { engine: core, maskFill: 256 })],
  ["a share", "option", /^augment\.minVisible: got 2/, () => a.augment([], { engine: core, minVisible: 2 })],
  ["no context", "option", /^augment, context\.epoch: got undefined/, () => change({ x }, [], null)],
  ["an index", "option", /^augment, context\.index: got 1\.5/, () => change({ x }, [], { epoch: 0, index: 1.5 })],
  [
    "sometimes of nothing",
    "option",
    /^sometimes: got undefined, expected a transform/,
    () => a.sometimes(wrong(undefined)),
  ],
  [
    "a probability",
    "option",
    /^sometimes\.probability: got 30/,
    () => a.sometimes(a.randomFlip(), { probability: 30 }),
  ],
  ["one of none", "option", /^oneOf: got \[\]/, () => a.oneOf([])],
  ["in order, no list", "option", /^inOrder: got/, () => a.inOrder(wrong(a.randomFlip()))],
];

const samples: Row[] = [
  [
    "numbers",
    "data",
    /^augment, x of sample 7: got Float32Array\(9\), expected a Picture/,
    () => change({ x: new Float32Array(9) }),
  ],
  [
    "a record",
    "data",
    /^augment, x of a\.png: got an object with keys left/,
    () => change({ x: { left: x }, name: "a.png" }),
  ],
  ["nothing", "data", /^augment, x of sample 7: got undefined/, () => change({})],
  [
    "a short picture",
    "data",
    /^augment, x of a\.png: got 24 bytes, expected 72/,
    () => change({ x: { ...x, channels: 3 }, name: "a.png" }),
  ],
  ["no pixels", "data", /: got a picture of 0 by 4 pixels/, () => change({ x: { ...x, width: 0 } })],
  ["five channels", "data", /with 5 channels, expected .* 1 to 4 channels/, () => change({ x: { ...x, channels: 5 } })],
  [
    "floats",
    "data",
    /: got data that is Float32Array\(24\)/,
    () => change({ x: { ...x, data: new Float32Array(24) } }),
  ],
  [
    "too many pixels",
    "data",
    /: got 1073741824 numbers, expected at most/,
    () => change({ x: { width: 32768, height: 32768, channels: 1, data: new Uint8Array(0) } }),
  ],
  [
    "another mask's size",
    "data",
    /^augment, y of sample 7: got a mask of 4 by 6 pixels/,
    () => change({ x, y: picture(4, 6) }),
  ],
  [
    "a broken mask among others",
    "data",
    /^augment, edges of sample 7: got 3 bytes/,
    () => change({ x, y: { edges: { ...x, data: new Uint8Array(3) } } }),
  ],
  [
    "a box inside out",
    "data",
    /^augment, boxes\[1\] of sample 7: got left 3,/,
    () =>
      change({
        x,
        boxes: [
          { left: 0, top: 0, right: 1, bottom: 1 },
          { left: 3, top: 0, right: 2, bottom: 1 },
        ],
      }),
  ],
  [
    "too small to crop",
    "data",
    /^randomCrop, sample 7: got a picture of 6 by 4 pixels, expected at least 8 by 8/,
    () => change({ x }, [a.randomCrop({ size: 8, padding: 1 })]),
  ],
  [
    "too small for its middle",
    "data",
    /^centerCrop, sample 7: got/,
    () => change({ x }, [a.centerCrop({ size: [4, 7] })]),
  ],
  [
    "too small for a rectangle",
    "data",
    /^crop, sample 7: got .* at least 7 by 3/,
    () => change({ x }, [a.crop({ left: 4, top: 0, width: 3, height: 3 })]),
  ],
  [
    "a fill of other channels",
    "data",
    /^rotate, sample 7: got a picture of 1 channels, expected 3/,
    () => change({ x }, [a.rotate({ degrees: 3, fill: [1, 2, 3] })]),
  ],
];

const geometry: Row[] = [
  ["flip nothing", "option", /^flip: got neither/, () => a.flip({})],
  [
    "flip's option",
    "option",
    /^flip: got unknown option "horizontl".*mean "horizontal"/,
    () => a.flip(wrong({ horizontl: true })),
  ],
  ["randomFlip", "option", /^randomFlip\.vertical: got 2/, () => a.randomFlip({ vertical: 2 })],
  ["crop", "option", /^crop\.width: got 0/, () => a.crop({ left: 0, top: 0, width: 0, height: 1 })],
  ["centerCrop", "option", /^centerCrop\.size: got undefined/, () => a.centerCrop(wrong({}))],
  ["a size of three", "option", /^randomCrop\.size: got \[1, 2, 3\]/, () => a.randomCrop({ size: wrong([1, 2, 3]) })],
  ["half a pixel", "option", /^randomCrop\.size\[1\]: got 2\.5/, () => a.randomCrop({ size: [1, 2.5] })],
  ["padding", "option", /^randomCrop\.padding: got -1/, () => a.randomCrop({ size: 4, padding: -1 })],
  ["a side of padding", "option", /^pad\.padding: got unknown option "up"/, () => a.pad({ padding: wrong({ up: 1 }) })],
  ["padding as text", "option", /^pad\.padding: got "4"/, () => a.pad({ padding: wrong("4") })],
  ["pad with neither", "option", /^pad: got neither, expected padding or size/, () => a.pad({})],
  ["pad with both", "option", /^pad: got both/, () => a.pad({ padding: 1, size: 8 })],
  [
    "a border",
    "option",
    /^pad\.border: got "mirror", expected one of "constant"/,
    () => a.pad({ padding: 1, border: wrong("mirror") }),
  ],
  ["a fill", "option", /^pad\.fill: got 300/, () => a.pad({ padding: 1, fill: 300 })],
  ["a fill of none", "option", /^pad\.fill: got \[\]/, () => a.pad({ padding: 1, fill: [] })],
  ["resize to nothing", "option", /^resize: got no size, expected one of/, () => a.resize({})],
  ["resize to two", "option", /^resize: got size and shortSide/, () => a.resize({ size: 3, shortSide: 3 })],
  ["resize's side", "option", /^resize\.longSide: got 0/, () => a.resize({ longSide: 0 })],
  ["a sampling", "option", /^resize\.sampling: got "lanczos"/, () => a.resize({ size: 3, sampling: wrong("lanczos") })],
  ["an area", "option", /^randomResizedCrop\.area: got \[0, 1\]/, () => a.randomResizedCrop({ size: 3, area: [0, 1] })],
  [
    "a ratio",
    "option",
    /^randomResizedCrop\.ratio: got \[2, 1\]/,
    () => a.randomResizedCrop({ size: 3, ratio: [2, 1] }),
  ],
  ["rotate", "option", /^rotate\.degrees: got undefined/, () => a.rotate(wrong({}))],
  ["translate", "option", /^translate\.x: got NaN/, () => a.translate({ x: Number.NaN })],
  ["scale", "option", /^scale\.x: got 0/, () => a.scale({ x: 0 })],
  ["shear", "option", /^shear\.y: got 90/, () => a.shear({ y: 90 })],
  ["randomRotation", "option", /^randomRotation\.degrees: got undefined/, () => a.randomRotation(wrong({}))],
  [
    "a range upside down",
    "option",
    /^randomRotation\.degrees: got \[9, 3\]/,
    () => a.randomRotation({ degrees: [9, 3] }),
  ],
  [
    "randomZoom",
    "option",
    /^randomZoom\.factor: got 2, expected \[low, high\]/,
    () => a.randomZoom({ factor: wrong(2) }),
  ],
  ["randomAffine's shares", "option", /^randomAffine\.translate: got 4/, () => a.randomAffine({ translate: 4 })],
  [
    "randomAffine's shear",
    "option",
    /^randomAffine\.shear: got unknown option "z"/,
    () => a.randomAffine({ shear: wrong({ z: 3 }) }),
  ],
  [
    "randomPerspective",
    "option",
    /^randomPerspective\.distortion: got 0\.7/,
    () => a.randomPerspective({ distortion: 0.7 }),
  ],
  ["elasticDistortion's sigma", "option", /^elasticDistortion\.sigma: got 0,/, () => a.elasticDistortion({ sigma: 0 })],
  [
    "elasticDistortion's map",
    "option",
    /^elasticDistortion\.affine: got unknown option "angle"/,
    () => a.elasticDistortion({ affine: wrong({ angle: 3 }) }),
  ],
  ["fiveCrop", "option", /^fiveCrop\.size: got 0/, () => a.fiveCrop({ size: 0 })],
];

checkWrongUse({ augment, samples, geometry });
