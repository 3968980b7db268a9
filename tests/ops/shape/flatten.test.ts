import { describe, expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import {
  conv2d,
  dense,
  flatten,
  graph,
  input,
  meanSquaredError,
  model,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
} from "../../../src/index.ts";
import { checkOp, type Oracle } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { checkGradients } from "../../train/differences.ts";

/** The same numbers under the shape [batch, everything else]. */
const oracle: Oracle = {
  forward: ([{ shape, data }]) => ({ shape: [shape[0], count(shape.slice(1))], data: data.slice() }),
  backward: (dy) => ({ inputs: [dy.data.slice()], parameters: {} }),
};

const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[7], 3],
  [[3, 5], 2],
  [[4, 3, 5], 7],
];

for (const [shape, batch] of rows)
  checkOp({
    name: `flatten [${batch}, ${shape.join(", ")}]`,
    layer: flatten,
    shapes: [shape],
    batch,
    oracle,
    tolerance: 0,
  });

describe("the gradient of a value that is used flattened and as it is", () => {
  const x = input([3, 3, 2]);
  const floats = (length: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(length, seed));
  const samples = { x: floats(2 * 18, 1), y: { plain: floats(2 * 8, 2), flat: Uint8Array.of(2, 0) } };
  const losses = { plain: meanSquaredError(), flat: softmaxCrossEntropy() };
  const check = async (outputs: Parameters<typeof graph>[1]): Promise<void> => {
    using net = await model(graph(x, outputs), { engine: await sharedEngine({ threads: 1 }), seed: 3 });
    await checkGradients(net, samples, losses);
  };

  test("the flattened use comes last", async () => {
    const h = tanh()(conv2d({ filters: 2, kernel: 2 })(x));
    await check({ plain: sigmoid()(h), flat: dense({ units: 3 })(flatten()(h)) });
  });

  test("the flattened use comes first", async () => {
    const h = tanh()(conv2d({ filters: 2, kernel: 2 })(x));
    await check({ flat: dense({ units: 3 })(flatten()(h)), plain: sigmoid()(h) });
  });

  test("the value itself is an output too", async () => {
    const h = tanh()(conv2d({ filters: 2, kernel: 2 })(x));
    await check({ plain: h, flat: dense({ units: 3 })(flatten()(h)) });
  });

  test("both uses are flattened, one of them twice", async () => {
    const h = tanh()(conv2d({ filters: 2, kernel: 2 })(x));
    const flat = flatten()(flatten()(h));
    await check({ plain: flatten()(h), flat: dense({ units: 3 })(flat) });
    expect(flat.shape).toEqual([8]);
  });
});
