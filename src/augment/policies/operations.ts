/** What the policies choose from, and how strong it is at each magnitude: torchvision's lists. */
import {
  adjustBrightness,
  adjustContrast,
  adjustSaturation,
  adjustSharpness,
  equalizeHistogram,
  invertColours,
  posterizeTo,
  solarizeFrom,
  stretchContrast,
} from "../adjust.ts";
import type { Canvas } from "../canvas.ts";
import { type Matrix, motionMatrix, shift, stillness } from "../matrix.ts";
import { type Warping, warpBy } from "../warp.ts";

export type OperationName =
  | "identity"
  | "shearX"
  | "shearY"
  | "translateX"
  | "translateY"
  | "rotate"
  | "brightness"
  | "color"
  | "contrast"
  | "sharpness"
  | "posterize"
  | "solarize"
  | "autoContrast"
  | "equalize"
  | "invert";

/** How strong an operation is at `share`, 0 to 1, of the greatest magnitude. */
export interface Strength {
  readonly of: (share: number, image: Canvas) => number;
  /** Whether it goes either way, as likely. */
  readonly signed: boolean;
}

/** The operations of a policy. Invert is not among them: AutoAugment does it besides. */
export type Space = Readonly<Record<Exclude<OperationName, "invert">, Strength>>;

const signed = (greatest: number): Strength => ({ of: (share) => greatest * share, signed: true });
const plain: Strength = { of: () => 0, signed: false };

/** How strong operations are in AutoAugment and RandAugment; lengths are shares of the picture's. */
export const usualSpace: Space = {
  identity: plain,
  shearX: signed(0.3),
  shearY: signed(0.3),
  translateX: { of: (share, image) => (150 / 331) * image.width * share, signed: true },
  translateY: { of: (share, image) => (150 / 331) * image.height * share, signed: true },
  rotate: signed(30),
  brightness: signed(0.9),
  color: signed(0.9),
  contrast: signed(0.9),
  sharpness: signed(0.9),
  posterize: { of: (share) => 8 - Math.round(4 * share), signed: false },
  solarize: { of: (share) => 255 - 255 * share, signed: false },
  autoContrast: plain,
  equalize: plain,
};

/** How strong they are in TrivialAugment. */
export const wideSpace: Space = {
  ...usualSpace,
  shearX: signed(0.99),
  shearY: signed(0.99),
  translateX: signed(32),
  translateY: signed(32),
  rotate: signed(135),
  brightness: signed(0.99),
  color: signed(0.99),
  contrast: signed(0.99),
  sharpness: signed(0.99),
  posterize: { of: (share) => 8 - Math.round(6 * share), signed: false },
};

type Operation = (image: Canvas, magnitude: number, how: Warping, policy: string) => void;

const moved =
  (matrix: (magnitude: number, image: Canvas) => Matrix): Operation =>
  (image, magnitude, how, policy) =>
    warpBy(image, policy, matrix(magnitude, image), how);

/** Shears keep the picture's top or left edge in its place, and translations go by whole pixels. */
const operations: Readonly<Record<OperationName, Operation>> = {
  identity: () => {},
  shearX: moved((m) => [1, -m, 0, 0, 1, 0, 0, 0, 1]),
  shearY: moved((m) => [1, 0, 0, -m, 1, 0, 0, 0, 1]),
  translateX: moved((m) => shift(Math.trunc(m), 0)),
  translateY: moved((m) => shift(0, Math.trunc(m))),
  rotate: moved((degrees, { width, height }) => motionMatrix({ ...stillness, degrees }, width, height)),
  brightness: (image, m) => adjustBrightness(image, 1 + m),
  color: (image, m) => adjustSaturation(image, 1 + m),
  contrast: (image, m) => adjustContrast(image, 1 + m),
  sharpness: (image, m) => adjustSharpness(image, 1 + m),
  posterize: posterizeTo,
  solarize: solarizeFrom,
  autoContrast: stretchContrast,
  equalize: equalizeHistogram,
  invert: invertColours,
};

/** Does `name` to a picture of 1 or 3 channels; geometry, as `how` says, to its masks and boxes too. */
export function operate(image: Canvas, name: OperationName, magnitude: number, how: Warping, policy: string): void {
  operations[name](image, magnitude, how, policy);
}
