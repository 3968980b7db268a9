import type { Slot } from "../../bindings/slot.ts";
import type { Shape } from "../graph/shape.ts";
import type { Program } from "../plan/program.ts";

/** A number, or a function of the step, which counts from 1. Use + - * / only, or runtimes differ in the last bit. */
export type Schedule = number | ((step: number) => number);

/** One parameter's update in a program. */
export interface Update {
  /** Where the parameter stands, such as `0.conv2d/kernel`. */
  readonly path: string;
  readonly shape: Shape;
  /** Number of elements. */
  readonly count: number;
  readonly parameter: Slot;
  readonly gradient: Slot;
  /** A slot for each name in `state` that the optimizer keeps for this parameter: as large as it, zero before the first step. */
  readonly state: Readonly<Record<string, Slot>>;
}

/** A statistic of the data, such as a running mean, after the step that changed it. */
export type StatisticUpdate = Omit<Update, "gradient">;

/** How gradients change parameters. Optimizers that wrap others (clipping, averages, groups) are optimizers too. */
export interface Optimizer {
  readonly name: string;
  /** Plain data for saved files; a schedule is not in it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of what is remembered for each parameter, such as `velocity`. */
  readonly state: readonly string[];
  /** Whether `state` is kept for the parameter at `path`. Default: for all. */
  keeps?(state: string, path: string, shape: Shape): boolean;
  /** Whether the parameter at `path` stays as it is: then no gradient is computed for it. Default: none does. */
  freezes?(path: string, shape: Shape): boolean;
  /** Throws when it cannot train `parameters`, by path, as when what it was told of some of them is of none. Default: it can. */
  check?(parameters: ReadonlyMap<string, Shape>): void;
  /** How many values `hyper` returns. */
  readonly hyperCount: number;
  /** The values of step `step` (from 1), a pure function with the same bits on every runtime. */
  hyper(step: number): readonly number[];
  /** Emits the updates of all parameters; `hyper` holds the step's values as f32. What shares no slot may run `together`. */
  emit(program: Program, updates: readonly Update[], hyper: Slot): void;
  /** For an optimizer that keeps something of statistics too: which of `state`, and the emission of its updates. */
  readonly statistics?: {
    readonly state: string;
    emit(program: Program, updates: readonly StatisticUpdate[], hyper: Slot): void;
  };
}
