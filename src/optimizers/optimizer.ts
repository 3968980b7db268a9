import type { Slot } from "../../bindings/slot.ts";
import type { Program } from "../plan/program.ts";

/** A number, or a function of the step, which counts from 1. Use + - * / only, or runtimes differ in the last bit. */
export type Schedule = number | ((step: number) => number);

/** Slots of one parameter's update. */
export interface Update {
  readonly parameter: Slot;
  readonly gradient: Slot;
  /** One slot for each name in `state`, as large as the parameter, zero before the first step. */
  readonly state: readonly Slot[];
  /** f32 values that change from step to step, from `hyper`. */
  readonly hyper: Slot;
  readonly count: number;
}

/** How gradients change parameters. */
export interface Optimizer {
  readonly name: string;
  /** Plain data for saved files; a schedule is not in it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of what is remembered for each parameter, such as `velocity`. */
  readonly state: readonly string[];
  /** The values of step `step` (from 1), a pure function with the same bits on every runtime. */
  hyper(step: number): readonly number[];
  emit(program: Program, update: Update): void;
}
