/** Runs in workers: reads the pictures of a folder while the main thread trains. */
import { join } from "node:path";
import { augment } from "../../augment/index.ts";
import { type Dataset, dataset, type Picture, type Sample, type Samples } from "../../data/index.ts";
import { FoveaError } from "../../error.ts";
import { decodePicture, type PictureSize, resizePicture } from "../../images/index.ts";
import { engine } from "../../index.ts";
import { readBytes } from "../../node/files.ts";
import { type AugmentName, transforms } from "./augmentation.ts";

/** Pictures in memory up to so many bytes; more are decoded anew in each epoch. */
const KEPT = 512 * 2 ** 20;

/** Which pictures, and what becomes of them. */
export interface Pictures {
  /** The folder that `paths` start from. */
  root: string;
  paths: readonly string[];
  labels: Uint32Array;
  channels: 1 | 3;
  size: PictureSize;
}

/** How training sees them. */
export interface Training extends Pictures {
  augment: readonly AugmentName[];
  batch: number;
  seed: number;
}

/** What checking a picture found: its channels' sums and sums of squares at the network's size, whole numbers; or what is wrong with it. */
export type Checked = { sums: number[]; squares: number[] } | { corrupt: string };

/** The file at a path as a picture of the network's size. */
export async function readPicture(
  path: string,
  { channels, size }: Pick<Pictures, "channels" | "size">,
): Promise<Picture> {
  return resizePicture(decodePicture(await readBytes(path), { channels, name: path }), size);
}

/** Every picture, looked at once. */
export function check(pictures: Pictures): Dataset<Checked> {
  return dataset(pictures.paths).map(async (path): Promise<Checked> => {
    try {
      return momentsOf(await readPicture(join(pictures.root, path), pictures));
    } catch (error) {
      // A file that cannot be read is no damaged picture: the disk or its rights are at fault.
      if (error instanceof FoveaError && error.code !== "file") return { corrupt: error.message };
      throw error;
    }
  });
}

function momentsOf({ channels, data }: Picture): Checked {
  const [sums, squares] = [new Array<number>(channels).fill(0), new Array<number>(channels).fill(0)];
  for (let i = 0; i < data.length; i++) {
    sums[i % channels] += data[i];
    squares[i % channels] += data[i] * data[i];
  }
  return { sums, squares };
}

/** The pictures one by one, as they are. */
export function samples(pictures: Pictures): Dataset<Sample> {
  const { root, paths, labels, channels, size } = pictures;
  const read = dataset(paths, { labels }).map(
    async (path, { index }): Promise<Sample> => ({
      x: await readPicture(join(root, path), pictures),
      y: labels[index],
      name: path,
    }),
  );
  return paths.length * size.width * size.height * channels <= KEPT ? read.cache() : read;
}

/** Batches for training: changed by chance, in another order each epoch. */
export async function training({ augment: names, batch, seed, ...pictures }: Training): Promise<Dataset<Samples>> {
  const changed = await augmented({ augment: names, seed, ...pictures });
  return changed.shuffle({ seed }).batch(batch);
}

/** The pictures as training sees them, one by one, in the order of their paths. */
export async function augmented({
  augment: names,
  seed,
  ...pictures
}: Omit<Training, "batch">): Promise<Dataset<Sample>> {
  const read = samples(pictures);
  if (!names.length) return read;
  const { width, height } = pictures.size;
  const change = await augment(transforms(names, width, height, pictures.channels), {
    engine: await engine({ threads: 1 }),
    seed,
  });
  return read.map(change);
}
