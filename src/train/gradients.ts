import type { Samples } from "../data/samples.ts";
import { checkOptions } from "../error.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import { batches } from "./batches.ts";
import { checkLosses, lossKey } from "./losses.ts";
import { fillBatch, readLosses, runPlan } from "./run.ts";

/** Options of `model.gradients`. */
export interface GradientOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
}

/** Copies of gradients, in the layout of what they are gradients of. */
export interface Gradients {
  readonly loss: number;
  /** By parameter path. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** By input name, with respect to the values after preprocessing: [samples, ...shape]. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

/** One forward and backward pass over all of `samples` as one batch; see `Model.gradients`. */
export async function gradients(network: Network, samples: Samples, options: GradientOptions): Promise<Gradients> {
  checkOptions("gradients", options, ["loss"]);
  const losses = checkLosses(network.graph, options.loss, "gradients.loss");
  const data = batches(network.graph, losses, samples, "gradients data");
  return runPlan(
    network,
    () =>
      network.plan(`gradients/${lossKey(losses)}`, data.size, { losses, gradients: { inputs: network.graph.inputs } }),
    (plan) => void fillBatch(plan, data, null, 0, data.size),
    (plan) => ({
      loss: readLosses(plan).loss,
      parameters: Object.fromEntries(
        [...plan.parameterGradients].map(([parameter, { slot }]) => [
          network.graph.parameters.get(parameter),
          plan.tape.floats(slot).slice(),
        ]),
      ),
      inputs: Object.fromEntries(
        network.graph.inputs.flatMap((node) => {
          const gradient = plan.inputGradients.get(node);
          return gradient ? [[node.path, plan.tape.floats(gradient.slot).slice()]] : [];
        }),
      ),
    }),
  );
}
