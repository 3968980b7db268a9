// conv2d with as many groups as channels, which has kernels of its own.
import { describe, expect, test } from "vitest";
import { Slot } from "../../../bindings/slot.ts";
import { count } from "../../../src/graph/shape.ts";
import {
  add,
  batchNorm,
  type Conv2dOptions,
  conv2d,
  type Graph,
  graph,
  input,
  type Layer,
  model,
  relu,
  relu6,
} from "../../../src/index.ts";
import { resolvePadding } from "../../../src/ops/window.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { largestDifference, pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/convolution/conv2d.ts";

/** [height, width, channels], batch, and what differs from stride 1, no padding. */
type Row = [shape: [number, number, number], batch: number, options: Omit<Conv2dOptions, "filters" | "groups">];

const rows: Row[] = [
  // The layers of MobileNetV2 and EfficientNet, smaller.
  [[9, 8, 32], 2, { kernel: 3, padding: "same" }],
  [[8, 14, 24], 1, { kernel: 3, padding: 1, stride: 2 }],
  [[13, 7, 16], 2, { kernel: 3, padding: 1, stride: 2, bias: false }],
  [[7, 9, 20], 1, { kernel: 5, padding: "same" }],
  [[10, 12, 12], 2, { kernel: 5, padding: 2, stride: 2 }],
  [[12, 10, 8], 1, { kernel: 5, padding: "same", stride: 2 }],
  // Channels that are no whole vectors, or several blocks.
  [[5, 6, 5], 2, { kernel: 3, padding: 1 }],
  [[6, 5, 7], 1, { kernel: 5, padding: 2, stride: 2 }],
  [[4, 7, 9], 3, { kernel: [3, 2], padding: { top: 1, left: 0, bottom: 0, right: 1 } }],
  [[5, 4, 13], 2, { kernel: [2, 4], stride: [2, 3], padding: [1, 2] }],
  [[3, 4, 131], 1, { kernel: 3, padding: 1 }],
  [[4, 3, 198], 2, { kernel: 3, padding: 1, stride: 2 }],
  // Kernels of other sizes.
  [[4, 5, 8], 2, { kernel: 1 }],
  [[5, 4, 6], 1, { kernel: 1, stride: 2 }],
  [[7, 5, 4], 1, { kernel: 2, padding: "same" }],
  [[9, 11, 4], 1, { kernel: 7, padding: 3 }],
  [[9, 12, 6], 1, { kernel: [7, 6], padding: [3, 1], stride: [1, 2] }],
  [[5, 17, 4], 2, { kernel: [1, 9], padding: "same" }],
  [[17, 5, 4], 1, { kernel: [9, 1], padding: "same", stride: [2, 1] }],
  // Dilation and stride, with and without a common divisor.
  [[9, 10, 8], 2, { kernel: 3, padding: "same", dilation: 2 }],
  [[11, 13, 5], 1, { kernel: [3, 4], padding: 3, dilation: [2, 3] }],
  [[13, 12, 4], 1, { kernel: 3, padding: 3, dilation: [3, 2], stride: [2, 3] }],
  [[12, 13, 4], 2, { kernel: 4, padding: 2, dilation: 2, stride: 2 }],
  [[15, 17, 4], 1, { kernel: 5, padding: 4, dilation: 2, stride: 4 }],
  [[13, 15, 6], 1, { kernel: 3, padding: 4, dilation: 4, stride: 2 }],
  [[9, 8, 4], 1, { kernel: 2, padding: 1, stride: 4 }],
  // Images narrower than the kernel, outputs that see only zeros, outputs that some walks do not reach.
  [[1, 1, 8], 2, { kernel: 3, padding: 1 }],
  [[2, 1, 4], 1, { kernel: 3, padding: { top: 0, left: 0, bottom: 2, right: 2 } }],
  [[1, 2, 7], 2, { kernel: 5, padding: 2 }],
  [[2, 2, 4], 1, { kernel: 3, padding: { top: 4, left: 3, right: 5, bottom: 5 } }],
  [[2, 3, 5], 2, { kernel: 5, padding: 6, stride: 3, dilation: 2 }],
  [[3, 2, 4], 1, { kernel: [1, 2], padding: [2, 3] }],
  [
    [3, 2, 5],
    3,
    { kernel: [1, 4], stride: [3, 1], dilation: [1, 2], padding: { top: 0, left: 4, bottom: 0, right: 2 } },
  ],
  [[5, 8, 8], 1, { kernel: [2, 4], stride: [2, 1], dilation: 3, padding: { top: 2, left: 4, bottom: 3, right: 0 } }],
  // Many rows: bands, and several slices of the weights' gradient.
  [[37, 35, 16], 3, { kernel: 3, padding: 1 }],
  [[41, 29, 8], 2, { kernel: 5, padding: 2, stride: 2 }],
  // Long rows: several walks each.
  [[4, 67, 8], 1, { kernel: 3, padding: "same" }],
  [[3, 41, 6], 1, { kernel: [3, 5], padding: [1, 2] }],
  [[4, 125, 4], 1, { kernel: 3, padding: 1, stride: 2 }],
  [[2, 97, 5], 1, { kernel: [2, 3], dilation: [1, 3], padding: [0, 4] }],
  [[3, 25, 256], 1, { kernel: 3, padding: 1 }],
];

