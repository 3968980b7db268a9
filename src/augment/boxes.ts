import type { Box } from "../data/samples.ts";

/** A point: columns from the left, rows from the top, in pixels; 0 is an edge of the picture, not a pixel's middle. */
export type Point = readonly [x: number, y: number];

interface MovingBox {
  readonly box: Box;
  /** The share of it that can still be seen. */
  readonly visible: number;
}

/** The boxes of one picture as transforms move it. */
export class MovingBoxes {
  readonly #minVisible: number;
  #boxes: MovingBox[] = [];

  constructor(minVisible: number) {
    this.#minVisible = minVisible;
  }

  /** Takes the boxes of another picture. */
  begin(boxes: readonly Box[]): void {
    this.#boxes = boxes.map((box) => ({ box, visible: 1 }));
  }

  /** Where the boxes are. */
  get all(): Box[] {
    return this.#boxes.map(({ box }) => box);
  }

  /**
   * Each box becomes the smallest that holds its corners where `move` puts them, as far as that lies in a picture of `width` by
   * `height`. Those of which less than the least share is left, over all moves so far, are dropped.
   */
  move(move: (point: Point) => Point, width: number, height: number): void {
    this.#boxes = this.#boxes.flatMap(({ box, visible }) => {
      const { left, top, right, bottom } = box;
      const corners = [move([left, top]), move([right, top]), move([left, bottom]), move([right, bottom])];
      const x = within(
        corners.map((corner) => corner[0]),
        width,
      );
      const y = within(
        corners.map((corner) => corner[1]),
        height,
      );
      const share = visible * x.share * y.share;
      if (!(share > 0 && share >= this.#minVisible)) return [];
      return [{ box: { ...box, left: x.from, top: y.from, right: x.to, bottom: y.to }, visible: share }];
    });
  }
}

/** From the least to the greatest of `values`, as far as that is from 0 to `size`, and which share of it is. */
function within(values: readonly number[], size: number): { from: number; to: number; share: number } {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [Math.max(0, least), Math.min(size, greatest)];
  return { from, to, share: Math.max(0, to - from) / (greatest - least) };
}
