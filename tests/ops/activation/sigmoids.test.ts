import { expect, test } from "vitest";
import { conv2d, graph, input, model } from "../../../src/index.ts";
import { absTanh, hardSigmoid, hardTanh, sigmoid, softsign, tanh } from "../../../src/ops/activation/sigmoids.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/activation/activation.ts";

checkElementwise({ name: "sigmoid", layer: sigmoid, oracle: oracle.sigmoid, tolerance: 3e-7 });
checkElementwise({ name: "tanh", layer: tanh, oracle: oracle.tanh, tolerance: 3e-7 });
checkElementwise({ name: "absTanh", layer: absTanh, oracle: oracle.absTanh, tolerance: 3e-7, kinks: [-1, -0, 0, 1] });
checkElementwise({ name: "softsign", layer: softsign, oracle: oracle.softsign, tolerance: 3e-7 });

// The default slope is 1/6 as f32 has it, where inputs are not exactly at a kink.
checkElementwise({
  name: "hardSigmoid",
  layer: hardSigmoid,
  oracle: oracle.hardSigmoid(1 / 6, 0.5),
  tolerance: 2e-7,
});
checkElementwise({
  name: "hardSigmoid of another line",
  layer: () => hardSigmoid({ slope: 0.25, offset: 0.75 }),
  oracle: oracle.hardSigmoid(0.25, 0.75),
  tolerance: 2e-7,
  kinks: [-4, -3, -2, 0, 1, 2],
});

checkElementwise({
  name: "hardTanh",
  layer: hardTanh,
  oracle: oracle.hardTanh(-1, 1),
  tolerance: 0,
  kinks: [-1, 0, 1],
});
checkElementwise({
  name: "hardTanh of other bounds",
  layer: () => hardTanh({ low: -6, high: 2.5 }),
  oracle: oracle.hardTanh(-6, 2.5),
  tolerance: 0,
  kinks: [-6, -3, 2.5, 3],
});

test("hardTanh gives the same bits on the way of a convolution's results to memory as after it", async () => {
  const x = input([9, 7, 3]);
  const h = conv2d({ filters: 5, kernel: 3, name: "conv" })(x);
  const y = hardTanh({ low: -0.2, high: 0.3 })(h);
  const engine = await sharedEngine({ threads: 1 });
  using fused = await model(graph(x, y), { engine, seed: 1 });
  using apart = await model(graph(x, { h, y }), { engine, seed: 1 }); // h is wanted, so it must reach memory
  const images = Float32Array.from(pseudoRandom(2 * 9 * 7 * 3, 1));
  const expected = (await apart.predict(images)) as Record<string, Float32Array>;
  expect(await fused.predict(images)).toEqual(expected.y);
  expect(new Set(expected.y).size).toBeGreaterThan(10);
  expect(expected.y).toContain(Math.fround(0.3));
  expect(expected.y).toContain(Math.fround(-0.2));
});
