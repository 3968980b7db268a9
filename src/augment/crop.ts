import { checkOptions, fail, show } from "../error.ts";
import { atBorder, type BorderOptions, type Surroundings, surroundings } from "./border.ts";
import type { Canvas } from "./canvas.ts";
import { sizes, whole } from "./options.ts";
import { nothingAround, pick, range } from "./pick.ts";
import type { Transform } from "./transform.ts";

/** Pixels to add: the same on all sides, or for each side. */
export type Padding = number | { left?: number; top?: number; right?: number; bottom?: number };

/** A rectangle of whole pixels, which may reach beyond the picture. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The picture becomes what is seen of it, and around it, in `area`. */
export function cut(image: Canvas, transform: string, area: Area, around: Surroundings = nothingAround): void {
  const rows = range(area.top, area.height).map((row) => atBorder(row, image.height, around.border));
  const columns = range(area.left, area.width).map((column) => atBorder(column, image.width, around.border));
  pick(image, transform, rows, columns, around);
  image.boxes.move(([x, y]) => [x - area.left, y - area.top], area.width, area.height);
}

/** Options of {@link crop}. */
export interface CropOptions {
  /** Pixels to its left. */
  left: number;
  /** Pixels above it. */
  top: number;
  /** Pixels of the result from left to right. */
  width: number;
  /** And from top to bottom. */
  height: number;
}

/**
 * Cuts out the same rectangle of every picture.
 *
 * @throws FoveaError for unknown options, numbers out of range, and pictures that it is not wholly in.
 * @example
 * crop({ left: 10, top: 20, width: 64, height: 48 })
 */
export function crop(options: CropOptions): Transform {
  checkOptions("crop", options, ["left", "top", "width", "height"]);
  const area = {
    left: whole("crop.left", options.left, 0),
    top: whole("crop.top", options.top, 0),
    width: whole("crop.width", options.width, 1),
    height: whole("crop.height", options.height, 1),
  };
  const least = { width: area.left + area.width, height: area.top + area.height };
  return {
    name: "crop",
    options: area,
    apply(image) {
      if (image.width < least.width || image.height < least.height) tooSmall(image, "crop", least);
      cut(image, "crop", area);
    },
  };
}

/** Options of {@link centerCrop}. */
export interface CenterCropOptions {
  /** Pixels of the result: both ways, or `[height, width]`. */
  size: number | readonly [height: number, width: number];
}

/**
 * Cuts out the middle of the picture; where what is left over is odd, the smaller half is at the left and at the top.
 *
 * @throws FoveaError for unknown options, sizes out of range, and pictures that are smaller.
 * @example
 * centerCrop({ size: 224 })
 */
export function centerCrop(options: CenterCropOptions): Transform {
  checkOptions("centerCrop", options, ["size"]);
  const size = sizes("centerCrop.size", options.size);
  return {
    name: "centerCrop",
    options: { size: [size.height, size.width] },
    apply(image) {
      if (image.width < size.width || image.height < size.height) tooSmall(image, "centerCrop", size);
      const left = Math.floor((image.width - size.width) / 2);
      cut(image, "centerCrop", { left, top: Math.floor((image.height - size.height) / 2), ...size });
    },
  };
}

/** Options of {@link randomCrop}. */
export interface RandomCropOptions extends BorderOptions {
  /** Pixels of the result: both ways, or `[height, width]`. */
  size: number | readonly [height: number, width: number];
  /** Pixels put around the picture first. Default 0. */
  padding?: Padding;
}

/**
 * Cuts a rectangle of the given size out of the picture, after padding it, at a place where it fits, each as likely.
 *
 * @throws FoveaError for unknown options and sizes out of range, and for pictures that, padded, are smaller.
 * @example
 * randomCrop({ size: 32, padding: 4, border: "reflect" })
 */
export function randomCrop(options: RandomCropOptions): Transform {
  checkOptions("randomCrop", options, ["size", "padding", "border", "fill"]);
  const { height, width } = sizes("randomCrop.size", options.size);
  const padding = sides("randomCrop.padding", options.padding ?? 0);
  const around = surroundings("randomCrop", options);
  return {
    name: "randomCrop",
    options: { size: [height, width], padding, ...around },
    apply(image, random) {
      const down = image.height + padding.top + padding.bottom - height;
      const right = image.width + padding.left + padding.right - width;
      if (down < 0 || right < 0) tooSmall(image, "randomCrop", { height, width });
      const [top, left] = [random.below(down + 1) - padding.top, random.below(right + 1) - padding.left];
      cut(image, "randomCrop", { left, top, width, height }, around);
    },
  };
}

/** The padding of each side, checked. */
export function sides(where: string, padding: Padding): { left: number; top: number; right: number; bottom: number } {
  if (typeof padding === "number") {
    whole(where, padding, 0);
    return { left: padding, top: padding, right: padding, bottom: padding };
  }
  if (typeof padding !== "object" || padding === null)
    fail("option", { where, got: show(padding), expected: "a number of pixels, or { left, top, right, bottom }" });
  checkOptions(where, padding, ["left", "top", "right", "bottom"]);
  const { left = 0, top = 0, right = 0, bottom = 0 } = padding;
  for (const [side, value] of Object.entries({ left, top, right, bottom })) whole(`${where}.${side}`, value, 0);
  return { left, top, right, bottom };
}

function tooSmall(image: Canvas, transform: string, { height, width }: { height: number; width: number }): never {
  image.fail(
    transform,
    `a picture of ${image.width} by ${image.height} pixels`,
    `at least ${width} by ${height}`,
    "padding makes it larger, and so does resize",
  );
}
