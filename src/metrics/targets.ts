import type { Values } from "../data/samples.ts";
import { fail, show } from "../error.ts";
import { count } from "../graph/shape.ts";
import type { MetricOutput } from "../train/metric.ts";

/** How a metric of classes reads outputs and targets. */
export interface ClassOptions {
  /**
   * `"labels"`: a class index for each row of the output's last axis, of which the greatest score is the prediction;
   * `"probabilities"`: a number for each class instead, of which the greatest is the label (a row of zeros counts for nothing);
   * `"binary"`: every number of the output is a yes or no of its own. Default: as the loss takes its targets.
   */
  targets?: TargetKind;
  /** With binary targets: scores above it are a yes. Default 0, as the loss is of logits; for probabilities it is 0.5. */
  threshold?: number;
  /** A label that counts for nothing. Default: that of the loss. */
  ignoreIndex?: number;
}

export type TargetKind = "labels" | "probabilities" | "binary";

/** The names of {@link ClassOptions}. */
export const classOptions: readonly string[] = ["targets", "threshold", "ignoreIndex"];

const kinds: readonly unknown[] = ["labels", "probabilities", "binary", undefined];

/** Throws unless `options` are {@link ClassOptions}, among others. */
export function checkClassOptions(name: string, { targets, threshold, ignoreIndex }: ClassOptions): void {
  if (!kinds.includes(targets))
    fail("option", {
      where: `${name}.targets`,
      got: show(targets),
      expected: '"labels", "probabilities" or "binary"',
    });
  if (threshold !== undefined && !Number.isFinite(threshold))
    fail("option", { where: `${name}.threshold`, got: show(threshold), expected: "a finite number" });
  if (ignoreIndex !== undefined && !Number.isInteger(ignoreIndex))
    fail("option", { where: `${name}.ignoreIndex`, got: show(ignoreIndex), expected: "a whole number" });
}

/** What a row of scores is compared with: its label (rows of classes), or whether it is a yes (binary). */
export type Visit = (at: number, truth: number, weight: number, kind: number) => void;

/** How the numbers of one output are gone through. */
export interface Reader {
  readonly binary: boolean;
  /** Classes of a row; with binary targets the kinds of yes and no, the size of the last axis. */
  readonly classes: number;
  /** Scores above it are a yes. */
  readonly threshold: number;
  /**
   * Calls `visit` for each row of scores outputs[at..at + classes) with its label; with binary targets for each score outputs[at]
   * with 1 or 0 and its place in the last axis. What is ignored is left out.
   */
  each(outputs: ArrayLike<number>, targets: Values, weights: Float32Array | null | undefined, visit: Visit): void;
}

/** How metric `name` reads `output`. */
export function readerOf(name: string, output: MetricOutput, options: ClassOptions): Reader {
  const { shape, loss } = output;
  const width = count(shape);
  const classes = shape.at(-1) ?? 1;
  const taken = loss.options?.targets === "probabilities" ? "probabilities" : "binary";
  const kind = options.targets ?? (output.classes ? "labels" : taken);
  if ((kind === "labels") !== (output.classes !== null))
    fail("option", {
      where: `${name}.targets`,
      got: show(kind),
      expected: `what ${loss.name} takes, which is ${output.classes ? "" : "not "}labels`,
    });
  if (kind !== "labels" && count(loss.targets(shape)?.shape ?? []) !== width)
    fail("shape", {
      where: name,
      got: `output ${show(output.name)} with ${loss.name}, whose targets are not of its shape`,
      expected: "a target for each number of the output, or labels",
    });
  const { threshold = 0, ignoreIndex = output.ignoreIndex } = options;
  if (kind === "binary") return { binary: true, classes, threshold, each: eachNumber };
  return { binary: false, classes, threshold, each: kind === "labels" ? eachLabelled : eachDistribution };

  function eachLabelled(...[, targets, weights, visit]: Parameters<Reader["each"]>): void {
    const rows = width / classes;
    for (let row = 0; row < targets.length; row++)
      if (targets[row] !== ignoreIndex) visit(row * classes, targets[row], weights?.[Math.floor(row / rows)] ?? 1, 0);
  }

  function eachDistribution(...[, targets, weights, visit]: Parameters<Reader["each"]>): void {
    for (let at = 0; at < targets.length; at += classes) {
      const label = greatest(targets, at, classes);
      if (targets[at + label] > 0 && label !== ignoreIndex) visit(at, label, weights?.[Math.floor(at / width)] ?? 1, 0);
    }
  }

  function eachNumber(...[, targets, weights, visit]: Parameters<Reader["each"]>): void {
    for (let at = 0; at < targets.length; at++)
      if (targets[at] !== ignoreIndex)
        visit(at, targets[at] >= 0.5 ? 1 : 0, weights?.[Math.floor(at / width)] ?? 1, at % classes);
  }
}

/** Which of values[at..at + classes) is the greatest, of equal ones the first. */
export function greatest(values: ArrayLike<number>, at: number, classes: number): number {
  let found = 0;
  for (let c = 1; c < classes; c++) if (values[at + c] > values[at + found]) found = c;
  return found;
}
