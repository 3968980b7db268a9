/** Geometry that samples a picture between its pixels. */
import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { type BorderOptions, borders, fillOf, type Surroundings, surroundings } from "./border.ts";
import type { Point } from "./boxes.ts";
import type { Canvas } from "./canvas.ts";
import { inverse, type Matrix, map } from "./matrix.ts";
import { oneOfNames } from "./options.ts";

/** How a picture is read between its pixels; `bicubic` is Keys' kernel with a = -1/2. Masks are always read from the nearest. */
export type Sampling = "nearest" | "bilinear" | "bicubic";

/** The kernels' numbers for samplings are the places in this list. */
export const samplings: readonly Sampling[] = ["nearest", "bilinear", "bicubic"];

/** Options of the transforms that sample between pixels. */
export interface WarpOptions extends BorderOptions {
  /** How the picture is read between its pixels: `nearest`, `bilinear` or `bicubic`. Default `bilinear`. */
  sampling?: Sampling;
}

/** What {@link WarpOptions} may have. */
export const warpKeys = ["sampling", "border", "fill"] as const;

/** The options with their defaults, checked. */
export interface Warping extends Surroundings {
  readonly sampling: Sampling;
}

export function warping(where: string, options: WarpOptions): Warping {
  const sampling = oneOfNames(`${where}.sampling`, options.sampling ?? "bilinear", samplings);
  return { sampling, ...surroundings(where, options) };
}

/** How much further to the right and down each pixel of the result is looked up: two planes [height, width]. */
export interface Field {
  readonly right: Slot;
  readonly down: Slot;
}

/**
 * Moves the picture, its masks and its boxes by `forward`, a map of places in a picture of which pixel 0 lies from 0 to 1; the
 * picture keeps its size. With a `field` the result's pixel at place p is looked up at the place that forward takes to p, plus
 * what the field has there.
 */
export function warpBy(image: Canvas, transform: string, forward: Matrix, how: Warping, field?: Field): void {
  const back = inverse(forward);
  if (!back)
    image.fail(
      transform,
      "a map that makes the picture a line or a point",
      "one that can be undone",
      "see its options",
    );
  const { width, height } = image;
  const matrix = matrixSlot(image, back);
  for (const layer of image.layers) {
    const fill = fillOf(image, transform, layer, how);
    const sampling = layer.kind === "mask" ? 0 : samplings.indexOf(how.sampling);
    layer.redraw({}, (y, x) => {
      const from = { fromHeight: height, fromWidth: width, width, channels: layer.channels };
      const args = { y, x, matrix, right: field?.right ?? null, down: field?.down ?? null, fill, ...from };
      image.call(kernels.warp, { ...args, sampling, border: borders.indexOf(how.border) }, height);
    });
  }
  image.boxes.move(field ? withField(image, forward, field) : (point) => map(forward, point), width, height);
}

function matrixSlot(image: Canvas, matrix: Matrix): Slot {
  const slot = image.work("warp.matrix", 72);
  const { data } = image.engine.core;
  matrix.forEach((value, i) => {
    data.setFloat64(slot.address + 8 * i, value, true);
  });
  return slot;
}

/** The field says where a pixel comes from. Where a point goes to is found by going back against the field, thrice. */
function withField(
  { engine: { core }, width, height }: Canvas,
  forward: Matrix,
  field: Field,
): (point: Point) => Point {
  const [right, down] = [field.right, field.down].map((slot) => core.floats(slot.address, width * height));
  const pixel = (place: number, size: number) => Math.max(0, Math.min(size - 1, Math.floor(place)));
  return ([x, y]) => {
    let to = map(forward, [x, y]);
    for (let step = 0; step < 3; step++) {
      const i = pixel(to[1], height) * width + pixel(to[0], width);
      to = map(forward, [x - right[i], y - down[i]]);
    }
    return to;
  };
}
