// A tie is a mistake to the perceptron: weights of zeros learn.
import { expect, test } from "vitest";
import { constant, dense, graph, input, model, perceptronLoss, perceptronRule } from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { train } from "../train/toys.ts";

const x = Float32Array.of(2, 1, 1, 2, -1, -2, -2, -1);

test.each([
  ["signs", 1, Float32Array.of(1, 1, -1, -1), perceptronLoss({ targets: "signs" })],
  ["labels", 2, Uint8Array.of(1, 1, 0, 0), perceptronLoss()],
] as const)("from zeros, with targets of %s", async (_, units, y, loss) => {
  const points = input([2]);
  const layer = dense({ units, initializer: constant(0) });
  using net = await model(graph(points, layer(points)), { engine: await sharedEngine({ threads: 1 }) });
  await train(net, { x, y }, { optimizer: perceptronRule(), loss, epochs: 5, batchSize: 1 });
  const scores = (await net.predict(x)) as Float32Array;
  const right = Array.from(y, (target, i) =>
    units === 1 ? Math.sign(scores[i]) === target : scores[2 * i + target] > scores[2 * i + 1 - target],
  );
  expect(right).toEqual([true, true, true, true]);
});
