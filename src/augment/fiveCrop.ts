import type { Picture, Sample } from "../data/samples.ts";
import { checkOptions, fail } from "../error.ts";
import { MovingBoxes } from "./boxes.ts";
import type { Area } from "./crop.ts";
import { share, sizes } from "./options.ts";
import { changed, picturesOf } from "./sample.ts";

/** Options of {@link fiveCrop}. */
export interface FiveCropOptions {
  /** Pixels of each: both ways, or `[height, width]`. */
  size: number | readonly [height: number, width: number];
  /** A box is dropped when less than this share of it is left, 0 to 1. Default 0.1. */
  minVisible?: number;
}

/**
 * Five samples of one, for testing on all of a picture: its corners (top left, top right, bottom left, bottom right) and its
 * middle. It makes several, so it is no transform but a function for `Dataset.flatMap`, and needs no engine.
 *
 * @throws FoveaError for unknown options, sizes out of range, and, when called, samples whose `x` is no picture or a smaller one.
 * @example
 * const crops = fiveCrop({ size: 224 })(sample); // 5 samples
 * const test = pictures.flatMap(fiveCrop({ size: 224 }));
 */
export function fiveCrop(options: FiveCropOptions): (sample: Sample) => Sample[] {
  checkOptions("fiveCrop", options, ["size", "minVisible"]);
  const { height, width } = sizes("fiveCrop.size", options.size);
  const minVisible = share("fiveCrop.minVisible", options.minVisible ?? 0.1);
  return (sample) => {
    const name = sample.name ?? "a sample";
    const { x } = picturesOf(sample, name, "fiveCrop");
    const [right, bottom] = [x.width - width, x.height - height];
    if (right < 0 || bottom < 0)
      fail("data", {
        where: `fiveCrop, ${name}`,
        got: `a picture of ${x.width} by ${x.height} pixels`,
        expected: `at least ${width} by ${height}`,
      });
    const places = [
      [0, 0],
      [right, 0],
      [0, bottom],
      [right, bottom],
      [Math.floor(right / 2), Math.floor(bottom / 2)],
    ];
    return places.map(([left, top]) => cutSample(sample, { left, top, width, height }, minVisible));
  };
}

function cutSample(sample: Sample, area: Area, minVisible: number): Sample {
  const boxes = new MovingBoxes(minVisible);
  boxes.begin(sample.boxes ?? []);
  boxes.move(([x, y]) => [x - area.left, y - area.top], area.width, area.height);
  const { x, masks } = picturesOf(sample, "", "fiveCrop");
  return changed(
    sample,
    cutPicture(x, area),
    masks.map((mask) => cutPicture(mask, area)),
    boxes,
  );
}

function cutPicture({ width, channels, data }: Picture, area: Area): Picture {
  const row = area.width * channels;
  const cut = new Uint8Array(area.height * row);
  for (let r = 0; r < area.height; r++) {
    const from = ((area.top + r) * width + area.left) * channels;
    cut.set(data.subarray(from, from + row), r * row);
  }
  return { width: area.width, height: area.height, channels, data: cut };
}
