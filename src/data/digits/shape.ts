/** From a writing to the path of a pen in pixels: an unsteady curve, warped, leaning, of some size, somewhere in the image. */
import type { RandomStream } from "../../random.ts";
import { between, spread } from "./chance.ts";
import { curve, scatter } from "./curve.ts";
import { Path } from "./path.ts";
import type { Writing } from "./strokes.ts";
import { Warp } from "./warp.ts";

/** Pixels along each side of an image. */
export const SIDE = 28;

const BREADTH = [0.85, 1.15] as const; // factor
const SLANT = { mean: 0.1, spread: 0.3 } as const; // to the right, per height
const TURN = 0.12; // tangent of half the angle, at most
const HEIGHT = [15, 21] as const; // pixels
const WIDEST = 22; // pixels
const OFF_MIDDLE = 0.45; // at most, as a fraction of the room that the digit leaves

/** Draws the paths of digits; holds the memory that they are worked out in. */
export class Shaper {
  readonly #path = new Path(512);
  readonly #points = new Path(64);
  readonly #warp = new Warp();

  /** A writing by an unsteady hand, in pixels of the image; `pen` is its line's width. The next call overwrites it. */
  shape(writing: Writing, pen: number, stream: RandomStream): Path {
    const path = this.#path;
    path.length = 0;
    for (const stroke of writing) {
      scatter(stroke, pen, stream, this.#points);
      curve(this.#points, path);
    }
    this.#warp.draw(stream);
    this.#warp.apply(path);
    lean(path, stream);
    place(path, pen, stream);
    return path;
  }
}

/** Narrows or widens the path, slants it and turns it. */
function lean(path: Path, stream: RandomStream): void {
  const breadth = between(stream, ...BREADTH);
  const slant = SLANT.mean + SLANT.spread * spread(stream);
  // With h the tangent of half an angle, its cosine and sine are fractions; Math.cos differs from engine to engine.
  const h = TURN * spread(stream);
  const cosine = (1 - h * h) / (1 + h * h);
  const sine = (2 * h) / (1 + h * h);
  for (let i = 0; i < path.length; i++) {
    const x = breadth * path.x[i] - slant * path.y[i];
    const y = path.y[i];
    path.x[i] = cosine * x - sine * y;
    path.y[i] = sine * x + cosine * y;
  }
}

/** Scales the path to a height in pixels and puts it near the middle of the image. */
function place(path: Path, pen: number, stream: RandomStream): void {
  const [left, right] = range(path.x, path.length);
  const [top, bottom] = range(path.y, path.length);
  const scale = Math.min(between(stream, ...HEIGHT) / (bottom - top), WIDEST / (right - left));
  const offsetX = margin(scale * (right - left), pen, stream) - scale * left;
  const offsetY = margin(scale * (bottom - top), pen, stream) - scale * top;
  for (let i = 0; i < path.length; i++) {
    path.x[i] = offsetX + scale * path.x[i];
    path.y[i] = offsetY + scale * path.y[i];
  }
}

/** The distance from an edge of the image to a path of `size` pixels. */
function margin(size: number, pen: number, stream: RandomStream): number {
  const least = 1 + pen / 2;
  return least + (SIDE - size - 2 * least) * (0.5 + OFF_MIDDLE * spread(stream));
}

function range(values: Float64Array, length: number): [low: number, high: number] {
  let low = values[0];
  let high = values[0];
  for (let i = 1; i < length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}
