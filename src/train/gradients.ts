import type { Samples } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Node } from "../graph/node.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Tensor } from "../ops/op.ts";
import { seedKey } from "../random.ts";
import { batches } from "./batches.ts";
import { checkScalarLosses, lossKey } from "./losses.ts";
import { fillBatch, readLosses, runPlan, setRandom } from "./run.ts";

/** Options of `model.gradients`. */
export interface GradientOptions {
  /** The loss, or one for each output by name. */
  loss: Loss | Readonly<Record<string, Loss>>;
  /** Layers whose results the gradient is wanted of too, by path as in the summary. Default none. */
  nodes?: readonly string[];
  /** Decides what dropout and its like draw: as the numbers of a step 0, which no training has. Default 0. */
  seed?: number;
}

/** Copies of gradients, in the layout of what they are gradients of. */
export interface Gradients {
  readonly loss: number;
  /** By parameter path. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** By input name, with respect to the values after preprocessing: [samples, ...shape]. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  /** By path of the layers asked for, with respect to their results: [samples, ...shape]; zeros where the loss does not depend on one. */
  readonly nodes: Readonly<Record<string, Float32Array>>;
}

/** One forward and backward pass over all of `samples` as one batch; see `Model.gradients`. */
export async function gradients(network: Network, samples: Samples, options: GradientOptions): Promise<Gradients> {
  checkOptions("gradients", options, ["loss", "nodes", "seed"]);
  const { seed = 0 } = options;
  seedKey(seed, "gradients.seed");
  const losses = checkScalarLosses(network.graph, options.loss, "gradients.loss");
  const data = batches(network.graph, losses, samples, "gradients data");
  const chosen = findNodes(network, options.nodes ?? []);
  const nodes = [...network.graph.inputs, ...chosen.values()];
  const key = `gradients/${lossKey(losses)}/${JSON.stringify([...chosen.keys()])}`;
  return runPlan(
    network,
    () => network.plan(key, data.size, { losses, gradients: { inputs: nodes } }),
    (plan) => {
      setRandom(plan, seed, 0);
      fillBatch(plan, data, null, 0, data.size);
    },
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
      nodes: Object.fromEntries(
        [...chosen].map(([path, node]) => {
          const { slot } = plan.inputGradients.get(node) as Tensor; // zeros where the loss does not depend on it
          return [path, plan.tape.floats(slot).slice()];
        }),
      ),
    }),
  );
}

/** The nodes at `paths`, by path. */
function findNodes({ graph }: Network, paths: readonly string[]): Map<string, Node> {
  if (!Array.isArray(paths))
    fail("option", { where: "gradients.nodes", got: show(paths), expected: "an array of paths of layers" });
  const known = new Map([...graph.paths].filter(([{ op }]) => op).map(([node, path]) => [path, node]));
  const found = paths.map((path): [string, Node] => {
    const node = known.get(path);
    if (!node)
      fail("option", {
        where: "gradients.nodes",
        got: show(path),
        expected: "a layer's path",
        hint: `the model has ${[...known.keys()].slice(0, 8).join(", ")}${known.size > 8 ? ", ..." : ""}`,
      });
    return [path, node];
  });
  return new Map(found);
}
