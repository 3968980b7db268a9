import * as kernels from "../../bindings/kernels.ts";
import { checkOptions } from "../error.ts";
import { count, type Shape } from "../graph/shape.ts";
import { work } from "../plan/program.ts";
import { checkWeight, type Loss } from "./loss.ts";

/** Options of losses between an output and target values. */
export interface SquaredErrorOptions {
  /** Factor of this loss where a model has several. Default 1. */
  weight?: number;
}

/** factor(size) times the sum of squared differences of a sample of `size` numbers, the mean over the batch. */
export function squaredError(name: string, options: SquaredErrorOptions, factor: (size: number) => number): Loss {
  checkOptions(name, options, ["weight"]);
  const weight = checkWeight(name, options.weight);
  return {
    name,
    weight,
    options: { weight },
    rows: (shape: Shape) => ({ rows: shape[0], targets: count(shape), labels: false }),
    emit(program, { output, targets: target, scale, losses: loss, gradient: dy }) {
      const [rows] = output.shape;
      const size = count(output.shape) / rows;
      const args = { loss, dy, y: output.slot, target, scale, size, factor: factor(size) };
      program.emit(kernels.squaredError, args, work(rows, 2 * size));
    },
  };
}
