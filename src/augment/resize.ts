import { checkOptions, fail } from "../error.ts";
import type { Canvas } from "./canvas.ts";
import { oneOfNames, sizes, whole } from "./options.ts";
import { resample } from "./resample.ts";
import type { Transform } from "./transform.ts";
import { type Sampling, samplings } from "./warp.ts";

/** Options of {@link resize}; one of them says how large: `size`, `shortSide` or `longSide`. */
export interface ResizeOptions {
  /** Pixels of the result: both ways, or `[height, width]`, whatever the picture's shape. */
  size?: number | readonly [height: number, width: number];
  /** Pixels of the shorter side; the other follows, so that the shape stays. */
  shortSide?: number;
  /** Pixels of the longer side. */
  longSide?: number;
  /** `nearest`, `bilinear` or `bicubic` (Keys' kernel with a = -1/2). Default `bilinear`. */
  sampling?: Sampling;
}

/**
 * Changes the picture's size. Bilinear and bicubic average when they shrink, as Pillow does, so that nothing flickers; masks take
 * the nearest pixels.
 *
 * @throws FoveaError for unknown options, sizes out of range, and unless one of size, shortSide and longSide is given.
 * @example
 * [resize({ shortSide: 256 }), centerCrop({ size: 224 })]
 */
export function resize(options: ResizeOptions): Transform {
  checkOptions("resize", options, ["size", "shortSide", "longSide", "sampling"]);
  const sampling = oneOfNames("resize.sampling", options.sampling ?? "bilinear", samplings);
  const given = (["size", "shortSide", "longSide"] as const).filter((key) => options[key] !== undefined);
  if (given.length !== 1)
    fail("option", {
      where: "resize",
      got: given.join(" and ") || "no size",
      expected: "one of size, shortSide, longSide",
    });
  const { size, shortSide, longSide } = options;
  const fixed = size === undefined ? null : sizes("resize.size", size);
  const side = fixed ? 0 : whole(`resize.${given[0]}`, (shortSide ?? longSide) as number, 1);
  return {
    name: "resize",
    options: { ...(fixed ? { size: [fixed.height, fixed.width] } : { [given[0]]: side }), sampling },
    apply(image) {
      const { height, width } = fixed ?? keepShape(image, side, shortSide !== undefined);
      resample(image, "resize", height, width, sampling);
    },
  };
}

/** One side is `side`, the other what the picture's shape makes of it, in whole pixels downwards, at least 1. */
function keepShape({ height, width }: Canvas, side: number, short: boolean): { height: number; width: number } {
  const byHeight = short ? height <= width : height >= width;
  if (byHeight) return { height: side, width: Math.max(1, Math.floor((side * width) / height)) };
  return { height: Math.max(1, Math.floor((side * height) / width)), width: side };
}
