import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail } from "../error.ts";
import { format } from "../graph/shape.ts";
import { boolean } from "../ops/options.ts";
import { flatWork } from "../plan/program.ts";
import type { Optimizer, Schedule, Update } from "./optimizer.ts";
import { inRange, learningRateOf, plainOptions } from "./options.ts";
import { type Matrix, orthogonalize } from "./orthogonalize.ts";

/** Options of {@link muon}. */
export interface MuonOptions {
  /** Length of a step, or a function of the step's number (from 1); in units of the spectral norm. Default 0.02. */
  learningRate?: Schedule;
  /** Part of the last step's velocity that is kept, from 0 to less than 1. Default 0.95. */
  momentum?: number;
  /** Whether the gradient counts once more, as it will be after the velocity's next step (Nesterov). Default true. */
  nesterov?: boolean;
  /** Factor of the parameter that is taken off it besides, times the learning rate. Default 0. */
  weightDecay?: number;
}

/**
 * Steps of equal size in all directions, for kernels: v = momentum v + g; u = g + momentum v, or v without Nesterov; p -= learningRate
 * (weightDecay p + s O(u)), where O makes the singular values of u, as a matrix of all axes but the last by the last, about 1 by five
 * Newton-Schulz iterations with the coefficients 3.4445, -4.775, 2.0315, and s = sqrt(max(1, outputs / inputs)), outputs the
 * last axis and inputs the rest. Only for parameters of two or more axes, best those of hidden layers: biases, normalisations, embeddings and
 * the last layer have a group of their own with {@link adamW} ({@link parameterGroups}).
 * Source: Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks", and its reference implementation, whose velocity
 * is this one times 1 - momentum, whose iterations are in bfloat16, and whose s is 1 for the kernels of convolutions.
 *
 * @throws FoveaError for an unknown option and a number out of its range, and (when a training begins) a parameter of one axis.
 * @example
 * const optimizer = parameterGroups([
 *   { match: (path, shape) => shape.length > 1 && !path.startsWith("classifier/"), optimizer: muon() },
 *   { optimizer: adamW({ learningRate: 0.001 }) },
 * ]);
 */
export function muon(options: MuonOptions = {}): Optimizer {
  checkOptions("muon", options, ["learningRate", "momentum", "nesterov", "weightDecay"]);
  const { learningRate = 0.02 } = options;
  const rate = learningRateOf("muon.learningRate", learningRate);
  const momentum = inRange("muon.momentum", options.momentum ?? 0.95, 0, 1);
  const nesterov = boolean("muon.nesterov", options.nesterov ?? true);
  const weightDecay = inRange("muon.weightDecay", options.weightDecay ?? 0, 0, Number.POSITIVE_INFINITY);
  return {
    name: "muon",
    options: plainOptions({ learningRate, momentum, nesterov, weightDecay }),
    state: ["velocity"],
    hyperCount: 4,
    // In the order of MuonHyper in assembly/optimizers/muon.ts.
    hyper: (step) => [rate(step), momentum, weightDecay, Number(nesterov)],
    emit(program, updates, hyper) {
      const matrices = updates.map(
        (update): Matrix => ({ ...sides(update), slot: program.slot("step", update.count * 4) }),
      );
      program.together(() => {
        for (const [i, { gradient, state, count }] of updates.entries()) {
          const direction = matrices[i].slot;
          const args = { direction, velocity: state.velocity, gradient, hyper, count };
          program.emit(kernels.muonDirection, args, flatWork(count), { inPlace: [direction, gradient] });
        }
      });
      const directions = orthogonalize(program, matrices);
      program.together(() => {
        for (const [i, { parameter, count }] of updates.entries()) {
          const scale = Math.sqrt(Math.max(1, matrices[i].columns / matrices[i].rows));
          program.emit(kernels.muon, { parameter, direction: directions[i], hyper, scale, count }, flatWork(count));
        }
      });
    },
  };
}

/** The parameter as a matrix. */
function sides({ path, shape, count }: Update): { rows: number; columns: number } {
  if (shape.length < 2)
    fail("option", {
      where: "muon",
      got: `parameter ${path} ${format(shape)}`,
      expected: "parameters of two or more axes",
      hint: "parameterGroups([{ match: (path, shape) => shape.length > 1, optimizer: muon() }, { optimizer: adamW() }]) gives the others a rule of their own",
    });
  const columns = shape[shape.length - 1];
  return { rows: count / columns, columns };
}
