// What a worker makes of JPEG files for training: decoded, brought to one size, changed by chance, in batches.
import * as fovea from "../../../build/bench/internals/index.mjs";

export const SIDE = 32;

/** How a file becomes what the network takes. */
export const decode = (file) => fovea.images.decodePicture(file, { channels: 3 });
export const resize = (picture) => fovea.images.resizePicture(picture, { width: SIDE, height: SIDE });

/** Every change that pictures of the command line's trainings can have. */
export async function changes(core) {
  const { augment, colorJitter, randomAffine, randomCrop, randomErasing, randomFlip } = fovea.augment;
  const affine = { degrees: 10, translate: 0.08, scale: [0.88, 1.12], shear: 6, border: "replicate" };
  const colours = { brightness: 0.25, contrast: 0.25, saturation: 0.25 };
  const crop = { size: [SIDE, SIDE], padding: 4, border: "replicate" };
  const all = [randomFlip(), randomCrop(crop), randomAffine(affine), colorJitter(colours), randomErasing()];
  return augment(all, { engine: core, seed: 1 });
}

/**
 * @param {{ files: Uint8Array[], repeat: number, batch: number, keep: boolean }} about
 *   an epoch reads all files `repeat` times; `keep`: decoded pictures stay in memory
 */
export async function training({ files, repeat, batch, keep }) {
  const change = await changes(await fovea.engine({ threads: 1 }));
  const read = fovea.data.dataset(files).map((file, { index }) => ({ x: resize(decode(file)), y: index % 10 }));
  const samples = (keep ? read.cache() : read).repeat(repeat);
  return samples.shuffle({ seed: 1 }).map(change).batch(batch);
}
