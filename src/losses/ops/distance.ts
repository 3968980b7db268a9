import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { format, type Shape, sameShape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../../ops/op.ts";
import { work } from "../../plan/program.ts";
import { rowsShape } from "../labels.ts";
import { rowsOf } from "./rowLoss.ts";

export interface DistanceAttributes {
  /** The square of the distance instead of it. */
  squared: boolean;
}

/** |a - b|, or its square, of the vectors along the last axis: two inputs of one shape. */
export const distanceOp: Op<DistanceAttributes> = {
  name: "distance",
  takesNodes: 2,
  infer: (_, inputs, problem) => inferPairs(inputs, problem),

  forward({ program, attributes, inputs: [a, b], output }) {
    const { rows, classes: size } = rowsOf(a);
    const args = { y: output.slot, a: a.slot, b: b.slot, size, squared: attributes.squared ? 1 : 0 };
    program.emit(kernels.distanceForward, args, work(rows, 2 * size));
  },

  backward({ program, attributes, inputs: [a, b], output, outputGradient, inputGradients: [da, db] }) {
    if (!da && !db) return;
    const { rows, classes: size } = rowsOf(a);
    const gradients = { da: da?.slot ?? null, db: db?.slot ?? null, dy: outputGradient.slot };
    const args = { ...gradients, y: output.slot, a: a.slot, b: b.slot, size, squared: attributes.squared ? 1 : 0 };
    program.emit(kernels.distanceBackward, args, work(rows, 3 * size));
  },
};

export interface CosineAttributes {
  /** The least that a vector's length counts as. */
  epsilon: number;
}

/** The cosine between the vectors along the last axis: two inputs of one shape. */
export const cosineSimilarityOp: Op<CosineAttributes, Slot | null> = {
  name: "cosineSimilarity",
  takesNodes: 2,
  infer: (_, inputs, problem) => inferPairs(inputs, problem),

  forward({ program, attributes, inputs: [a, b], output, training }) {
    const { rows, classes: size } = rowsOf(a);
    const norms = training ? program.slot("norms", rows * 8) : null;
    const args = { y: output.slot, norms, a: a.slot, b: b.slot, size, epsilon: attributes.epsilon };
    program.emit(kernels.cosineForward, args, work(rows, 4 * size));
    return norms;
  },

  backward({ program, attributes, inputs: [a, b], output, outputGradient, inputGradients: [da, db] }, norms) {
    if ((!da && !db) || !norms) return;
    const { rows, classes: size } = rowsOf(a);
    const gradients = { da: da?.slot ?? null, db: db?.slot ?? null, dy: outputGradient.slot };
    const args = { ...gradients, y: output.slot, norms, a: a.slot, b: b.slot, size, epsilon: attributes.epsilon };
    program.emit(kernels.cosineBackward, args, work(rows, 5 * size));
  },
};

function inferPairs([a, b]: readonly Shape[], problem: (p: ShapeProblem) => never): { shape: Shape } {
  if (!sameShape(a, b)) problem({ got: `${format(a)} and ${format(b)}`, expected: "two nodes of one shape" });
  return { shape: rowsShape(a) };
}
