import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

/** Axis k of the result is sample axis `axes[k]`, counted from 0. */
export function transpose(axes: readonly number[]): Oracle {
  const order = [0, ...axes.map((axis) => axis + 1)];
  return moved(
    (x) => order.map((axis) => x[axis]),
    (place, x) => x.map((_, axis) => place[order.indexOf(axis)]),
  );
}
