import * as kernels from "../../../bindings/kernels.ts";
import type { Kernel, Slot } from "../../../bindings/slot.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { type Program, work } from "../../plan/program.ts";
import { type Binary, emitBinary, gather, inSlices, type Spreading, sumSpread } from "../arithmetic/broadcast.ts";
import { DIVIDE } from "../arithmetic/divide.ts";
import { MULTIPLY } from "../arithmetic/multiply.ts";
import type { Op } from "../op.ts";
import { type ReduceAttributes, type ReduceOptions, reduceAttributes, reducedShape, withOnes } from "./axes.ts";

type Rows = Kernel<{ y: Slot; x: Slot; rows: number; inner: number; slice: number }>;

const EQUAL: Binary = { flat: kernels.equal, overRows: kernels.equalRows };

/** y = the greatest or least of x; its gradient is shared by all that are as great or small. */
function extreme(name: string, kernel: Rows): Op<ReduceAttributes> {
  return {
    name,
    infer: (attributes, [x], problem) => ({ shape: reducedShape(attributes, x, problem) }),

    forward({ program, attributes, inputs: [x], output: y }) {
      gather(program, withOnes(attributes, y, x), x, (to, from, sizes) => ofRows(program, kernel, to, from, sizes));
    },

    backward({ program, attributes, inputs: [x], output, outputGradient, inputGradients: [dx] }) {
      if (!dx) return;
      const [y, dy] = [output, outputGradient].map((each) => withOnes(attributes, each, x));
      const like = (label: string, { shape }: typeof x): typeof x => ({
        slot: program.slot(label, count(shape) * 4),
        shape,
      });
      const [hits, ties, share] = [like("hits", x), like("ties", y), like("share", y)];
      emitBinary(program, EQUAL, hits, x, y);
      sumSpread(program, ties, hits);
      emitBinary(program, DIVIDE, share, dy, ties);
      emitBinary(program, MULTIPLY, dx, hits, share);
    },
  };
}

/** y [outer, inner] = the greatest or least of the rows of x [outer, rows, inner]. */
function ofRows(program: Program, kernel: Rows, y: Slot, x: Slot, sizes: Spreading): void {
  const { outer, rows, inner } = sizes;
  const { slice, slices } = inSlices(sizes);
  const best = slices === 1 ? y : program.slot("slices", outer * slices * inner * 4);
  program.emit(kernel, { y: best, x, rows, inner, slice }, work(outer * slices, 2 * slice * inner));
  if (slices === 1) return;
  program.emit(kernel, { y, x: best, rows: slices, inner, slice: slices }, work(outer, 2 * slices * inner));
}

export const reduceMaxOp: Op<ReduceAttributes> = /* @__PURE__ */ extreme("reduceMax", kernels.maxRows);

export const reduceMinOp: Op<ReduceAttributes> = /* @__PURE__ */ extreme("reduceMin", kernels.minRows);

/**
 * y = the greatest x along the given axes of each sample, by default along all of them; NaN where any is.
 * Shapes: [height, width, channels] with axes [0, 1] -> [channels], or [1, 1, channels] with keepDimensions; along all axes -> [1].
 * Gradient: dx = dy where x is the greatest, shared evenly by all that are equal, else 0.
 * Source: as PyTorch's amax.
 *
 * @throws FoveaError for unknown options, axes that the input does not have or that come twice.
 * @example
 * const shifted: Layer = (x) => subtract()(x, reduceMax({ axes: -1, keepDimensions: true })(x));
 */
export function reduceMax(options: ReduceOptions = {}): Layer {
  return layer(reduceMaxOp, reduceAttributes("reduceMax", options), options.name);
}

/**
 * y = the least x along the given axes of each sample, by default along all of them; NaN where any is.
 * Shapes: [height, width, channels] with axes [0, 1] -> [channels], or [1, 1, channels] with keepDimensions; along all axes -> [1].
 * Gradient: dx = dy where x is the least, shared evenly by all that are equal, else 0.
 * Source: as PyTorch's amin.
 *
 * @throws FoveaError for unknown options, axes that the input does not have or that come twice.
 * @example
 * const darkest = reduceMin({ axes: [0, 1] });
 */
export function reduceMin(options: ReduceOptions = {}): Layer {
  return layer(reduceMinOp, reduceAttributes("reduceMin", options), options.name);
}
