import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { indexOf, placeOf } from "./moved.ts";

export interface Resizing {
  /** New sizes of the axes behind the batch. */
  readonly size: readonly number[];
  /** New size over old where it was given; else it follows from the sizes. */
  readonly scale?: readonly number[];
  readonly mode: "nearest" | "nearestExact" | "linear" | "cubic";
  readonly alignCorners?: boolean;
}

type Tap = readonly [index: number, weight: number];

/** The elements of an axis that element i of the new one reads, and their weights. */
function tapsOf({ mode, alignCorners }: Resizing, i: number, from: number, to: number, ratio: number): Tap[] {
  const clamp = (index: number): number => Math.min(Math.max(index, 0), from - 1);
  if (mode === "nearest") return [[clamp(Math.floor(i * ratio)), 1]];
  if (mode === "nearestExact") return [[clamp(Math.floor((i + 0.5) * ratio)), 1]];
  const at = alignCorners ? (to > 1 ? (i * (from - 1)) / (to - 1) : 0) : (i + 0.5) * ratio - 0.5;
  if (mode === "linear") {
    const inside = Math.min(Math.max(at, 0), from - 1);
    const whole = Math.floor(inside);
    return [
      [whole, 1 - (inside - whole)],
      [clamp(whole + 1), inside - whole],
    ];
  }
  const whole = Math.floor(at);
  return [-1, 0, 1, 2].map((k): Tap => [clamp(whole + k), keys(Math.abs(at - whole - k))]);
}

/** Keys' cubic kernel with a = -0.75. */
function keys(d: number): number {
  const a = -0.75;
  return d <= 1 ? (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1 : a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a;
}

/** The axes behind the batch resampled, the last, channels, as it is. */
export function resize(resizing: Resizing): Oracle {
  const { size, scale } = resizing;
  const shapeOf = ([batch, ...x]: readonly number[]): number[] => [batch, ...size, x[x.length - 1]];
  /** Calls `each` for every element of y and every one of x that it reads. */
  const walk = (x: readonly number[], each: (to: number, from: number, weight: number) => void): void => {
    const shape = shapeOf(x);
    for (let to = 0; to < count(shape); to++) {
      const place = placeOf(to, shape);
      const read = (axis: number, from: readonly number[], weight: number): void => {
        if (axis > size.length) {
          each(to, indexOf([...from, place[axis]], x), weight);
          return;
        }
        const ratio = scale ? 1 / scale[axis - 1] : x[axis] / shape[axis];
        for (const [index, w] of tapsOf(resizing, place[axis], x[axis], shape[axis], ratio))
          read(axis + 1, [...from, index], weight * w);
      };
      read(1, [place[0]], 1);
    }
  };
  return {
    forward([x]: readonly Array64[]) {
      const shape = shapeOf(x.shape);
      const data = new Float64Array(count(shape));
      walk(x.shape, (to, from, weight) => {
        data[to] += weight * x.data[from];
      });
      return { shape, data };
    },
    backward(dy, [x]) {
      const dx = new Float64Array(x.data.length);
      walk(x.shape, (to, from, weight) => {
        dx[from] += weight * dy.data[to];
      });
      return { inputs: [dx], parameters: {} };
    },
  };
}
