import { describe, expect, test } from "vitest";
import { type Dataset, dataset, fromSamples, type Samples } from "../../src/data/index.ts";
import { type Data, sgd } from "../../src/index.ts";
import { bands, SIZE, smallModel, train } from "./toys.ts";

const samples = { ...bands(27), size: 27 };
const singles = fromSamples(samples, { shape: [SIZE, SIZE, 1] });
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });

async function hashAfter(data: Data, options: object): Promise<string> {
  using net = await smallModel();
  await train(net, data, { epochs: 2, optimizer, ...options });
  return net.parametersHash();
}

/** The same elements, but only in order. */
const streamOf = <T>(data: Dataset<T>, batched = false): Dataset<T> =>
  dataset((epoch) => data.read({ epoch }), { batched });

describe("a data set trains to the same bits as the samples in memory", () => {
  test.each([true, false])("shuffled: %s", async (shuffle) => {
    const options = { batchSize: 4, seed: 3, shuffle };
    expect(await hashAfter(singles, options)).toBe(await hashAfter(samples, options));
  });

  test("in batches of its own", async () => {
    const batches: Dataset<Samples> = singles.shuffle({ seed: 3 }).batch(4);
    expect(await hashAfter(batches, { seed: 3 })).toBe(await hashAfter(samples, { batchSize: 4, seed: 3 }));
    expect(await hashAfter(streamOf(batches, true), { seed: 3 })).toBe(await hashAfter(batches, { seed: 3 }));
  });

  test("as a stream, which is taken in its order", async () => {
    const options = { batchSize: 4, seed: 3 };
    expect(await hashAfter(streamOf(singles), options)).toBe(await hashAfter(samples, { ...options, shuffle: false }));
  });
});
