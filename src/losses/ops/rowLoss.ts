import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { count, format, type Shape, sameShape } from "../../graph/shape.ts";
import type { BackwardSite, Op, ShapeProblem, Site } from "../../ops/op.ts";
import { flatWork, type Work, work } from "../../plan/program.ts";
import { rowsShape } from "../labels.ts";

/** Numbers of a row that a thread takes at a time. */
const CHUNK = 8192;

interface RowLoss<Attributes> {
  readonly name: string;
  infer: Op<Attributes>["infer"];
  /** Writes the loss of each row and, unless it is null, its gradient with respect to the output. */
  emit(site: Site<Attributes>, gradient: Slot | null): void;
  /** Targets are labels, which have no gradient: what is asked for is 0. */
  readonly labels?: boolean;
  /** The gradient of the targets, where there is one. */
  targetGradient?(site: BackwardSite<Attributes>): void;
}

/**
 * An op that gives a number for each row of its first input. Its kernel writes each row's gradient too, as it has all that it takes
 * at hand; backward only scales it by the gradient of the row's loss.
 */
export function rowLoss<Attributes>(definition: RowLoss<Attributes>): Op<Attributes, Slot | null> {
  return {
    name: definition.name,
    infer: (attributes, inputs, problem) => definition.infer(attributes, inputs, problem),

    forward(site) {
      const [{ slot }] = site.inputs;
      const gradient = site.training ? site.program.slot("gradient", slot.bytes) : null;
      definition.emit(site, gradient);
      return gradient;
    },

    backward(site, gradient) {
      const { program, outputGradient, inputGradients } = site;
      const [dx, dtargets] = inputGradients;
      if (dtargets) {
        if (definition.labels) noGradient(site, 1);
        else if (definition.targetGradient) definition.targetGradient(site);
        else refuseTargetGradient(site);
      }
      if (!dx || !gradient) return;
      const rows = count(outputGradient.shape);
      const size = count(dx.shape) / rows;
      const args = { dx: dx.slot, gradient, dloss: outputGradient.slot, size, chunk: CHUNK };
      program.emit(kernels.scaleRows, args, chunkWork(rows, size, CHUNK, 1), { inPlace: [dx.slot, gradient] });
    },
  };
}

/** Work of rows that are cut into chunks; a number costs about `cost` multiply-adds. */
export const chunkWork = (rows: number, size: number, chunk: number, cost: number): Work =>
  work(rows * Math.ceil(size / chunk), Math.min(size, chunk) * cost);

/** Input `index` is labels: whole numbers, in which nothing is differentiable. */
export function noGradient(
  { program, inputGradients }: Pick<BackwardSite<never>, "program" | "inputGradients">,
  index: number,
): void {
  const gradient = inputGradients[index];
  if (!gradient) return;
  const elements = count(gradient.shape);
  program.emit(kernels.fill, { y: gradient.slot, value: 0, count: elements }, flatWork(elements, 1));
}

export function refuseTargetGradient(site: Pick<Site<never>, "problem">): never {
  return site.problem({
    got: "targets that parameters or a wanted input flow into",
    expected: "targets that need no gradient",
    hint: "put stopGradient() between them",
  });
}

/** Infers a loss of rows of classes: labels [...] for an output [..., classes]. */
export function inferLabelled(
  _: unknown,
  [x, labels]: readonly Shape[],
  problem: (p: ShapeProblem) => never,
): { shape: Shape } {
  const shape = rowsShape(x);
  if (x[x.length - 1] < 2) problem({ got: format(x), expected: "[..., classes] with at least two classes" });
  if (!sameShape(shape, labels))
    problem({ got: `an output ${format(x)} and labels ${format(labels)}`, expected: `labels ${format(shape)}` });
  return { shape };
}

/** Rows and classes of a tensor [..., classes]. */
export function rowsOf({ shape }: { shape: Shape }): { rows: number; classes: number } {
  const classes = shape[shape.length - 1];
  return { rows: count(shape) / classes, classes };
}
