import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { flatWork, type Program } from "../../../plan/program.ts";

/** Partial sums in `slices` slices of `y`'s size, then their sum; with one slice the partial sum is the sum. */
export function inSlices(program: Program, y: Slot, slices: number, emitPartials: (partials: Slot) => void): void {
  if (slices === 1) {
    emitPartials(y);
    return;
  }
  const partials = program.slot("partials", slices * y.bytes);
  emitPartials(partials);
  const elements = y.bytes / 4;
  program.emit(kernels.sumSlices, { y, partials, count: elements, slices }, flatWork(elements, slices));
}
