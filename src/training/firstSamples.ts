import type { Samples, Values } from "../data/samples.ts";
import { count } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model.ts";
import { batches } from "../train/batches.ts";
import { checkScalarLosses } from "../train/losses.ts";

/** The first `size` of `samples`, or all where there are fewer. */
export async function firstSamples(
  where: string,
  { graph }: Model,
  loss: Loss | Readonly<Record<string, Loss>>,
  samples: Samples,
  size: number,
): Promise<Samples> {
  const losses = checkScalarLosses(graph, loss, `${where}.loss`);
  const data = batches(graph, losses, samples, `${where} data`);
  const rows = Math.min(size, data.size);
  const x = graph.inputs.map((node): [string, Values] => {
    const values = ArrayBuffer.isView(samples.x) ? samples.x : samples.x[node.path];
    return [node.path, values.subarray(0, rows * count(node.shape))];
  });
  const y = Object.entries(data.targets).map(([name, { values, width }]): [string, Values] => [
    name,
    values.subarray(0, rows * width),
  ]);
  return {
    x: Object.fromEntries(x),
    ...(y.length && { y: Object.fromEntries(y) }),
    ...(data.weights && { weights: data.weights.subarray(0, rows) }),
  };
}
