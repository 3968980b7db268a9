// What the program of all ops makes of pictures: a row for every export of fovea/augment.
// tests/augment/runtimes.test.ts holds the tables against what is exported.

/** @typedef {typeof import("../../../src/augment/index.ts")} Augment */
/** @typedef {import("../../../src/augment/index.ts").Transform} Transform */
/** @typedef {import("../../../src/data/index.ts").Sample} Sample */

/** A picture of three channels, with two masks and two boxes. @returns {Sample & { x: object }} */
export function sample() {
  const [width, height] = [19, 14];
  const numbers = (/** @type {number} */ channels, /** @type {number} */ step) =>
    Uint8Array.from({ length: width * height * channels }, (_, i) => (i * step + (i % 7) * (i % 11)) & 255);
  const picture = (/** @type {number} */ channels, /** @type {number} */ step) => ({
    ...{ width, height, channels },
    data: numbers(channels, step),
  });
  const boxes = [
    { left: 3, top: 2, right: 11, bottom: 9, label: 4 },
    { left: 12.5, top: 1, right: 18, bottom: 13, label: 5 },
  ];
  return { x: picture(3, 37), y: { mask: picture(1, 29), other: picture(4, 53) }, boxes };
}

/**
 * Functions that make the transforms, some from samples that they are fitted to.
 * @param {Augment} augment
 * @returns {Record<string, (samples: Sample[]) => Transform | Promise<Transform>>}
 */
export const transforms = (augment) => {
  const { flip, pad, resize, rotate } = augment;
  const bicubic = /** @type {const} */ ({ sampling: "bicubic", border: "reflect" });
  return {
    flip: () => flip({ horizontal: true, vertical: true }),
    randomFlip: () => augment.randomFlip({ horizontal: 0.5, vertical: 0.5 }),
    crop: () => augment.crop({ left: 3, top: 2, width: 11, height: 8 }),
    centerCrop: () => augment.centerCrop({ size: [9, 12] }),
    randomCrop: () => augment.randomCrop({ size: 16, padding: 4, border: "reflect" }),
    pad: () => pad({ size: 24, border: "circular" }),
    resize: () => resize({ size: [9, 23] }),
    "resize, bicubic": () => resize({ shortSide: 9, sampling: "bicubic" }),
    "resize, nearest": () => resize({ longSide: 33, sampling: "nearest" }),
    randomResizedCrop: () => augment.randomResizedCrop({ size: 13 }),
    rotate: () => rotate({ degrees: 33 }),
    "rotate, bicubic": () => rotate({ degrees: -101, ...bicubic }),
    "rotate, nearest": () => rotate({ degrees: 17, sampling: "nearest", border: "circular" }),
    translate: () => augment.translate({ x: 1.7, y: -2.3, fill: [9, 99, 199] }),
    scale: () => augment.scale({ x: 1.3, y: 0.7, border: "replicate" }),
    shear: () => augment.shear({ x: 19, y: -7 }),
    randomAffine: () =>
      augment.randomAffine({
        degrees: 20,
        translate: 0.1,
        scale: [0.8, 1.2],
        squeeze: [0.9, 1.1],
        shear: 8,
        ...bicubic,
      }),
    randomRotation: () => augment.randomRotation({ degrees: 180 }),
    randomZoom: () => augment.randomZoom({ factor: [0.5, 2] }),
    randomPerspective: () => augment.randomPerspective(),
    elasticDistortion: () => augment.elasticDistortion({ alpha: 30, affine: { degrees: 9 } }),
    sometimes: () => augment.sometimes(rotate({ degrees: 5 })),
    oneOf: () => augment.oneOf([rotate({ degrees: 5 }), flip({ vertical: true })]),
    inOrder: () => augment.inOrder([rotate({ degrees: 5 }), pad({ padding: 1 }), resize({ size: 9 })]),
    colorJitter: () => augment.colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2 }),
    cutout: () => augment.cutout({ size: 7, holes: 2 }),
    randomErasing: () => augment.randomErasing({ probability: 1 }),
    grayscale: () => augment.grayscale({ channels: 1 }),
    randomGrayscale: () => augment.randomGrayscale({ probability: 0.5 }),
    gaussianNoise: () => augment.gaussianNoise({ deviation: 12 }),
    gaussianBlur: () => augment.gaussianBlur({ sigma: [0.3, 2] }),
    sharpness: () => augment.sharpness({ factor: 1.8 }),
    normalize: () => augment.normalize({ mean: [120, 110, 100], std: [60, 61, 62] }),
    autoContrast: () => augment.autoContrast(),
    equalize: () => augment.equalize(),
    invert: () => augment.invert(),
    posterize: () => augment.posterize({ bits: 3 }),
    solarize: () => augment.solarize({ threshold: 100 }),
    pcaNoise: () => augment.pcaNoise({ deviation: 9 }),
    "pcaNoise, pcaOf": async (samples) => augment.pcaNoise(await augment.pcaOf(samples)),
    "whiten, zcaOf": async (samples) =>
      augment.inOrder([resize({ size: 4 }), augment.whiten(await augment.zcaOf(samples.map(small)))]),
    autoAugment: () => augment.autoAugment(),
    randAugment: () => augment.randAugment({ operations: 3 }),
    trivialAugment: () => augment.trivialAugment(),
  };
};

