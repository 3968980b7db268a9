// Every architecture against PyTorch and torchvision: the outputs, the losses of a short training, and the loss under the
// statistics that it leaves. tests/golden/models.py drew the same parameters and images, ran the networks in float64, and
// stored beside how far PyTorch's own float32 is from that.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Model, model, type ParameterValues, type Samples, sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { unit } from "../harness/unit.ts";
import { nets } from "./nets.ts";

interface GoldenNet {
  size: [height: number, width: number];
  gain: number;
  learningRate: number;
  logits: number[];
  /** Of each step, then in evaluation. */
  losses: number[];
}

const golden: {
  imageStream: number;
  labelStream: number;
  batch: number;
  momentum: number;
  nets: Record<string, GoldenNet>;
} = JSON.parse(readFileSync(new URL("../golden/models.json", import.meta.url), "utf8"));

const CLASSES = 10;
/**
 * Relative to the largest output, and to each loss. fovea's outputs are off by 1.7e-6 at most, its losses by 6.6e-6; those of
 * PyTorch's own float32 by 1.1e-6 and 3.9e-6.
 */
const TOLERANCE = 2e-5;

describe.each(Object.entries(golden.nets))(
  "%s against PyTorch",
  (name, { size, gain, learningRate, logits, losses }) => {
    test("has its outputs, losses and statistics", async () => {
      const core = await sharedEngine({ threads: 2 });
      using net = await model(nets[name]({ classes: CLASSES, size }), { engine: core });
      fill(net, gain);
      const samples = drawSamples(size);
      const got = (await net.predict(samples.x)) as Float32Array;
      expect(largest(got.map((value, i) => value - logits[i])) / largest(logits)).toBeLessThan(TOLERANCE);

      const loss = softmaxCrossEntropy();
      const optimizer = sgd({ learningRate, momentum: golden.momentum });
      const found: number[] = [];
      for await (const event of net.fit(samples, {
        epochs: losses.length - 1,
        batchSize: golden.batch,
        loss,
        optimizer,
      }))
        if (event.kind === "step") found.push(event.loss);
      found.push((await net.evaluate(samples, { loss })).loss);
      expect(found).toHaveLength(losses.length);
      losses.forEach((expected, i) => {
        expect(Math.abs(found[i] / expected - 1), `loss ${i + 1}`).toBeLessThan(TOLERANCE);
      });
    });
  },
);

function fill(net: Model, gain: number): void {
  net.setParameters(
    Object.fromEntries(net.parameters().map((parameter, stream) => [parameter.path, draw(parameter, stream, gain)])),
  );
}

/** What `fill` in tests/golden/models.py gives a tensor: a number of [centre - limit, centre + limit) for each element. */
function draw({ path, shape, data }: ParameterValues, stream: number, gain: number): Float32Array {
  const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const [centre, limit] = {
    kernel: [0, Math.sqrt(gain / inputs)],
    bias: [0, 0.1],
    scale: [1, 0.25],
    shift: [0, 0.25],
    mean: [0, 0.25],
    variance: [1, 0.5],
  }[path.split("/").at(-1) as string] as [number, number];
  return data.map((_, i) => (unit(stream, i) * 2 - 1) * limit + centre);
}

function drawSamples([height, width]: readonly [number, number]): { x: Uint8Array; y: Uint8Array } & Samples {
  const { batch, imageStream, labelStream } = golden;
  return {
    x: Uint8Array.from({ length: batch * height * width * 3 }, (_, i) => unit(imageStream, i) * 256),
    y: Uint8Array.from({ length: batch }, (_, i) => unit(labelStream, i) * CLASSES),
  };
}

const largest = (values: Iterable<number>): number => Math.max(...Array.from(values, Math.abs));
