import type { Slot } from "../../../bindings/slot.ts";
import { count } from "../../graph/shape.ts";
import type { BackwardSite, Site } from "../op.ts";
import { poolMax, type Regions, spreadMax } from "./regions.ts";

/** What pooling by maximum keeps: its regions, and where each greatest element stood when a backward pass follows. */
export interface MaxSaved {
  readonly regions: Regions;
  readonly argmax: Slot | null;
}

/** y = the greatest of each region. */
export function maxForward({ program, inputs: [x], output: y, training }: Site<unknown>, regions: Regions): MaxSaved {
  const argmax = training ? program.slot("argmax", count(y.shape) * 4) : null;
  poolMax(program, regions, { y: y.slot, places: argmax, x: x.slot });
  return { regions, argmax };
}

/** dx = the sum of dy over the regions whose greatest stands here. */
export function maxBackward(
  { program, outputGradient: dy, inputGradients: [dx] }: BackwardSite<unknown>,
  { regions, argmax }: MaxSaved,
): void {
  if (dx && argmax) spreadMax(program, regions, { dx: dx.slot, dy: dy.slot, places: argmax });
}
