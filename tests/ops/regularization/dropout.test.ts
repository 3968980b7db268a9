import { describe, expect, test } from "vitest";
import type { Shape } from "../../../src/graph/shape.ts";
import {
  alphaDropout,
  dropout,
  type Graph,
  graph,
  input,
  type Layer,
  type Model,
  meanSquaredError,
  model,
  sequential,
} from "../../../src/index.ts";
import { checkOp, randomOf } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import * as oracle from "../../oracle/regularization/dropout.ts";
import { keptOf } from "../../oracle/regularization/random.ts";
import { callsOf } from "./calls.ts";

/** Counts around vectors, groups of 32 elements that are drawn together, and blocks. */
const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 1],
  [[5], 1],
  [[7, 1, 3], 3],
  [[8], 1],
  [[4, 9], 1],
  [[3, 5, 17], 2],
  [[13, 9, 8], 1],
  [[32, 33], 1],
  [[9, 13, 17], 3],
];

for (const [shape, batch] of rows)
  for (const rate of [0.5, 0.1, 0.875]) {
    const name = `[${batch}, ${shape.join(", ")}] ${rate}`;
    const common = { shapes: [shape], batch };
    checkOp({
      ...common,
      name: `dropout ${name}`,
      layer: () => dropout({ rate }),
      oracle: oracle.dropout(rate, randomOf),
      tolerance: 1e-7,
    });
    checkOp({
      ...common,
      name: `alphaDropout ${name}`,
      layer: () => alphaDropout({ rate }),
      oracle: oracle.alphaDropout(rate, randomOf),
      tolerance: 2e-7,
    });
  }

/** A model that changes ones, and which of them stay ones is seen in the gradient of the input. */
const ones = (length: number): { x: Float32Array; y: Float32Array } => ({
  x: new Float32Array(length).fill(1),
  y: new Float32Array(length),
});
const modelOf = async (layer: Layer, length: number): Promise<Model> => {
  const x = input([length], { name: "x" });
  return model(graph(x, layer(x)), { engine: await sharedEngine({ threads: 2 }), seed: 1 });
};

/** Which of `length` elements are kept, by their gradients. */
async function keptBy(net: Model, length: number, seed?: number): Promise<boolean[]> {
  const { inputs } = await net.gradients(ones(length), {
    loss: meanSquaredError(),
    ...(seed !== undefined && { seed }),
  });
  return [...inputs.x].map((dx) => dx !== 0);
}

describe("which elements are dropped", () => {
  const LENGTH = 40_003;

  test("the seed of gradients decides, as numbers of step 0", async () => {
    using net = await modelOf(dropout({ rate: 0.25 }), LENGTH);
    expect(await keptBy(net, LENGTH)).toEqual(keptOf(LENGTH, 0.25, { seed: 0, step: 0 }));
    expect(await keptBy(net, LENGTH, 2 ** 35 + 7)).toEqual(keptOf(LENGTH, 0.25, { seed: 2 ** 35 + 7, step: 0 }));
  });

  test.each([0.1, 0.25, 0.5, 0.9])("about %f of them", async (rate) => {
    using net = await modelOf(dropout({ rate }), LENGTH);
    for (const seed of [1, 2, 3]) {
      const kept = (await keptBy(net, LENGTH, seed)).filter(Boolean).length;
      // five standard deviations of a binomial count
      expect(Math.abs(kept - (1 - rate) * LENGTH)).toBeLessThan(5 * Math.sqrt(rate * (1 - rate) * LENGTH));
    }
  });

  test("others in each layer, each use of a layer, and for each seed", async () => {
    const both = (first: Layer, second: Layer): Graph => {
      const x = input([LENGTH], { name: "x" });
      return graph(x, { first: first(x), second: second(x) });
    };
    const shared = dropout({ rate: 0.5 });
    for (const net of [both(dropout({ rate: 0.5 }), dropout({ rate: 0.5 })), both(shared, shared)]) {
      using made = await model(net, { engine: await sharedEngine({ threads: 1 }), seed: 1 });
      const each = async (name: string, seed: number): Promise<boolean[]> => {
        const { x, y } = ones(LENGTH);
        const { inputs } = await made.gradients(
          { x, y: { [name]: y } },
          { loss: { [name]: meanSquaredError() }, seed },
        );
        return [...inputs.x].map((dx) => dx !== 0);
      };
      const drawn = [await each("first", 1), await each("second", 1), await each("first", 2)];
      for (const [i, j] of [
        [0, 1],
        [0, 2],
      ]) {
        const same = drawn[i].filter((kept, k) => kept === drawn[j][k]).length;
        expect(Math.abs(same - LENGTH / 2)).toBeLessThan(5 * Math.sqrt(LENGTH / 4));
      }
    }
  });
});

test("alphaDropout keeps mean 0 and variance 1", async () => {
  const length = 200_000;
  // Two values of mean 0 and variance 1.
  const x = Float32Array.from({ length }, (_, i) => (i % 2 ? 1 : -1));
  using net = await modelOf(alphaDropout({ rate: 0.2 }), length);
  // Against 0, the loss is the mean of squares.
  const { loss } = await net.gradients({ x, y: new Float32Array(length) }, { loss: meanSquaredError() });
  expect(Math.abs(loss - 1)).toBeLessThan(0.01);
  const target = new Float32Array(length).fill(1);
  const shifted = await net.gradients({ x, y: target }, { loss: meanSquaredError() });
  // Against 1, it is the mean of squares, less twice the mean, plus 1.
  expect(Math.abs((loss + 1 - shifted.loss) / 2)).toBeLessThan(0.01);
});

describe("nothing is done", () => {
  test.each([dropout, alphaDropout])("in inference, nor in training at rate 0", (make) => {
    expect(callsOf(make({ rate: 0.5 }), [5], false)).toEqual([]);
    expect(callsOf(make({ rate: 0 }), [5], true)).toEqual([]);
    expect(callsOf(make({ rate: 0.5 }), [5], true)).toEqual(["dropoutForward", "dropoutBackward"]);
  });

  test("predict gives what came in", async () => {
    using net = await modelOf(sequential(dropout({ rate: 0.5 }), dropout()), 5);
    const x = Float32Array.of(1, -2, 3, 0, 5);
    expect(await net.predict(x)).toEqual(x);
  });
});