/** The upper left corner of a sample's picture, 4 by 4. @param {Sample} sample @returns {Sample} */
function small({ x }) {
  const { width, channels, data } = /** @type {import("../../../src/data/index.ts").Picture} */ (x);
  const rows = [0, 1, 2, 3].flatMap((row) => [...data.subarray(row * width * channels, (row * width + 4) * channels)]);
  return { x: { width: 4, height: 4, channels, data: Uint8Array.from(rows) } };
}

/** What makes those of batches. @param {Augment} augment */
export const batchTransforms = (augment) => ({
  mixUp: (/** @type {import("../../../src/index.ts").Engine} */ engine) =>
    augment.mixUp({ engine, alpha: 0.4, classes: 3 }),
  cutMix: (/** @type {import("../../../src/index.ts").Engine} */ engine) =>
    augment.cutMix({ engine, shape: [14, 19, 3], classes: 3 }),
});

/** Samples that transforms are fitted to: the picture, brighter and brighter. @returns {Sample[]} */
export function fittedTo() {
  const { x } = /** @type {{ x: import("../../../src/data/index.ts").Picture }} */ (sample());
  return Array.from({ length: 40 }, (_, i) => ({ x: { ...x, data: x.data.map((value, k) => (value + i * k) & 255) } }));
}

/** How often each transform is applied: with other draws each time. */
const TIMES = 4;

/**
 * Calls `add` with everything that the transforms make, row by row: `add(name, arrays)`.
 * @param {Augment} augment
 * @param {import("../../../src/index.ts").Engine} engine
 * @param {(name: string, arrays: ArrayBufferView[]) => void} add
 */
export async function runTransforms(augment, engine, add) {
  for (const [name, make] of Object.entries(transforms(augment))) {
    const change = await augment.augment([await make(fittedTo())], { engine, seed: 11 });
    const arrays = Array.from({ length: TIMES }, (_, index) => arraysOf(change(sample(), { epoch: 2, index })));
    add(name, arrays.flat());
    change.dispose();
  }
  add("fiveCrop", augment.fiveCrop({ size: 8 })(sample()).flatMap(arraysOf));
  const x = Uint8Array.from({ length: 3 * 798 }, (_, i) => (i * 31) & 255);
  for (const [name, make] of Object.entries(batchTransforms(augment))) {
    const mix = await make(engine);
    const mixed = mix({ x, y: Uint8Array.of(0, 2, 1), size: 3 }, { epoch: 1, index: 5 });
    mix.dispose();
    add(name, /** @type {ArrayBufferView[]} */ ([mixed.x, mixed.y]));
  }
}

/** All numbers of a sample. @param {Sample} sample @returns {ArrayBufferView[]} */
function arraysOf({ x, y, boxes = [] }) {
  const pictures = [x, ...Object.values(/** @type {object} */ (y))];
  const edges = boxes.flatMap(({ left, top, right, bottom, label }) => [left, top, right, bottom, label]);
  return [...pictures.map((each) => ("data" in each ? each.data : each)), Float64Array.from(edges)];
}
