/** Smooth distortion: the paper is pushed about at the nodes of a coarse grid, and all between them moves along. */
import type { RandomStream } from "../../random.ts";
import { spread } from "./chance.ts";
import type { Path } from "./path.ts";

const BOX = 100; // what the grid covers, in the strokes' units
const NODES = 4; // along each side
const PUSH = 5; // at a node, at most, along each axis
const LAST_CELL_END = NODES - 1.001; // just short of the last node, so that every position has a next one

/** Moves the points of paths by a displacement field that {@link Warp.draw} draws. */
export class Warp {
  /** x, y of each node, row after row. */
  readonly #push = new Float64Array(2 * NODES * NODES);

  draw(stream: RandomStream): void {
    for (let i = 0; i < this.#push.length; i++) this.#push[i] = PUSH * spread(stream);
  }

  apply(path: Path): void {
    for (let i = 0; i < path.length; i++) {
      const column = gridPosition(path.x[i]);
      const row = gridPosition(path.y[i]);
      const left = Math.floor(column);
      const top = Math.floor(row);
      const node = 2 * (top * NODES + left);
      const right = smoothStep(column - left);
      const down = smoothStep(row - top);
      path.x[i] += blend(this.#push, node, right, down);
      path.y[i] += blend(this.#push, node + 1, right, down);
    }
  }
}

/** Where a coordinate lies in units of grid cells; one outside the box moves with the box's edge. */
function gridPosition(coordinate: number): number {
  return Math.max(0, Math.min(LAST_CELL_END, (coordinate / BOX) * (NODES - 1)));
}

/** 0 to 1 for `t` from 0 to 1, flat at both ends, so that the field has no kinks at the nodes. */
function smoothStep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** The value between node `at`, the one to its right, and the two below these. */
function blend(push: Float64Array, at: number, right: number, down: number): number {
  const below = at + 2 * NODES;
  const upper = push[at] + right * (push[at + 2] - push[at]);
  const lower = push[below] + right * (push[below + 2] - push[below]);
  return upper + down * (lower - upper);
}
