import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import type { Program } from "./program.ts";

/** Numbers that one call writes. */
const PART = 8;

/** Memory of `program` that holds `values`, written once when the program is first run; equal ones share it. */
export function constants(program: Program, values: readonly number[]): Slot {
  return program.once(`constants/${values.join()}`, () => {
    const slot = program.prepared("constants", values.length * 4);
    for (let from = 0; from < values.length; from += PART) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = values.slice(from, from + PART);
      const count = Math.min(PART, values.length - from);
      program.prepare(kernels.constants, { y: slot, from, count, a, b, c, d, e, f, g, h }, { items: 1, grain: 1 });
    }
    return slot;
  });
}
