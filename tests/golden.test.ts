// Whole networks against PyTorch: every gradient of the first step, the loss of every step, and the parameters after the
// last. tests/golden/*.py wrote the files, in float64, and stored beside how far PyTorch's own float32 is from that.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  engine,
  flatten,
  type Graph,
  graph,
  input,
  type Loss,
  maxPool2d,
  meanSquaredError,
  model,
  type Optimizer,
  relu,
  type Samples,
  sequential,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
} from "../src/index.ts";
import { lenet5 } from "../src/models/index.ts";
import { unit } from "./harness/unit.ts";

interface Drawn {
  shape: number[];
  stream: number;
  limit: number;
  centre?: number;
}

interface GoldenParameter extends Drawn {
  /** None: a statistic. */
  gradient?: string;
  finalSum: number;
  finalAbsoluteSum: number;
}

interface Golden<Data> {
  batch: number;
  data: Data;
  optimizer: { learningRate: number; momentum?: number; weightDecay?: number };
  losses: number[];
  parameters: Record<string, GoldenParameter>;
}

/**
 * Relative to the largest number of the tensor, or to the loss. fovea's gradients are off by 1.4e-6 at most, its losses by
 * 2e-7; PyTorch's own float32 by 3e-6 and 1e-7.
 */
const TOLERANCE = 1e-5;

describe("LeNet-5 against PyTorch", () => {
  const golden = read<{ x: Drawn & { mean: number; std: number }; labels: Drawn }>("lenet5");
  const { x, labels } = golden.data;
  const count = golden.batch * size(x.shape);
  const samples: Samples = {
    x: Uint8Array.from({ length: count }, (_, i) => unit(x.stream, i) * x.limit),
    y: Uint8Array.from({ length: golden.batch }, (_, i) => unit(labels.stream, i) * labels.limit),
  };
  compare(golden, lenet5(), samples, softmaxCrossEntropy(), sgd(golden.optimizer));
});

describe("a network of every kind of window against PyTorch", () => {
  const golden = read<{ x: Drawn; targets: Drawn }>("mixed");
  const { x, targets } = golden.data;
  const image = input(x.shape);
  const layers = sequential(
    conv2d({ filters: 8, kernel: 3, stride: 2, padding: { top: 1, left: 1, right: 2 } }),
    relu(),
    conv2d({ filters: 12, kernel: [3, 2], dilation: [2, 3], groups: 4, padding: "same" }),
    maxPool2d({ window: 3, stride: 2, padding: "same" }),
    conv2d({ filters: 24, kernel: 3, stride: [2, 1], groups: 12 }),
    sigmoid(),
    flatten(),
    dense({ units: 7 }),
    relu(),
    dense({ units: 3 }),
  );
  const samples: Samples = { x: draw(x, golden.batch), y: draw(targets, golden.batch) };
  compare(golden, graph(image, layers(image)), samples, meanSquaredError(), adam(golden.optimizer));
});

describe("batch normalisation against PyTorch", () => {
  const golden = read<{ x: Drawn; labels: Drawn }>("batchNorm");
  const { x, labels } = golden.data;
  const image = input(x.shape);
  const layers = sequential(
    conv2d({ filters: 6, kernel: 3, bias: false }),
    batchNorm(),
    relu(),
    conv2d({ filters: 17, kernel: 3, stride: 2, bias: false }),
    batchNorm({ momentum: 0.3, epsilon: 0.001 }),
    relu(),
    flatten(),
    dense({ units: 9, bias: false }),
    batchNorm({ scale: false, shift: false }),
    dense({ units: 4 }),
  );
  const samples: Samples = {
    x: draw(x, golden.batch),
    y: Uint8Array.from({ length: golden.batch }, (_, i) => unit(labels.stream, i) * labels.limit),
  };
  compare(golden, graph(image, layers(image)), samples, softmaxCrossEntropy(), sgd(golden.optimizer));
});

/** The tests of one network, on one core of two threads. */
function compare(golden: Golden<unknown>, net: Graph, samples: Samples, loss: Loss, optimizer: Optimizer): void {
  const start = Object.fromEntries(Object.entries(golden.parameters).map(([path, p]) => [path, draw(p)]));
  const shapes = Object.fromEntries(Object.entries(golden.parameters).map(([path, { shape }]) => [path, shape]));
  const ready = async () => {
    const trained = await model(net, { engine: await engine({ threads: 2 }) });
    trained.setParameters(start);
    return trained;
  };

  it("has the same parameters", async () => {
    const trained = await ready();
    expect(Object.fromEntries(trained.parameters().map(({ path, shape }) => [path, shape]))).toEqual(shapes);
  });

  it("finds the gradients of the first step", async () => {
    const { parameters } = await (await ready()).gradients(samples, { loss });
    const gradients = Object.entries(golden.parameters).flatMap(([path, { gradient }]) =>
      gradient === undefined ? [] : [[path, gradient]],
    );
    expect(Object.keys(parameters).sort()).toEqual(gradients.map(([path]) => path).sort());
    for (const [path, gradient] of gradients)
      expect(difference(parameters[path], decode(gradient)), path).toBeLessThan(TOLERANCE);
  });

  it(`has the losses of ${golden.losses.length} steps and the parameters after them`, async () => {
    const trained = await ready();
    const losses: number[] = [];
    const options = { epochs: golden.losses.length, batchSize: golden.batch, loss, optimizer };
    for await (const event of trained.fit(samples, options)) if (event.kind === "step") losses.push(event.loss);
    expect(losses).toHaveLength(golden.losses.length);
    golden.losses.forEach((expected, step) => {
      expect(Math.abs(losses[step] / expected - 1), `loss of step ${step + 1}`).toBeLessThan(TOLERANCE);
    });
    for (const { path, data } of trained.parameters()) {
      const { finalSum, finalAbsoluteSum } = golden.parameters[path];
      const [sum, absoluteSum] = data.reduce(([s, a], value) => [s + value, a + Math.abs(value)], [0, 0]);
      expect(Math.abs(sum - finalSum) / finalAbsoluteSum, `${path}, sum`).toBeLessThan(TOLERANCE);
      expect(Math.abs(absoluteSum / finalAbsoluteSum - 1), `${path}, sum of magnitudes`).toBeLessThan(TOLERANCE);
    }
  });
}

function read<Data>(name: string): Golden<Data> {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8"));
}

/** Numbers of [centre - limit, centre + limit) for `samples` tensors. */
function draw({ shape, stream, limit, centre = 0 }: Drawn, samples = 1): Float32Array {
  return Float32Array.from({ length: samples * size(shape) }, (_, i) => (unit(stream, i) * 2 - 1) * limit + centre);
}

const size = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);

const decode = (base64: string): Float32Array => {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
};

/** Largest difference, relative to the largest number expected. */
function difference(got: Float32Array, expected: Float32Array): number {
  expect(got).toHaveLength(expected.length);
  const largest = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));
  return largest(got.map((value, i) => value - expected[i])) / largest(expected);
}