const pair = (value: number | readonly [number, number]): [number, number] =>
  typeof value === "number" ? [value, value] : [...value];

const unfit = (): never => {
  throw new Error("the window does not fit");
};

for (const [shape, batch, options] of rows) {
  const channels = shape[2];
  const [stride, dilation] = [pair(options.stride ?? 1), pair(options.dilation ?? 1)];
  const { top, left, height, width } = resolvePadding(
    options.padding ?? "valid",
    [shape[0], shape[1]],
    pair(options.kernel),
    stride,
    dilation,
    unfit,
  );
  checkOp({
    name: `depthwise [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`,
    layer: () => conv2d({ ...options, filters: channels, groups: channels }),
    shapes: [shape],
    batch,
    oracle: oracle.conv2d({ stride, dilation, groups: channels, top, left, outHeight: height, outWidth: width }),
    tolerance: 2e-6,
  });
}

/** With outputs that the last walks do not reach, and channels that are no whole vectors. */
const behind: [string, Omit<Conv2dOptions, "filters" | "groups">][] = [
  ["3x3", { kernel: 3, padding: "same" }],
  ["3x3, stride 2", { kernel: 3, padding: 1, stride: 2 }],
  ["3x2, no bias", { kernel: [3, 2], padding: [2, 0], bias: false }],
  ["5x5, dilation 2", { kernel: 5, padding: 5, dilation: 2 }],
];

describe.each(behind)("a depthwise convolution of %s also does", (_, options) => {
  const x = input([7, 6, 13], { name: "x" });
  const h = conv2d({ ...options, filters: 13, groups: 13, name: "h" })(x);
  const residual = input(h.shape, { name: "residual" });
  const addResidual: Layer = (node) => add()(residual, node); // in this order it stands before the convolution begins

  test.each<[string, Layer[]]>([
    ["a rectifier", [relu6()]],
    ["a batch normalisation", [batchNorm({ name: "b" })]],
    ["a batch normalisation and a rectifier", [batchNorm({ name: "b" }), relu6()]],
    ["an addition", [addResidual]],
    ["all of them", [batchNorm({ name: "b" }), addResidual, relu()]],
  ])("%s", async (__, layers) => {
    const nodes = [h];
    for (const layer of layers) nodes.push(layer(nodes[nodes.length - 1]));
    const inputs = layers.includes(addResidual) ? [x, residual] : [x];
    const last = nodes[nodes.length - 1];
    const together = graph(inputs, last);
    const apart = graph(
      inputs,
      Object.fromEntries(nodes.map((node, i) => [i === nodes.length - 1 ? "y" : `y${i}`, node])),
    );
    expect(forwardKernels(together)).toEqual(["depthwise2dForward"]);
    expect(forwardKernels(apart).length).toBe(nodes.length);
    expect(largestDifference(await predict(together), await predict(apart))).toBeLessThan(2e-6);
  });
});

function forwardKernels(g: Graph): string[] {
  const slots = new Map([...g.parameters].map(([p, path]) => [p, new Slot(path, count(p.shape) * 4)]));
  return compile(g, slots, 2, {}).program.calls.map(({ kernel }) => kernel.name);
}

/** The output y for pseudo-random inputs and parameters; variances are positive. */
async function predict(g: Graph): Promise<Float32Array> {
  using net = await model(g, { engine: await sharedEngine({ threads: 2 }), seed: 5 });
  const parameters = net.parameters().map(({ path, shape }, i): [string, Float32Array] => {
    const values = Float32Array.from(pseudoRandom(count(shape), 10 + i));
    return [path, path.endsWith("variance") ? values.map((value) => 1 + Math.abs(value)) : values];
  });
  net.setParameters(Object.fromEntries(parameters));
  const values = g.inputs.map((node, i): [string, Float32Array] => [
    g.paths.get(node) as string,
    Float32Array.from(pseudoRandom(2 * count(node.shape), i), (value) => 4 * value),
  ]);
  const scores = await net.predict(Object.fromEntries(values));
  return scores instanceof Float32Array ? scores : scores.y;
}
