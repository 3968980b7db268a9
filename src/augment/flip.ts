import { checkOptions, fail } from "../error.ts";
import type { Canvas } from "./canvas.ts";
import { share } from "./options.ts";
import { pick, range } from "./pick.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link randomFlip}. */
export interface RandomFlipOptions {
  /** How often left and right change places, 0 to 1. Default 0.5. */
  horizontal?: number;
  /** How often top and bottom change places, 0 to 1. Default 0. */
  vertical?: number;
}

/**
 * Mirrors the picture at random: left and right, top and bottom, each with a probability of its own.
 *
 * @throws FoveaError for an unknown option and a probability that is not from 0 to 1.
 * @example
 * randomFlip() // every second picture, left and right
 */
export function randomFlip(options: RandomFlipOptions = {}): Transform {
  checkOptions("randomFlip", options, ["horizontal", "vertical"]);
  const horizontal = share("randomFlip.horizontal", options.horizontal ?? 0.5);
  const vertical = share("randomFlip.vertical", options.vertical ?? 0);
  return {
    name: "randomFlip",
    options: { horizontal, vertical },
    apply(image, random) {
      const [across, over] = [random.uniform() < horizontal, random.uniform() < vertical];
      if (across || over) mirror(image, "randomFlip", across, over);
    },
  };
}

/** Options of {@link flip}. */
export interface FlipOptions {
  /** Left and right change places. Default false. */
  horizontal?: boolean;
  /** Top and bottom change places. Default false. */
  vertical?: boolean;
}

/**
 * Mirrors every picture: left and right, top and bottom, or both.
 *
 * @throws FoveaError for an unknown option, and when neither is asked for.
 * @example
 * flip({ horizontal: true })
 */
export function flip(options: FlipOptions): Transform {
  checkOptions("flip", options, ["horizontal", "vertical"]);
  const { horizontal = false, vertical = false } = options;
  if (horizontal !== true && vertical !== true)
    fail("option", { where: "flip", got: "neither", expected: "horizontal: true, vertical: true or both" });
  return {
    name: "flip",
    options: { horizontal, vertical },
    apply: (image) => mirror(image, "flip", horizontal, vertical),
  };
}

function mirror(image: Canvas, transform: string, across: boolean, over: boolean): void {
  const { width, height } = image;
  const [rows, columns] = [range(0, height), range(0, width)];
  pick(image, transform, over ? rows.reverse() : rows, across ? columns.reverse() : columns);
  image.boxes.move(([x, y]) => [across ? width - x : x, over ? height - y : y], width, height);
}
