import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

type Sides = readonly [before: number, after: number];

/** Which element stands at place `i`, counted from the first of x: of an axis of `size`, -1 for the constant. */
function source(mode: string, i: number, size: number): number {
  if (i >= 0 && i < size) return i;
  if (mode === "reflect") return i < 0 ? -i : 2 * (size - 1) - i;
  if (mode === "replicate") return i < 0 ? 0 : size - 1;
  if (mode === "circular") return (i + size) % size;
  return -1;
}

/** x with `sides` elements around each axis of the sample. */
export function pad(sides: readonly Sides[], mode = "zeros", value = 0): Oracle {
  const all: readonly Sides[] = [[0, 0], ...sides];
  return moved(
    (x) => x.map((size, axis) => all[axis][0] + size + all[axis][1]),
    (place, x) => {
      const from = place.map((i, axis) => source(mode, i - all[axis][0], x[axis]));
      return from.includes(-1) ? null : from;
    },
    value,
  );
}
