/** The changes of training pictures that the command line knows by name. */
import {
  colorJitter,
  randomAffine,
  randomCrop,
  randomErasing,
  randomFlip,
  type Transform,
} from "../../augment/index.ts";
import { UsageError } from "../options.ts";

export type AugmentName = "flip" | "crop" | "affine" | "colour" | "erase";

/** Makes a transform for pictures of `width` x `height`. */
type Maker = (width: number, height: number, channels: number) => Transform;

const MAKERS: Readonly<Record<AugmentName, Maker>> = {
  /** Mirrored, every second one. */
  flip: () => randomFlip(),
  /** Moved by up to an eighth, the gap filled by the picture's edge. */
  crop: (width, height) => {
    const padding = Math.round(Math.min(width, height) / 8);
    return randomCrop({ size: [height, width], padding, border: "replicate" });
  },
  /** Turned, moved, scaled and sheared a little, in one sampling. */
  affine: () => randomAffine({ degrees: 10, translate: 0.08, scale: [0.88, 1.12], shear: 6, border: "replicate" }),
  /** Brighter or darker, of more or less contrast and colour. */
  colour: (_width, _height, channels) =>
    colorJitter({ brightness: 0.25, contrast: 0.25, ...(channels === 3 && { saturation: 0.25 }) }),
  /** A part hidden, every fourth one. */
  erase: () => randomErasing({ probability: 0.25, area: [0.02, 0.2] }),
};

export const AUGMENT_NAMES = Object.keys(MAKERS) as readonly AugmentName[];

/** The value of `--augment`: names with commas between them, or none. */
export function parseAugment(text: string): readonly AugmentName[] {
  if (text === "none") return [];
  const names = text.split(",").map((name) => name.trim());
  for (const [i, name] of names.entries()) {
    if (!(AUGMENT_NAMES as readonly string[]).includes(name))
      throw new UsageError(
        `--augment ${text}: ${JSON.stringify(name)} is none of ${AUGMENT_NAMES.join(", ")}; or say none`,
      );
    if (names.indexOf(name) !== i) throw new UsageError(`--augment ${text}: ${name} stands there twice`);
  }
  return names as AugmentName[];
}

/** The transforms of these names, for pictures of that size. */
export function transforms(
  names: readonly AugmentName[],
  width: number,
  height: number,
  channels: number,
): Transform[] {
  return names.map((name) => MAKERS[name](width, height, channels));
}
