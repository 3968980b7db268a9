/** Maps of the plane as 3x3 matrices, by rows: they take places (x to the right, y down) of pictures to places. */
import { sineOfPi } from "../exact.ts";
import type { Point } from "./boxes.ts";

/** a b c; d e f; g h i: (x, y) goes to ((a x + b y + c) / w, (d x + e y + f) / w), w = g x + h y + i. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** The map that does `first`, then `second`. */
export function after(second: Matrix, first: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = second;
  const [p, q, r, s, t, u, v, w, x] = first;
  return [
    ...[a * p + b * s + c * v, a * q + b * t + c * w, a * r + b * u + c * x],
    ...[d * p + e * s + f * v, d * q + e * t + f * w, d * r + e * u + f * x],
    ...[g * p + h * s + i * v, g * q + h * t + i * w, g * r + h * u + i * x],
  ] as unknown as Matrix;
}

/** The map back, scaled so that its last element is 1 for an affine map; null where there is none. */
export function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix | null {
  const [p, q, r] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * p + b * q + c * r;
  if (!(Math.abs(determinant) > 0 && Number.isFinite(determinant))) return null;
  const adjugate = [
    ...[p, c * h - b * i, b * f - c * e],
    ...[q, a * i - c * g, c * d - a * f],
    ...[r, b * g - a * h, a * e - b * d],
  ];
  return adjugate.map((value) => value / determinant) as unknown as Matrix;
}

/** Where a map takes a point. */
export function map([a, b, c, d, e, f, g, h, i]: Matrix, [x, y]: Point): Point {
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

/** Moves by so many pixels to the right and down. */
export const shift = (x: number, y: number): Matrix => [1, 0, x, 0, 1, y, 0, 0, 1];

/** What an affine map does to a picture around its middle, in the order scale, shear, rotate, translate. */
export interface Motion {
  /** Counter-clockwise, as seen. */
  readonly degrees: number;
  /** Pixels to the right and down. */
  readonly translate: Point;
  readonly scale: Point;
  /** Degrees that upright lines lean to the right, and level ones rise to the right. */
  readonly shear: Point;
}

/** The motion that leaves everything where it is. */
export const stillness: Motion = { degrees: 0, translate: [0, 0], scale: [1, 1], shear: [0, 0] };

/** Where a motion takes the places of a picture of `width` by `height`. */
export function motionMatrix(motion: Motion, width: number, height: number): Matrix {
  const { degrees, translate, scale, shear } = motion;
  const [sine, cosine] = [sineOfPi(degrees / 180), cosineOf(degrees)];
  const [alongX, alongY] = [tangent(shear[0]), tangent(shear[1])];
  // y points down: what leans to the right goes right as y falls, and what turns counter-clockwise turns from x to -y.
  const sheared = after([1, 0, 0, -alongY, 1, 0, 0, 0, 1], [1, -alongX, 0, 0, 1, 0, 0, 0, 1]);
  const rotated = after([cosine, sine, 0, -sine, cosine, 0, 0, 0, 1], sheared);
  const linear = after(rotated, [scale[0], 0, 0, 0, scale[1], 0, 0, 0, 1]);
  const back = after(linear, shift(-width / 2, -height / 2));
  return after(shift(width / 2 + translate[0], height / 2 + translate[1]), back);
}

const cosineOf = (degrees: number): number => sineOfPi(0.5 - Math.abs(degrees / 180));
const tangent = (degrees: number): number => sineOfPi(degrees / 180) / cosineOf(degrees);

/**
 * The perspective map that takes four points to four others, no three of them on a line: the eight linear equations of its
 * elements, of which the last is 1, solved by Gauss's elimination with the largest pivots. Null where there is none.
 */
export function homography(from: readonly Point[], to: readonly Point[]): Matrix | null {
  const rows = from.flatMap(([x, y], k) => {
    const [u, v] = to[k];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let k = 0; k < 8; k++) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]) > Math.abs(best[k]) ? row : best));
    if (!(Math.abs(pivot[k]) > 1e-9)) return null;
    const place = rows.indexOf(pivot);
    [rows[k], rows[place]] = [rows[place], rows[k]];
    for (const row of rows.slice(k + 1)) {
      const factor = row[k] / pivot[k];
      for (let j = k; j < 9; j++) row[j] -= factor * pivot[j];
    }
  }
  const solution = new Array<number>(8).fill(0);
  for (let k = 7; k >= 0; k--) {
    let rest = rows[k][8];
    for (let j = k + 1; j < 8; j++) rest -= rows[k][j] * solution[j];
    solution[k] = rest / rows[k][k];
  }
  return [...solution, 1] as unknown as Matrix;
}
