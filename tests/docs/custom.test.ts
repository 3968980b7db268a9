// docs/custom.md is right: what it shows runs, learns, is saved and loaded again.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import * as fovea from "../../src/index.ts";
import * as ops from "../../src/ops/index.ts";
import { checkOp } from "../harness/checkOp.ts";
import * as oracle from "../oracle/arithmetic/unary.ts";

const modules: Record<string, object> = { fovea, "fovea/kernels": kernels, "fovea/ops": ops };
const page = readFileSync(new URL("../../docs/custom.md", import.meta.url), "utf8");

/** The page's programs, one after the other, as one function of the modules that they import. */
function programOf(text: string): (modules: object) => Promise<Shown> {
  const code = [...text.matchAll(/```js\n(.*?)```/gs)]
    .map(([, block]) => block)
    .join("\n")
    .replace(/import (?:\* as )?([^"]*?) from "([^"]+)";/g, (_, names, from) => `const ${names} = modules["${from}"];`);
  const names =
    "{ net, standardize, binarize, charbonnier, optimizer, squaredRelu, squaredReluOp, core, trained, again }";
  const make = Object.getPrototypeOf(async () => {}).constructor;
  return make("modules", `${code}\nreturn ${names};`);
}

interface Shown {
  net: fovea.Graph;
  standardize: fovea.Layer;
  binarize: fovea.Layer;
  charbonnier: fovea.Loss;
  optimizer: fovea.Optimizer;
  squaredRelu: () => fovea.Layer;
  squaredReluOp: ops.Op<object>;
  core: fovea.Engine;
  trained: fovea.Model;
  again: fovea.Model;
}

const shown = await programOf(page)(modules);
afterAll(() => shown.core.dispose());

test("the page's loss and penalty train", async () => {
  const x = fovea.input([3]);
  using net = await fovea.model(fovea.graph(x, fovea.dense({ units: 2 })(x)), { engine: shown.core });
  const samples = { x: Float32Array.of(1, 2, 3, -1, 0, 1), y: Float32Array.of(0.5, -0.5, 1, 0) };
  const { charbonnier: loss, optimizer } = shown;
  const before = await net.evaluate(samples, { loss });
  for await (const _ of net.fit(samples, { loss, optimizer, epochs: 30 }));
  expect((await net.evaluate(samples, { loss })).loss).toBeLessThan(before.loss / 2);
});

describe("the page's layers", () => {
  test("standardize makes mean 0 and variance 1", async () => {
    const x = fovea.input([4, 5, 2]);
    using net = await fovea.model(fovea.graph(x, shown.standardize(x)), { engine: shown.core });
    const y = (await net.predict(
      Float32Array.from({ length: 40 }, (_, i) => ((i * 7) % 11) + (i % 2) * 100),
    )) as Float32Array;
    for (const channel of [0, 1]) {
      const values = [...y].filter((_, i) => i % 2 === channel);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(1e-5);
      expect(variance).toBeCloseTo(1, 4);
    }
  });

  test("stand under their names in paths", () => {
    const paths = [...shown.net.paths.values()];
    expect(paths.some((path) => path.startsWith("0.standardize/"))).toBe(true);
    expect([...shown.net.parameters.values()]).toContain("1.residual/0.conv2d/kernel");
  });

  checkOp({
    name: "binarize",
    layer: () => shown.binarize,
    shapes: [[13]],
    batch: 2,
    values: () => Float64Array.from({ length: 26 }, (_, i) => (i - 12.5) / 8),
    oracle: { ...oracle.clip({ low: -1, high: 1 }), forward: oracle.sign.forward },
    tolerance: 2e-7,
    kinks: "the gradient is not the function's, on purpose",
  });

  for (const [shape, batch] of [
    [[3], 1],
    [[5, 4, 3], 3],
  ] as const)
    checkOp({
      name: `squaredRelu [${batch}, ${shape.join(", ")}]`,
      layer: () => shown.squaredRelu(),
      shapes: [shape],
      batch,
      oracle: {
        forward: ([x]) => ({ shape: x.shape, data: x.data.map((v) => Math.max(v, 0) ** 2) }),
        backward: (dy, [x]) => ({ inputs: [x.data.map((v, i) => 2 * Math.max(v, 0) * dy.data[i])], parameters: {} }),
      },
      tolerance: 2e-7,
    });
});

describe("a saved model with an op of one's own", () => {
  test("is loaded again with the op", async () => {
    const sample = Float32Array.from({ length: 192 }, (_, i) => ((i * 5) % 13) - 6);
    expect(await shown.again.predict(sample)).toEqual(await shown.trained.predict(sample));
    expect(shown.again.parametersHash()).toBe(shown.trained.parametersHash());
  });

  test("is refused without it", async () => {
    const { core: engine, trained } = shown;
    await expect(fovea.load(trained.save(), { engine })).rejects.toThrow(
      /^model file, node "0.squaredRelu": got op "squaredRelu", expected one of .* an op of one's own is given to load as one of its ops\.$/,
    );
  });
});
