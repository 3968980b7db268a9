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
  ];
}

/** Medians and minima of many short bursts. */
async function measure({ size: [height, width, channels], transforms, ...labels }, { augment }, core, rounds) {
  const data = Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 7919) & 255);
  const x = { width, height, channels, data };
  const change = await augment.augment(transforms, { engine: core });
  let index = 0;
  const burst = (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) change({ x }, { epoch: 0, index: index++ });
    return (performance.now() - start) / count;
  };
  for (const end = performance.now() + WARM_UP; performance.now() < end; ) burst(1);
  const count = Math.ceil(BURST / burst(10));
  const times = Array.from({ length: 20 * rounds }, () => burst(count)).sort((a, b) => a - b);
  change.dispose();
  const [minMs, ms] = [times[0], times[times.length >> 1]];
  const { runtime, build, threads } = core.info;
  return { ...labels, runner: "fovea", runtime, build, threads, ms, minMs, spread: null, gflops: null, gbps: null };
}

export const columns = [{ title: "pictures / s", of: (row) => number(1000 / row.ms, 0) }];
