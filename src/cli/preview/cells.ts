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

/** What a batch transform makes of a batch of different pictures; captions say what is in each. */
export function mixed({ pictures, side }: Desk, transform: BatchTransform): Cell[] {
  const batch = pictures.slice(0, COLUMNS);
  const names = batch.map(({ name = "" }) => name);
  const pixels = side * side * 3;
  const x = new Uint8Array(batch.length * pixels);
  for (const [i, sample] of batch.entries()) x.set(sample.x.data, i * pixels);
  const y = Int32Array.from(batch.keys());
  const samples: Samples = { x, y, size: batch.length };
  // A batch has one share for all; each column shows a batch of its own.
  return batch.map((_, i) => {
    const got = transform(samples, { epoch: 0, index: i });
    const shares = (got.y as Float32Array).subarray(i * names.length, (i + 1) * names.length);
    const parts = names.flatMap((name, c) => (shares[c] > 0.005 ? [`${name} ${shares[c].toFixed(2)}`] : []));
    const data = (got.x as Uint8Array).slice(i * pixels, (i + 1) * pixels);
    return { picture: { width: side, height: side, channels: 3, data }, boxes: [], caption: parts.join(", ") };
  });
}

/** A picture as it is; numbers that are no bytes any more so that their mean is grey and three deviations are black or white. */
function visible(x: Picture | Float32Array, { width, height, channels }: Picture): Picture {
  if (!(x instanceof Float32Array)) return x;
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / x.length) || 1;
  const data = Uint8ClampedArray.from(x, (value) => Math.round(127.5 + (42.5 * (value - mean)) / deviation));
  return { width, height, channels, data };
}
