import type { Slot } from "../../bindings/slot.ts";
import { fail, show } from "../error.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../ops/op.ts";
import type { Program } from "../plan/program.ts";

/** What a loss sees of a batch: rows are what it gives one number for, a sample or a position of one. */
export interface LossRows {
  readonly rows: number;
  /** Numbers that the user gives as targets: labels (one a row) or values. */
  readonly targets: number;
  /** True: targets are class indices, and the loss counts which rows are right. */
  readonly labels: boolean;
  /** Number of classes, with labels. */
  readonly classes?: number;
}

/** Slots of one loss in a program. */
export interface LossCall {
  /** The model's output, [batch, ...]. */
  readonly output: Tensor;
  /** i32 labels or f32 values. */
  readonly targets: Slot;
  /** [rows] the weight of each row over the sum of weights, so that losses add up to the weighted mean. */
  readonly scale: Slot;
  /** [rows], written: each row's loss times its scale. */
  readonly losses: Slot;
  /** [rows], written: 1 where the greatest output is the label's, else 0. */
  readonly correct: Slot | null;
  /** As the output, written: the gradient of the sum of losses. */
  readonly gradient: Slot | null;
}

/** A loss: a scalar to make small, a mean over the rows of a batch. */
export interface Loss {
  readonly name: string;
  /** Factor of this loss where a model has several. */
  readonly weight: number;
  /** Weight of each class, with labels; the mean is then a weighted one. */
  readonly classWeights?: readonly number[];
  /** Plain data that says how to make this loss again. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Rows and targets for an output of `shape` = [batch, ...]; throws when the loss cannot be taken of it. */
  rows(shape: Shape): LossRows;
  emit(program: Program, call: LossCall): void;
}

/** The factor of loss `name`: `weight`, or 1. Throws unless it is a finite number, not negative. */
export function checkWeight(name: string, weight = 1): number {
  if (!(Number.isFinite(weight) && weight >= 0))
    fail("option", { where: `${name}.weight`, got: show(weight), expected: "a finite number, not negative" });
  return weight;
}
