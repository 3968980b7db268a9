import type { Values } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import { count } from "../graph/shape.ts";
import type { Network } from "../network.ts";
import { inputColumns } from "./batches.ts";
import { runPlan } from "./run.ts";

/** Options of `model.predict`. */
export interface PredictOptions {
  /** Samples computed at a time; default as many as there are, at most 256. */
  batchSize?: number;
}

/** Runs `x` through the model; see `Model.predict`. */
export async function predict(
  network: Network,
  x: Values | Record<string, Values>,
  options: PredictOptions,
): Promise<Float32Array | Record<string, Float32Array>> {
  checkOptions("predict", options, ["batchSize"]);
  const { batchSize = 256 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    fail("option", { where: "predict.batchSize", got: show(batchSize), expected: "a positive whole number" });
  const columns = inputColumns(network.graph, x, "predict");
  const size = [...columns.values()][0].size;
  const outputs = Object.fromEntries(
    Object.entries(network.graph.outputs).map(([name, { shape }]) => [name, new Float32Array(size * count(shape))]),
  );
  for (let from = 0; from < size; from += batchSize) {
    const to = Math.min(from + batchSize, size);
    await runPlan(
      network,
      () => network.plan("predict", to - from, {}),
      (plan) => {
        for (const [node, column] of columns)
          column.fill(plan.tape.floats(plan.inputs.get(node)!.slot), null, from, to);
      },
      (plan) => {
        for (const [name, { slot }] of Object.entries(plan.outputs))
          outputs[name].set(plan.tape.floats(slot), from * (slot.bytes / 4 / (to - from)));
      },
    );
  }
  const names = Object.keys(outputs);
  return names.length === 1 ? outputs[names[0]] : outputs;
}
