import { checkOptions } from "../error.ts";
import type { RandomStream } from "../random.ts";
import type { Point } from "./boxes.ts";
import { homography, type Matrix } from "./matrix.ts";
import { between } from "./options.ts";
import type { Transform } from "./transform.ts";
import { type WarpOptions, warpBy, warping, warpKeys } from "./warp.ts";

/** Options of {@link randomPerspective}. */
export interface RandomPerspectiveOptions extends WarpOptions {
  /** How far corners may move towards the middle, as a share of the way there, 0 to 0.6: further, they could pass one another. Default 0.5. */
  distortion?: number;
}

/**
 * Shows the picture as if it hung at a slant: each corner moves inwards by amounts of its own, up to `distortion` times half the
 * width and half the height, and a perspective map takes the picture there. It keeps its size.
 *
 * Source: torchvision's RandomPerspective.
 *
 * @throws FoveaError for an unknown option and a distortion out of range.
 * @example
 * sometimes(randomPerspective({ distortion: 0.3 }), { probability: 0.5 })
 */
export function randomPerspective(options: RandomPerspectiveOptions = {}): Transform {
  checkOptions("randomPerspective", options, ["distortion", ...warpKeys]);
  const distortion = between("randomPerspective.distortion", options.distortion ?? 0.5, 0, 0.6);
  const how = warping("randomPerspective", options);
  return {
    name: "randomPerspective",
    options: { distortion, ...how },
    apply(image, random) {
      const matrix = drawPerspective(random, distortion, image.width, image.height);
      warpBy(image, "randomPerspective", matrix, how);
    },
  };
}

/** The map that takes a picture's corners to where eight numbers of `random` put them. */
export function drawPerspective(random: RandomStream, distortion: number, width: number, height: number): Matrix {
  const inwards = (): Point => [
    (distortion * width * random.uniform()) / 2,
    (distortion * height * random.uniform()) / 2,
  ];
  const [a, b, c, d] = [inwards(), inwards(), inwards(), inwards()];
  const to: Point[] = [a, [width - b[0], b[1]], [width - c[0], height - c[1]], [d[0], height - d[1]]];
  const from: Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const matrix = homography(from, to);
  if (!matrix) throw new Error(`no perspective takes the corners to ${to}`); // at these distortions they make a convex quadrangle
  return matrix;
}
