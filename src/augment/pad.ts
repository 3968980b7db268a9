import { checkOptions, fail } from "../error.ts";
import { type BorderOptions, surroundings } from "./border.ts";
import type { Canvas } from "./canvas.ts";
import { type Area, cut, type Padding, sides } from "./crop.ts";
import { sizes } from "./options.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link pad}; one of them says how much: `padding` or `size`. */
export interface PadOptions extends BorderOptions {
  /** Pixels to add on all sides, or on each. */
  padding?: Padding;
  /** Pixels that the result has at least: both ways, or `[height, width]`. The picture is in the middle. */
  size?: number | readonly [height: number, width: number];
}

/**
 * Puts a border around the picture: so many pixels, or as many as it takes to reach a size. Borders that repeat or mirror the
 * picture do so as often as it takes.
 *
 * @throws FoveaError for unknown options, numbers out of range, and unless one of padding and size is given.
 * @example
 * pad({ padding: 4, border: "reflect" })
 * pad({ size: 32 }) // a 28 by 28 digit as LeNet-5 takes it
 */
export function pad(options: PadOptions): Transform {
  checkOptions("pad", options, ["padding", "size", "border", "fill"]);
  const { padding, size } = options;
  if ((padding === undefined) === (size === undefined))
    fail("option", { where: "pad", got: padding === undefined ? "neither" : "both", expected: "padding or size" });
  const around = surroundings("pad", options);
  const margins = size === undefined ? sides("pad.padding", padding as Padding) : null;
  const least = size === undefined ? { height: 1, width: 1 } : sizes("pad.size", size);
  return {
    name: "pad",
    options: { ...(margins ? { padding: margins } : { size: [least.height, least.width] }), ...around },
    apply(image) {
      const { left, top, right, bottom } = margins ?? toReach(image, least);
      const area: Area = {
        left: -left,
        top: -top,
        width: left + image.width + right,
        height: top + image.height + bottom,
      };
      cut(image, "pad", area, around);
    },
  };
}

/** The padding around a picture that is smaller; an odd pixel goes to the right and to the bottom. */
function toReach(image: Canvas, { height, width }: { height: number; width: number }) {
  const [across, down] = [Math.max(0, width - image.width), Math.max(0, height - image.height)];
  const [left, top] = [Math.floor(across / 2), Math.floor(down / 2)];
  return { left, top, right: across - left, bottom: down - top };
}
