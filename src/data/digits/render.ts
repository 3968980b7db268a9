/** From the path of a pen to the bytes of an image: ink by distance from the path, the grain of the paper, dust. */
import type { RandomStream } from "../../random.ts";
import { between } from "./chance.ts";
import type { Path } from "./path.ts";
import { SIDE } from "./shape.ts";

const PIXELS = SIDE * SIDE;
const EDGE = [0.9, 1.5] as const; // from full ink to none, in pixels
const INK = [0.75, 1] as const; // of 255
const GRAIN = 0.1; // of 255, at most
const SPECKS = 3; // at most
const BRIGHTEST_SPECK = 200;

/** Draws paths; holds the distances that they are worked out in. */
export class Renderer {
  /** How far outside the line each pixel's centre lies; negative inside. */
  readonly #outside = new Float64Array(PIXELS);

  /** Draws `path` to `image`, one byte a pixel, which the array's own clamping rounds. */
  render(path: Path, image: Uint8ClampedArray, stream: RandomStream): void {
    const edge = between(stream, ...EDGE);
    this.#outside.fill(Infinity);
    for (let i = 1; i < path.length; i++) if (path.joined[i]) approach(this.#outside, path, i, edge);
    ink(this.#outside, edge, image, stream);
    speckle(image, stream);
  }
}

/** Lowers `outside` to the distance from the piece of `path` that ends in point `i`, as far as its ink reaches. */
function approach(outside: Float64Array, path: Path, i: number, edge: number): void {
  const x = path.x[i - 1];
  const y = path.y[i - 1];
  const dx = path.x[i] - x;
  const dy = path.y[i] - y;
  const radius = path.width[i - 1] / 2;
  const widening = path.width[i] / 2 - radius;
  const squareLength = dx * dx + dy * dy || 1;
  const reach = Math.max(radius, radius + widening) + edge;
  const left = pixel(Math.min(x, x + dx) - reach);
  const right = pixel(Math.max(x, x + dx) + reach);
  const top = pixel(Math.min(y, y + dy) - reach);
  const bottom = pixel(Math.max(y, y + dy) + reach);
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - y;
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x;
      const along = (px * dx + py * dy) / squareLength;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const awayX = px - t * dx;
      const awayY = py - t * dy;
      const distance = Math.sqrt(awayX * awayX + awayY * awayY) - (radius + t * widening);
      const at = row * SIDE + column;
      if (distance < outside[at]) outside[at] = distance;
    }
  }
}

/** The row or column that a coordinate lies in, or the image's nearest. */
function pixel(coordinate: number): number {
  return Math.max(0, Math.min(SIDE - 1, Math.floor(coordinate)));
}

/** Turns distances to bytes: full ink inside the line, a soft edge, and grain on ink and paper. */
function ink(outside: Float64Array, edge: number, image: Uint8ClampedArray, stream: RandomStream): void {
  const full = 255 * between(stream, ...INK);
  const steepness = full / edge;
  const grain = (GRAIN * 255 * stream.uniform()) / 15;
  let bits = 0;
  for (let i = 0; i < PIXELS; i++) {
    bits = i % 4 ? bits >>> 8 : stream.uint32(); // one byte a pixel, the difference of its halves
    const noise = grain * ((bits & 15) - ((bits >>> 4) & 15));
    const cover = full / 2 - steepness * outside[i];
    image[i] = (cover < 0 ? 0 : cover > full ? full : cover) + noise;
  }
}

/** Puts a few dots of dust on the image. */
function speckle(image: Uint8ClampedArray, stream: RandomStream): void {
  for (let specks = stream.below(SPECKS + 1); specks > 0; specks--) {
    const i = stream.below(PIXELS);
    image[i] = Math.max(image[i], stream.below(BRIGHTEST_SPECK + 1));
  }
}
