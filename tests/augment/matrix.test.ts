import { describe, expect, test } from "vitest";
import type { Point } from "../../src/augment/boxes.ts";
import {
  after,
  homography,
  inverse,
  type Matrix,
  map,
  motionMatrix,
  shift,
  stillness,
} from "../../src/augment/matrix.ts";
import { pseudoRandom } from "../harness/values.ts";
import { undo, undoPerspective } from "../oracle/augment/warp.ts";

const points: Point[] = [
  [0, 0],
  [9, 0],
  [9, 6],
  [0, 6],
  [2.5, 4.5],
];
const near = ([x, y]: Point) => [expect.closeTo(x, 9), expect.closeTo(y, 9)];

describe("maps of the plane", () => {
  test("motions are what the oracle undoes", () => {
    const motion = { degrees: 37, translate: [2, -1], scale: [1.2, 0.8], shear: [11, -7] } as const;
    const matrix = motionMatrix(motion, 9, 6);
    for (const point of points) expect(undo(motion, { width: 9, height: 6 })(map(matrix, point))).toEqual(near(point));
  });
  test("directions: counter-clockwise, to the right, down; tops lean right, lines rise to the right", () => {
    const [center, right, top]: Point[] = [
      [4.5, 3],
      [5.5, 3],
      [4.5, 2],
    ];
    expect(map(motionMatrix({ ...stillness, degrees: 90 }, 9, 6), right)).toEqual(top);
    expect(map(motionMatrix({ ...stillness, translate: [1, 0] }, 9, 6), center)).toEqual(right);
    expect(map(motionMatrix({ ...stillness, translate: [0, -1] }, 9, 6), center)).toEqual(top);
    expect(map(motionMatrix({ ...stillness, shear: [45, 0] }, 9, 6), top)).toEqual(near([5.5, 2]));
    expect(map(motionMatrix({ ...stillness, shear: [0, 45] }, 9, 6), right)).toEqual(near([5.5, 2]));
  });
  test("inverses undo, and there is none of what is flat", () => {
    const matrix = after(shift(3, 4), [1, 2, 0.3, -0.4, 1.5, 6, 0.01, -0.02, 1]);
    const back = inverse(matrix) as Matrix;
    for (const point of points) expect(map(back, map(matrix, point))).toEqual(near(point));
    expect(inverse([1, 2, 0, 2, 4, 0, 0, 0, 1])).toBeNull();
    expect(inverse([Number.NaN, 0, 0, 0, 1, 0, 0, 0, 1])).toBeNull();
  });
  test("homographies take corners to corners", () => {
    for (let seed = 0; seed < 50; seed++) {
      const moves = pseudoRandom(8, seed);
      const corners = points.slice(0, 4).map(([x, y], i): Point => [x + moves[2 * i], y + moves[2 * i + 1]]);
      const matrix = homography(points.slice(0, 4), corners) as Matrix;
      for (const [i, corner] of corners.entries()) expect(map(matrix, points[i])).toEqual(near(corner));
      const [x, y] = map(matrix, points[4]);
      expect(undoPerspective(corners, { width: 9, height: 6 })([x, y])).toEqual(near(points[4]));
    }
  });
  test("there is none from corners on one line", () => {
    const line: Point[] = [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    expect(homography(line, points.slice(0, 4))).toBeNull();
  });
});
