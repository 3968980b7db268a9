import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

/** Sample axes `axes`, counted from 0, backwards. */
export function flip(axes: readonly number[]): Oracle {
  return moved(
    (x) => x,
    (place, x) => place.map((i, axis) => (axes.includes(axis - 1) ? x[axis] - 1 - i : i)),
  );
}

/** Element i comes to i + shift, from the end back to the beginning, along sample axis `along`. */
export function roll(shift: number, along: number): Oracle {
  return moved(
    (x) => x,
    (place, x) =>
      place.map((i, axis) => {
        if (axis !== along + 1) return i;
        const from = (i - shift) % x[axis];
        return from < 0 ? from + x[axis] : from;
      }),
  );
}
