import type { Kernel, Slot } from "../../bindings/slot.ts";
import { flatWork } from "../plan/program.ts";
import type { Optimizer, Update } from "./optimizer.ts";

/** What every kernel of an elementwise optimizer is called with, besides its state. */
type Common = Record<"parameter" | "gradient" | "hyper", Slot> & { count: number };

/**
 * The `emit` of an optimizer whose kernel treats each element alone: one call for each parameter, all in one stage. State that is
 * not kept is null. `cost`: multiply-adds of an element.
 */
export function elementwise<State extends string>(
  kernel: Kernel<Common & Record<State, Slot | null>>,
  names: readonly State[],
  cost: number,
): Optimizer["emit"] {
  return (program, updates, hyper) =>
    program.together(() => {
      for (const { parameter, gradient, state, count } of updates) {
        const kept = Object.fromEntries(names.map((name) => [name, state[name] ?? null])) as Record<State, Slot | null>;
        program.emit(kernel, { parameter, gradient, hyper, count, ...kept }, flatWork(count, cost));
      }
    });
}

/** Runs `emitEach` for every update, in one stage. */
export function forEach(
  updates: readonly Update[],
  program: Parameters<Optimizer["emit"]>[0],
  emitEach: (update: Update) => void,
): void {
  program.together(() => {
    for (const update of updates) emitEach(update);
  });
}
