import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { fail, show } from "../../../error.ts";
import { constant } from "../../../graph/initializer.ts";
import { count, format, type Shape } from "../../../graph/shape.ts";
import { flatWork, type Program, work } from "../../../plan/program.ts";
import type { BackwardSite, ParameterSpec, ShapeProblem, Site } from "../../op.ts";

/** What rows are divided by; the numbers are those of assembly/normalization/rowNorm.ts. */
export const kinds = { deviation: 0, rootMeanSquare: 1, length: 2 } as const;

/** The options that ops over the last axes share, as the graph keeps them. */
export interface RowAttributes {
  readonly axes: readonly number[];
  readonly epsilon: number;
}

/** `axes` as an array of whole numbers. */
export function axesOf(where: string, axes: number | readonly number[]): readonly number[] {
  const all = typeof axes === "number" ? [axes] : axes;
  if (!(Array.isArray(all) && all.length && all.every((axis) => Number.isInteger(axis))))
    fail("option", {
      where,
      got: show(axes),
      expected: "an axis or an array of axes, such as -1 or [-2, -1]",
      hint: "axes are those of a sample, the batch is not counted",
    });
  return all;
}

/** `epsilon`, which must be above 0 in 32-bit floating point. */
export function epsilonOf(where: string, epsilon: number): number {
  if (!(typeof epsilon === "number" && Number.isFinite(epsilon) && Math.fround(epsilon) > 0))
    fail("option", { where, got: show(epsilon), expected: "a finite number above 0" });
  return epsilon;
}

/** The sizes of the axes that make a row: `axes`, which must be the last ones of `x`. */
export function rowShape(x: Shape, axes: readonly number[], problem: (p: ShapeProblem) => never): Shape {
  const places = axes.map((axis) => (axis < 0 ? x.length + axis : axis)).sort((a, b) => a - b);
  if (!places.every((place, i) => place === x.length - places.length + i))
    problem({
      got: `axes ${format(axes)} of ${format(x)}`,
      expected: `the last axes, each once, ${x.length === 1 ? "-1" : "such as -1 or [-2, -1]"}`,
      hint: "transpose() brings others to the end",
    });
  return x.slice(x.length - places.length);
}

/** A parameter for each number of a row. */
export const rowParameter = (shape: Shape, value: number): ParameterSpec => ({
  shape,
  initializer: constant(value),
  fanIn: 1,
  fanOut: 1,
});

const sizesOf = (x: Shape, { axes }: RowAttributes): { rows: number; n: number } => {
  const n = count(x.slice(x.length - axes.length));
  return { rows: count(x) / n, n };
};

/** Emits the forward pass; returns, in training, the statistics of each row. */
export function normalizeRows(site: Site<RowAttributes>, kind: number): Slot | null {
  const { program, attributes, inputs, output, parameters, training } = site;
  const [x] = inputs;
  const { rows, n } = sizesOf(x.shape, attributes);
  const statistics = training ? program.slot("statistics", rows * 12) : null;
  const learnt = { scale: parameters.scale?.slot ?? null, shift: parameters.shift?.slot ?? null };
  const args = { y: output.slot, statistics, x: x.slot, ...learnt, rows, n, kind, epsilon: attributes.epsilon };
  program.emit(kernels.rowNormForward, args, work(rows, 8 * n), { inPlace: [output.slot, x.slot] });
  return statistics;
}

/** Elements of a slice of rows, and the most slices that there are: partial sums are as long as a row for each of them. */
const SLICE = { elements: 1 << 14, most: 32 };

/** Emits the gradients of a forward pass that found these `statistics`. */
export function normalizeRowsBackward(site: BackwardSite<RowAttributes>, statistics: Slot, kind: number): void {
  const { program, attributes, inputs, parameters, outputGradient, parameterGradients } = site;
  const [x] = inputs;
  const { rows, n } = sizesOf(x.shape, attributes);
  const dx = site.inputGradients[0]?.slot ?? null;
  const [dscale, dshift] = [parameterGradients.scale?.slot ?? null, parameterGradients.shift?.slot ?? null];
  if (!dx && !dscale && !dshift) return;
  const learning = dscale || dshift;
  const wanted = learning ? Math.min(SLICE.most, Math.ceil((rows * n) / SLICE.elements), rows) : rows;
  const sliceRows = Math.ceil(rows / wanted);
  const slices = Math.ceil(rows / sliceRows);
  const partial = (sum: Slot | null): Slot | null => sum && program.slot("partial", slices * n * 4);
  const [dscales, dshifts] = [partial(dscale), partial(dshift)];
  const given = { dy: outputGradient.slot, x: x.slot, statistics, scale: parameters.scale?.slot ?? null };
  program.emit(
    kernels.rowNormBackward,
    { dx, dscales, dshifts, ...given, rows, n, sliceRows, kind, epsilon: attributes.epsilon },
    work(slices, 12 * sliceRows * n),
  );
  program.together(() => {
    if (dscale && dscales) sumSlices(program, dscale, dscales, n, slices);
    if (dshift && dshifts) sumSlices(program, dshift, dshifts, n, slices);
  });
}

/** y [count] = the sum over slices of [slices, count]. */
export function sumSlices(program: Program, y: Slot, partials: Slot, elements: number, slices: number): void {
  program.emit(kernels.sumSlices, { y, partials, count: elements, slices }, flatWork(elements, slices));
}
