import type { Border } from "../../../src/augment/border.ts";
import type { Sampling } from "../../../src/augment/warp.ts";
import { at, type Raster, rasterLike } from "./raster.ts";

/** A place in a picture: x to the right, y down; pixel 0 lies from 0 to 1. */
export type Place = readonly [x: number, y: number];

export interface Around {
  border: Border;
  /** One number for each channel. */
  fill: readonly number[];
}

/** How much a pixel counts at a distance along an axis. */
const kernels: Record<Exclude<Sampling, "nearest">, (distance: number) => number> = {
  bilinear: (d) => Math.max(0, 1 - d),
  bicubic: (d) => {
    if (d <= 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
  },
};

/** Which of `size` pixels stands at place `i`, found by walking; null where the fill does. */
function walk(i: number, size: number, border: Border): number | null {
  if (i >= 0 && i < size) return i;
  if (border === "constant") return null;
  if (border === "replicate") return i < 0 ? 0 : size - 1;
  if (border === "circular") return walk(i < 0 ? i + size : i - size, size, border);
  if (size === 1) return 0;
  return walk(i < 0 ? -i : 2 * (size - 1) - i, size, border);
}

/** The pixel at [row, column], which may lie outside. */
function pixel(x: Raster, row: number, column: number, channel: number, { border, fill }: Around): number {
  const [r, c] = [walk(row, x.height, border), walk(column, x.width, border)];
  return r === null || c === null ? fill[channel] : at(x, r, c, channel);
}

/** `x` at a place: the pixel that it is in, or the weighted sum of those around. */
export function sample(x: Raster, [px, py]: Place, channel: number, sampling: Sampling, around: Around): number {
  if (sampling === "nearest") return pixel(x, Math.floor(py), Math.floor(px), channel, around);
  const weight = kernels[sampling];
  let sum = 0;
  for (let r = Math.floor(py) - 3; r <= Math.floor(py) + 3; r++)
    for (let c = Math.floor(px) - 3; c <= Math.floor(px) + 3; c++) {
      const share = weight(Math.abs(c + 0.5 - px)) * weight(Math.abs(r + 0.5 - py));
      if (share !== 0) sum += share * pixel(x, r, c, channel, around);
    }
  return sum;
}

/** The picture whose pixels are those of `x` at the places that `place` gives for their middles. */
export function warp(x: Raster, place: (to: Place) => Place, sampling: Sampling, around: Around): Raster {
  return rasterLike(x, (row, column, channel) =>
    sample(x, place([column + 0.5, row + 0.5]), channel, sampling, around),
  );
}

export interface Motion {
  degrees?: number;
  translate?: Place;
  scale?: Place;
  shear?: Place;
}

/** Where a picture that was moved shows, at place `to`, what was before: the motion's steps undone one after the other. */
export function undo(motion: Motion, { width, height }: { width: number; height: number }): (to: Place) => Place {
  const { degrees = 0, translate = [0, 0], scale = [1, 1], shear = [0, 0] } = motion;
  const radians = (angle: number): number => (angle * Math.PI) / 180;
  return ([toX, toY]) => {
    // From the middle, with y upwards, where angles are as in school.
    let [x, y] = [toX - translate[0] - width / 2, height / 2 - (toY - translate[1])];
    const [cosine, sine] = [Math.cos(radians(-degrees)), Math.sin(radians(-degrees))];
    [x, y] = [cosine * x - sine * y, sine * x + cosine * y];
    y -= Math.tan(radians(shear[1])) * x;
    x -= Math.tan(radians(shear[0])) * y;
    [x, y] = [x / scale[0], y / scale[1]];
    return [x + width / 2, height / 2 - y];
  };
}

/** A 3x3 matrix of the map that takes the four corners of a unit square to four points. Source: Heckbert 1989. */
function fromSquare([p0, p1, p2, p3]: readonly Place[]): number[] {
  const [sx, sy] = [p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]];
  const [dx1, dy1, dx2, dy2] = [p1[0] - p2[0], p1[1] - p2[1], p3[0] - p2[0], p3[1] - p2[1]];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant];
  const [a, b] = [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0]];
  const [d, e] = [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1]];
  return [a, b, p0[0], d, e, p0[1], g, h, 1];
}

/** Where a picture whose corners (clockwise from the top left) went to `corners` shows, at place `to`, what was before. */
export function undoPerspective(
  corners: readonly Place[],
  { width, height }: { width: number; height: number },
): (to: Place) => Place {
  const [a, b, c, d, e, f, g, h, i] = fromSquare(corners);
  return ([x, y]) => {
    // Cramer's rule for (u, v) of a place in the unit square, from (a u + b v + c) / (g u + h v + i) = x and its like.
    const [k, l, m] = [a - g * x, b - h * x, i * x - c];
    const [p, q, r] = [d - g * y, e - h * y, i * y - f];
    const determinant = k * q - l * p;
    return [(width * (m * q - l * r)) / determinant, (height * (k * r - m * p)) / determinant];
  };
}
