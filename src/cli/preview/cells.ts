/** The pictures of a sheet's rows. */
import { augment, type BatchTransform, type Transform } from "../../augment/index.ts";
import type { Box, Picture, Sample, Samples } from "../../data/samples.ts";
import type { Engine } from "../../index.ts";

/** Pictures in a row. */
export const COLUMNS = 6;

/** A picture of the sheet. */
export interface Cell {
  readonly picture: Picture;
  readonly boxes: readonly Box[];
  /** What stands under it, if anything. */
  readonly caption: string;
}

/** A sample whose `x` is a picture. */
export interface PictureSample extends Sample {
  x: Picture;
}

/** What rows are made from. */
export interface Desk {
  readonly engine: Engine;
  readonly seed: number;
  /** Pixels of a side. */
  readonly side: number;
  /** Pictures of that side, {@link COLUMNS} or more, with boxes and masks where they have some. */
  readonly pictures: readonly PictureSample[];
  /** Drawn digits, as many or more. */
  readonly digits: readonly PictureSample[];
  /** The same, of fewer pixels. */
  readonly smallDigits: readonly PictureSample[];
}

/** One cell for each of `samples`: what the transform of its place (the last, where there are fewer) makes of it. */
export async function changed(
  { engine, seed }: Desk,
  transforms: readonly Transform[],
  samples: readonly PictureSample[],
  captions: readonly string[] = [],
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [index, sample] of samples.entries()) {
    using change = await augment([transforms[Math.min(index, transforms.length - 1)]], { engine, seed });
    const { x, boxes = [] } = change(sample, { epoch: 0, index });
    cells.push({ picture: visible(x as Picture | Float32Array, sample.x), boxes, caption: captions[index] ?? "" });
  }
  return cells;
}

/** What `transform`, which is disposed of, makes of a batch of different pictures: each cell is of another batch. Captions say what is in it. */
export function mixed({ pictures, side }: Desk, transform: BatchTransform): Cell[] {
  using mix = transform;
  const names = [...new Set(pictures.map(({ name = "" }) => name))];
  const batch = names.map((name) => pictures.find((sample) => sample.name === name) as PictureSample);
  const pixels = side * side * 3;
  const x = new Uint8Array(batch.length * pixels);
  for (const [i, sample] of batch.entries()) x.set(sample.x.data, i * pixels);
  const samples: Samples = { x, y: Int32Array.from(batch.keys()), size: batch.length };
  const cells: Cell[] = [];
  for (let index = 0; index < TRIES && cells.length < COLUMNS; index++) {
    const got = mix(samples, { epoch: 0, index });
    const i = index % batch.length;
    const shares = Array.from(got.y as Float32Array).slice(i * MIXED_CLASSES, (i + 1) * MIXED_CLASSES);
    if (batch.length > 1 && Math.max(...shares) > SHOWN) continue;
    const parts = names.flatMap((name, c) => (shares[c] > 0 ? [unbroken(`${name} ${shares[c].toFixed(2)}`)] : []));
    const data = (got.x as Uint8Array).slice(i * pixels, (i + 1) * pixels);
    cells.push({ picture: { width: side, height: side, channels: 3, data }, boxes: [], caption: parts.join(" ") });
  }
  return cells;
}

/** Of how many batches a sample is looked at, and up to which share of one class it is shown: a whole picture says little. */
const TRIES = 100;
const SHOWN = 0.9;

/** Classes that {@link mixed} is called with: one for each picture of a row, and not fewer than two. */
export const MIXED_CLASSES: number = COLUMNS;

/** Words that stay on one line. */
export const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** A picture as it is; numbers that are no bytes any more so that their mean is grey and three deviations are black or white. */
function visible(x: Picture | Float32Array, { width, height, channels }: Picture): Picture {
  if (!(x instanceof Float32Array)) return x;
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / x.length) || 1;
  const data = Uint8ClampedArray.from(x, (value) => Math.round(127.5 + (42.5 * (value - mean)) / deviation));
  return { width, height, channels, data };
}
