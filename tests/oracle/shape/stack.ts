import type { Shape } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import { concat } from "./concat.ts";

/** The inputs side by side along a new sample axis `axis`: what concat is of samples with an axis of size 1 more. */
export function stack(axis: number): Oracle {
  const joined = concat(axis);
  const widened = (shape: Shape): number[] => [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  return {
    forward: (inputs) =>
      joined.forward(
        inputs.map(({ shape, data }) => ({ shape: widened(shape), data })),
        {},
      ),
    backward: (dy, inputs) =>
      joined.backward(
        dy,
        inputs.map(({ shape, data }) => ({ shape: widened(shape), data })),
        {},
      ),
  };
}
