import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

/** The sample `repeats` times along each axis. */
export function tile(repeats: readonly number[]): Oracle {
  return moved(
    ([batch, ...x]) => [batch, ...x.map((size, axis) => size * repeats[axis])],
    (place, x) => place.map((i, axis) => i % x[axis]),
  );
}

/** Each element `times` times along sample axis `along`. */
export function repeat(times: number, along: number): Oracle {
  return moved(
    (x) => x.map((size, axis) => (axis === along + 1 ? size * times : size)),
    (place) => place.map((i, axis) => (axis === along + 1 ? Math.floor(i / times) : i)),
  );
}
