import { isFeedable } from "../data/feed.ts";
import type { Samples, Values } from "../data/samples.ts";
import { fail } from "../error.ts";
import { count } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model.ts";
import { batches } from "../train/batches.ts";
import type { Data } from "../train/fit.ts";
import { checkScalarLosses } from "../train/losses.ts";

/** The first `size` samples of `data`, or all where there are fewer; of a data set of batches at most those of the first. */
export async function firstSamples(
  where: string,
  { graph }: Model,
  loss: Loss | Readonly<Record<string, Loss>>,
  data: Data,
  size: number,
): Promise<Samples> {
  const losses = checkScalarLosses(graph, loss, `${where}.loss`);
  const samples = isFeedable(data) ? await firstBatch(where, data, size) : data;
  const checked = batches(graph, losses, samples, `${where} data`);
  const rows = Math.min(size, checked.size);
  const x = graph.inputs.map((node): [string, Values] => {
    const values = ArrayBuffer.isView(samples.x) ? samples.x : samples.x[node.path];
    return [node.path, values.slice(0, rows * count(node.shape))];
  });
  const y = Object.entries(checked.targets).map(([name, { values, width }]): [string, Values] => [
    name,
    values.slice(0, rows * width),
  ]);
  return {
    x: Object.fromEntries(x),
    ...(y.length && { y: Object.fromEntries(y) }),
    ...(checked.weights && { weights: checked.weights.slice(0, rows) }),
  };
}

async function firstBatch(where: string, data: Exclude<Data, Samples>, size: number): Promise<Samples> {
  const how = { where, batchSize: undefined, shuffle: undefined, usual: size, shuffles: false, seed: 0 };
  for await (const { samples } of data.feed(how).read(0, 0)) return samples;
  fail("data", { where, got: "a data set without elements", expected: "at least one sample" });
}
