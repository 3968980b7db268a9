// Transforms of pictures, one after the other on one thread, as Dataset.map calls them: from bytes to bytes.
import { number } from "../report/format.mjs";

const WARM_UP = 200; // milliseconds
const BURST = 2; // so short that most of them are not interrupted

export async function run({ fovea, rounds, progress, wants }) {
  const core = await fovea.engine({ threads: 1 });
  const rows = [];
  try {
    for (const workload of workloads(fovea.augment).filter(wants)) {
      progress(`${workload.name}, ${workload.shape}`);
      rows.push(await measure(workload, fovea, core, rounds));
    }
  } finally {
    core.dispose();
  }
  return rows;
}

const DIGIT = [28, 28, 1];
const SMALL = [32, 32, 3];
const PHOTO = [375, 500, 3];
/** Pictures in a batch of what mixes them. */
const BATCH = 64;

/** @param {typeof import("../../src/augment/index.ts")} augment */
function workloads(augment) {
  const affine = { degrees: 10, translate: 0.1, scale: [0.9, 1.1] };
  const row = (name, size, ...transforms) => ({ group: "augment", name, shape: size.join("x"), size, transforms });
  return [
    row("nothing", SMALL),
    row("randomFlip", SMALL, augment.randomFlip({ horizontal: 1 })),
    row("randomCrop", SMALL, augment.randomCrop({ size: 32, padding: 4 })),
    row("randomAffine, nearest", SMALL, augment.randomAffine({ ...affine, sampling: "nearest" })),
    row("randomAffine, bilinear", SMALL, augment.randomAffine(affine)),
    row("randomAffine, bicubic", SMALL, augment.randomAffine({ ...affine, sampling: "bicubic" })),
    row("randomPerspective", SMALL, augment.randomPerspective()),
    row("elasticDistortion", DIGIT, augment.elasticDistortion()),
    row("elasticDistortion with affine", DIGIT, augment.elasticDistortion({ affine })),
    row("randomAffine, bilinear", PHOTO, augment.randomAffine(affine)),
    row("resize, bilinear", PHOTO, augment.resize({ shortSide: 256 })),
    row("resize, bicubic", PHOTO, augment.resize({ shortSide: 256, sampling: "bicubic" })),
    row("randomResizedCrop", PHOTO, augment.randomResizedCrop({ size: 224 })),
    ...["mixUp", "cutMix"].map((name) => ({ ...row(name, SMALL), shape: `${BATCH}x${SMALL.join("x")}`, mixes: true })),
  ];
}

/** Medians and minima of many short bursts, a picture. */
async function measure({ size, transforms, mixes = false, ...labels }, { augment }, core, rounds) {
  const change = mixes
    ? await augment[labels.name]({ engine: core, classes: 10, ...(labels.name === "cutMix" && { shape: size }) })
    : await augment.augment(transforms, { engine: core });
  const given = mixes ? batchOf(size) : { x: picture(size) };
  const pictures = given.size ?? 1;
  let index = 0;
  const burst = (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) change(given, { epoch: 0, index: index++ });
    return (performance.now() - start) / count / pictures;
  };
  for (const end = performance.now() + WARM_UP; performance.now() < end; ) burst(1);
  const count = Math.ceil(BURST / (burst(10) * pictures));
  const times = Array.from({ length: 20 * rounds }, () => burst(count)).sort((a, b) => a - b);
  change.dispose();
  const [minMs, ms] = [times[0], times[times.length >> 1]];
  const { runtime, build, threads } = core.info;
  return { ...labels, runner: "fovea", runtime, build, threads, ms, minMs, spread: null, gflops: null, gbps: null };
}

const bytes = (length) => Uint8Array.from({ length }, (_, i) => (i * 7919) & 255);

const picture = ([height, width, channels]) => ({ width, height, channels, data: bytes(height * width * channels) });

const batchOf = (size) => ({
  x: bytes(size.reduce((a, b) => a * b, BATCH)),
  y: Uint8Array.from({ length: BATCH }, (_, i) => i % 10),
  size: BATCH,
});

export const columns = [{ title: "pictures / s", of: (row) => number(1000 / row.ms, 0) }];
