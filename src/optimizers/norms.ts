import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { flatWork, type Program, work } from "../plan/program.ts";

/** Elements whose squares are added first; `BLOCK` of assembly/flat.ts. */
const BLOCK = 1024;

interface Values {
  readonly slot: Slot;
  readonly count: number;
}

/** Emits the norm of each group of tensors, taken together: one slot of one f32 for each. Two stages in all. */
export function norms(program: Program, groups: readonly (readonly Values[])[]): Slot[] {
  const blocksOf = ({ count }: Values): number => Math.ceil(count / BLOCK);
  const planned = groups.map((group) => {
    const blocks = group.reduce((sum, values) => sum + blocksOf(values), 0);
    return { group, blocks, partials: program.slot("squares", blocks * 4), norm: program.slot("norm", 4) };
  });
  program.together(() => {
    for (const { group, partials } of planned) {
      let from = 0;
      for (const values of group) {
        const args = { partials: partials.at(from * 4), x: values.slot, count: values.count };
        program.emit(kernels.blockSquares, args, flatWork(values.count, 1));
        from += blocksOf(values);
      }
    }
  });
  program.together(() => {
    for (const { norm, partials, blocks } of planned)
      program.emit(kernels.norm, { norm, partials, count: blocks }, work(1, 2 * blocks));
  });
  return planned.map(({ norm }) => norm);
}
