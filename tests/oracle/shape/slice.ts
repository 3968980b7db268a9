import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

/** One axis: its first index, how many there are, and from one to the next. */
export type Range = readonly [begin: number, size: number, step: number];

/** The elements of a range of each axis of the sample. */
export function slice(ranges: readonly Range[]): Oracle {
  return moved(
    ([batch]) => [batch, ...ranges.map(([, size]) => size)],
    ([sample, ...place]) => [sample, ...place.map((i, axis) => ranges[axis][0] + i * ranges[axis][2])],
  );
}
