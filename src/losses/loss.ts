import { checkOptions, fail, show } from "../error.ts";
import type { Node } from "../graph/node.ts";
import { format, type Shape } from "../graph/shape.ts";

/** How the losses of a batch's rows become one number. */
export type Reduction = "mean" | "sum" | "none";

/** Options that every loss takes. */
export interface LossOptions {
  /** Factor of this loss where a model has several. Default 1. */
  weight?: number;
  /**
   * `"mean"` over rows, weighted by sample and class weights; `"sum"` of the weighted rows; `"none"` for `evaluate` alone, which
   * then gives each row's loss. Default `"mean"`.
   */
  reduction?: Reduction;
}

/** What a loss takes as targets. */
export interface Targets {
  /** Shape of one sample's targets. */
  readonly shape: Shape;
  /**
   * Number of classes, where targets are class indices: one for each row of classes, the output's last axis. They are checked, and
   * it is counted how often the greatest output is the label's.
   */
  readonly classes?: number;
}

/**
 * A loss: what training makes small. It is made of layers, which are put behind the model's output when a program is compiled,
 * so that its gradient follows as that of any graph does.
 */
export interface Loss {
  readonly name: string;
  /** Factor of this loss where a model has several. */
  readonly weight: number;
  readonly reduction: Reduction;
  /** Plain data that says how to make this loss again. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A number of its own, where name and options do not tell it from other losses. */
  readonly identity?: number;
  /** With labels: what a row of each class counts for in the mean; its loss holds the factor already. */
  readonly classWeights?: readonly number[];
  /** With labels: the one whose rows count for nothing. */
  readonly ignoreIndex?: number;
  /** What targets it takes for an output of this shape (one sample), null where it takes none. Throws when it cannot be taken of it. */
  targets(output: Shape): Targets | null;
  /**
   * The loss as layers: a node with a number for each row of a sample, neither weighted nor reduced. A row is what gives one
   * number: a sample, or a position of one.
   */
  of(output: Node, targets?: Node): Node;
}

const reductions: readonly Reduction[] = ["mean", "sum", "none"];

/** The options that every loss takes, checked, among `known` others of loss `name`. */
export function checkLossOptions(
  name: string,
  options: LossOptions,
  known: readonly string[] = [],
): Required<LossOptions> {
  checkOptions(name, options, ["weight", "reduction", ...known]);
  const { weight = 1, reduction = "mean" } = options;
  if (!(Number.isFinite(weight) && weight >= 0))
    fail("option", { where: `${name}.weight`, got: show(weight), expected: "a finite number, not negative" });
  return { weight, reduction: oneOf(`${name}.reduction`, reduction, reductions) };
}

/** `value`, which must be one of `choices`. */
export function oneOf<T extends string>(where: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value)) fail("option", { where, got: show(value), expected: choices.map(show).join(" or ") });
  return value;
}

/** `value`, which must be a finite number from `low` to `high`; `open`: above `low`. */
export function numberIn(where: string, value: number, low: number, high: number, open = false): number {
  if (Number.isFinite(value) && (open ? value > low : value >= low) && value <= high) return value;
  const from = open ? `above ${low}` : `from ${low} on`;
  const expected = high === Number.POSITIVE_INFINITY ? `a number ${from}` : `a number from ${low} to ${high}`;
  fail("option", { where, got: show(value), expected });
}

/** `options` without those that were not given, as a loss keeps them. */
export const given = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** Throws unless a loss's output and targets have one shape. */
export function sameShapes(name: string, output: Node, targets: Node | undefined): void {
  if (targets && format(output.shape) !== format(targets.shape))
    fail("shape", {
      where: name,
      got: `targets ${format(targets.shape)}`,
      expected: `${format(output.shape)}, as the output`,
    });
}
