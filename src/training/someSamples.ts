import { isFeedable } from "../data/feed.ts";
import type { Samples, Values } from "../data/samples.ts";
import { fail } from "../error.ts";
import { count } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model.ts";
import { permutation } from "../random.ts";
import { batches } from "../train/batches.ts";
import type { Data } from "../train/fit.ts";
import { checkScalarLosses } from "../train/losses.ts";

/**
 * `size` samples of `data` drawn by the seed, or all where there are fewer: the first ones are often of one class. Of what can only be
 * read in order the first ones, of a data set of batches at most those of the first.
 */
export async function someSamples(
  where: string,
  { graph }: Model,
  loss: Loss | Readonly<Record<string, Loss>>,
  data: Data,
  size: number,
  seed: number,
): Promise<Samples> {
  const losses = checkScalarLosses(graph, loss, `${where}.loss`);
  const samples = isFeedable(data) ? await firstBatch(where, data, size, seed) : data;
  const checked = batches(graph, losses, samples, `${where} data`);
  const drawn = isFeedable(data)
    ? Uint32Array.from({ length: checked.size }, (_, i) => i)
    : permutation(checked.size, seed, 0);
  const rows = drawn.subarray(0, size);
  const x = graph.inputs.map((node): [string, Values] => {
    const values = ArrayBuffer.isView(samples.x) ? samples.x : samples.x[node.path];
    return [node.path, rowsOf(values, rows, count(node.shape))];
  });
  const y = Object.entries(checked.targets).map(([name, { values, width }]): [string, Values] => [
    name,
    rowsOf(values, rows, width),
  ]);
  return {
    x: Object.fromEntries(x),
    ...(y.length && { y: Object.fromEntries(y) }),
    ...(checked.weights && { weights: rowsOf(checked.weights, rows, 1) as Float32Array }),
  };
}

/** Rows of `width` numbers, in the order of `rows`. */
function rowsOf(values: Values, rows: Uint32Array, width: number): Values {
  const chosen = values.slice(0, rows.length * width);
  for (const [i, row] of rows.entries()) chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
  return chosen;
}

async function firstBatch(where: string, data: Exclude<Data, Samples>, size: number, seed: number): Promise<Samples> {
  const how = { where, batchSize: undefined, shuffle: undefined, usual: size, shuffles: true, seed };
  for await (const { samples } of data.feed(how).read(0, 0)) return samples;
  fail("data", { where, got: "a data set without elements", expected: "at least one sample" });
}
