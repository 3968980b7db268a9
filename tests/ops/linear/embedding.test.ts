import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { dense, flatten, graph, input, model, sequential, sgd, softmaxCrossEntropy } from "../../../src/index.ts";
import { embedding } from "../../../src/ops/linear/embedding.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/linear/embedding.ts";

const rows: [shape: Shape, vectors: number, size: number, padding: number | undefined, batch: number][] = [
  [[1], 1, 1, undefined, 2],
  [[5], 3, 4, undefined, 3],
  [[7], 9, 13, 0, 2],
  [[3, 4], 5, 8, 4, 2],
  [[40], 17, 300, undefined, 2],
];

/** Whole numbers below n, some of them outside or broken where `wrong`. */
function indices(shape: Shape, n: number, wrong: boolean): Float64Array {
  const bad = [-1, n, 0.5, 1e30, Number.NaN];
  return pseudoRandom(count(shape), 11).map((value, i) =>
    wrong && i % 3 === 0 ? bad[(i / 3) % bad.length] : Math.floor(((value + 1) / 2) * n) % n,
  );
}

for (const wrong of [false, true])
  for (const [shape, vectors, size, padding, batch] of rows)
    checkOp({
      name: `embedding of ${JSON.stringify(shape)} ${wrong ? "right and wrong" : "right"} indices in [${vectors}, ${size}], padding ${padding}, batch ${batch}`,
      layer: () => embedding({ count: vectors, size, padding }),
      shapes: [shape],
      batch,
      oracle: oracle.embedding(padding),
      tolerance: 2e-6,
      values: (full) => indices(full, vectors, wrong),
      kinks: "an index that is moved is none",
    });

test("the finite differences of the oracle along its table", () => {
  const shape = [2, 5];
  const x = { shape, data: indices(shape, 4, false) };
  const table = { shape: [4, 3], data: pseudoRandom(12, 1) };
  const dy = { shape: [2, 5, 3], data: pseudoRandom(30, 2) };
  const definition = oracle.embedding(2);
  const { table: gradient } = definition.backward(dy, [x], { table }).parameters;
  const loss = (data: Float64Array): number =>
    definition.forward([x], { table: { ...table, data } }).data.reduce((sum, y, i) => sum + y * dy.data[i], 0);
  for (const [k, slope] of gradient.entries()) {
    const moved = (by: number): Float64Array => table.data.map((value, i) => (i === k ? value + by : value));
    expect((loss(moved(1e-3)) - loss(moved(-1e-3))) / 2e-3).toBeCloseTo(slope, 9);
  }
});

test("an index that is none stops the training, with the parameters as they were", async () => {
  const x = input([3]);
  const y = sequential(embedding({ count: 4, size: 2 }), flatten(), dense({ units: 2 }))(x);
  using net = await model(graph(x, y), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
  const hash = net.parametersHash();
  const fit = async (tokens: number[]): Promise<void> => {
    const data = { x: Float32Array.from(tokens), y: Uint8Array.of(0, 1) };
    for await (const _ of net.fit(data, { loss: softmaxCrossEntropy(), optimizer: sgd(), epochs: 1, batchSize: 2 }));
  };
  await expect(fit([0, 1, 2, 3, 4, 0])).rejects.toMatchObject({ code: "non-finite" });
  expect(net.parametersHash()).toBe(hash);
  await fit([0, 1, 2, 3, 3, 0]);
  expect(net.parametersHash()).not.toBe(hash);
});
