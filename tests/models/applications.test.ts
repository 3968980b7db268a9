// Architectures that are no classifiers of images, as users of the library write them (tests/models/architectures): what their papers
// say of them, and that each of them trains, is saved and loaded.
import { describe, expect, test } from "vitest";
import { count } from "../../src/graph/shape.ts";
import {
  adam,
  ctcLoss,
  diceLoss,
  type FitOptions,
  type Graph,
  load,
  type Model,
  minimize,
  model,
  parameterGroups,
  perceptronLoss,
  perceptronRule,
  type Samples,
  smoothL1Loss,
  softmaxCrossEntropy,
  type Values,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { unit } from "../harness/unit.ts";
import { c3d } from "./architectures/c3d.ts";
import { dcgan } from "./architectures/dcgan.ts";
import { goPolicy } from "./architectures/goPolicy.ts";
import { lineReader } from "./architectures/lineReader.ts";
import { perceptron } from "./architectures/perceptron.ts";
import { siamese } from "./architectures/siamese.ts";
import { matchedBoxes, ssd } from "./architectures/ssd.ts";
import { painter, styleTransfer } from "./architectures/styleTransfer.ts";
import { textCnn } from "./architectures/textCnn.ts";
import { uNet } from "./architectures/uNet.ts";

/** Numbers from low to high that look random. */
const values = (length: number, stream: number, low = -1, high = 1): Float32Array =>
  Float32Array.from({ length }, (_, i) => low + (high - low) * unit(stream, i));

/** Whole numbers from low to below high. */
const whole = (length: number, stream: number, low: number, high: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => low + Math.floor((high - low) * unit(stream, i)));

const parametersOf = ({ trained }: Graph, under = ""): number =>
  [...trained].reduce((sum, [{ shape }, path]) => sum + (path.startsWith(under) ? count(shape) : 0), 0);

const layersOf = ({ nodes }: Graph, ops: RegExp): number => nodes.filter(({ op }) => op && ops.test(op.name)).length;

describe("what the papers say", () => {
  test("U-Net takes 572 pixels to 388 in 23 convolutional layers", () => {
    const net = uNet();
    expect(net.outputs.output.shape).toEqual([388, 388, 2]);
    expect(layersOf(net, /^conv/)).toBe(23);
    expect(uNet({ size: 64, padding: "same" }).outputs.output.shape).toEqual([64, 64, 2]);
  });

  test("C3D has 78.41 million parameters", () => {
    expect(parametersOf(c3d()) / 1e6).toBeCloseTo(78.41, 2);
  });

  test("the halves of PyTorch's DCGAN have 3576704 and 2765568 parameters", () => {
    const net = dcgan();
    expect(parametersOf(net, "generator/")).toBe(3_576_704);
    expect(parametersOf(net, "discriminator/")).toBe(2_765_568);
    expect(net.outputs.generated.shape).toEqual([64, 64, 3]);
  });

  test("the text CNN keeps a number for each of 300 filters", () => {
    expect(parametersOf(textCnn({ vocabulary: 1 }))).toBe(300 + 300 * (3 + 4 + 5) * 100 + 300 + 602);
  });

  test("AlphaGo's policy has 13 convolutional layers and a logit for each point", () => {
    const net = goPolicy();
    expect(layersOf(net, /^conv2d$/)).toBe(13);
    expect(net.outputs.output.shape).toEqual([361]);
    expect(parametersOf(net, "points/")).toBe(192 + 361);
  });
});

interface Case {
  graph: Graph;
  shapes: Record<string, number[]>;
  samples: Samples;
  options: Omit<FitOptions, "optimizer"> & Partial<Pick<FitOptions, "optimizer">>;
}

/** Discs on a restless ground; masks of `kept` pixels in the middle. */
function discs(samples: number, size: number, kept: number): { images: Float32Array; labels: Int32Array } {
  const inside = (sample: number, y: number, x: number): boolean => {
    const [cy, cx] = [unit(1, sample) * size, unit(2, sample) * size];
    return (y - cy) ** 2 + (x - cx) ** 2 < (size / 3) ** 2;
  };
  const ground = values(samples * size * size, 3, -0.3, 0.3);
  const at = (i: number, side: number): [number, number, number] => [
    Math.floor(i / side ** 2),
    Math.floor(i / side) % side,
    i % side,
  ];
  const border = (size - kept) / 2;
  return {
    images: ground.map((value, i) => value + (inside(...at(i, size)) ? 1 : 0)),
    labels: Int32Array.from({ length: samples * kept * kept }, (_, i) => {
      const [sample, y, x] = at(i, kept);
      return inside(sample, y + border, x + border) ? 1 : 0;
    }),
  };
}

/** Offsets, and a 1 behind those of every fourth box. */
function boxTargets(samples: number, priors: number): Float32Array {
  const offsets = values(samples * priors * 5, 21);
  return offsets.map((value, i) => (i % 5 === 4 ? Number(Math.floor(i / 5) % 4 === 0) : value));
}

const segmentation = (padding: "valid" | "same", probabilities: boolean): Case => {
  const [size, kept] = padding === "valid" ? [44, 4] : [16, 16];
  const { images, labels } = discs(4, size, kept);
  return {
    graph: uNet({ size, filters: 4, depth: 2, padding, probabilities }),
    shapes: { output: [kept, kept, 2] },
    samples: { x: images, y: labels },
    options: { loss: probabilities ? diceLoss({ targets: "labels" }) : softmaxCrossEntropy() },
  };
};

const PRIORS = 4 * (16 + 4);
const cases: Record<string, Case> = {
  "U-Net, cropped, of logits": segmentation("valid", false),
  "U-Net, cropped, of masks": segmentation("valid", true),
  "U-Net, whole, of logits": segmentation("same", false),
  "U-Net, whole, of masks": segmentation("same", true),
  "text CNN": {
    graph: textCnn({ length: 12, vocabulary: 30, size: 8, filters: 6 }),
    shapes: { output: [2] },
    samples: { x: whole(8 * 12, 4, 0, 30), y: whole(8, 5, 0, 2) },
    options: { loss: softmaxCrossEntropy(), epochs: 10 },
  },
  C3D: {
    graph: c3d({ frames: 4, size: 12, classes: 3, groups: [[4], [6, 6]], units: 16 }),
    shapes: { output: [3] },
    samples: { x: values(4 * 4 * 12 * 12 * 3, 6, 0, 255), y: Int32Array.of(0, 1, 2, 1) },
    options: { loss: softmaxCrossEntropy(), epochs: 10 },
  },
  "policy of Go": {
    graph: goPolicy({ filters: 8, layers: 3 }),
    shapes: { output: [361] },
    samples: { x: whole(4 * 361 * 48, 7, 0, 2), y: whole(4, 8, 0, 361) },
    options: { loss: softmaxCrossEntropy() },
  },
  "SSD, all boxes": {
    graph: ssd({ size: 32, filters: 4 }),
    shapes: { classes: [PRIORS, 4], boxes: [PRIORS, 4] },
    samples: {
      x: values(2 * 32 * 32 * 3, 9, 0, 255),
      y: { classes: whole(2 * PRIORS, 10, -1, 4), boxes: values(2 * PRIORS * 4, 11) },
    },
    options: { loss: { classes: softmaxCrossEntropy({ ignoreIndex: -1 }), boxes: smoothL1Loss() } },
  },
  "SSD, boxes that match": {
    graph: ssd({ size: 32, filters: 4 }),
    shapes: { classes: [PRIORS, 4], boxes: [PRIORS, 4] },
    samples: {
      x: values(2 * 32 * 32 * 3, 9, 0, 255),
      y: { classes: whole(2 * PRIORS, 10, -1, 4), boxes: boxTargets(2, PRIORS) },
    },
    options: { loss: { classes: softmaxCrossEntropy({ ignoreIndex: -1 }), boxes: matchedBoxes(PRIORS) } },
  },
  "siamese network": {
    graph: siamese({ size: 12, filters: 4, units: 8 }).triplets,
    shapes: { output: [1] },
    samples: {
      x: {
        anchor: values(6 * 144, 12),
        positive: values(6 * 144, 13),
        negative: values(6 * 144, 14),
      },
    },
    options: { loss: minimize() },
  },
  "reader of lines": {
    graph: lineReader({ height: 16, width: 40, filters: 4, classes: 6 }),
    shapes: { output: [10, 6] },
    samples: {
      x: values(4 * 16 * 40, 15),
      y: Int32Array.of(...[10, 1, 2, 3], ...[8, 4, 4, -1], ...[10, 5, -1, -1], ...[6, 2, 1, 2]),
    },
    options: { loss: ctcLoss({ labels: 3, lengths: true }) },
  },
};

const x0 = ({ x }: Samples): Values | Record<string, Values> => x;

/** The losses of all steps. */
async function train(net: Model, samples: Samples, options: FitOptions): Promise<number[]> {
  const losses: number[] = [];
  for await (const event of net.fit(samples, options)) if (event.kind === "step") losses.push(event.loss);
  return losses;
}

async function expectSameAfterLoading(net: Model, x: Values | Record<string, Values>): Promise<void> {
  using again = await load(net.save(), { engine: net.engine });
  expect(again.parametersHash()).toBe(net.parametersHash());
  expect(await again.predict(x)).toEqual(await net.predict(x));
}

describe.each(Object.entries(cases))("%s", (_, { graph, shapes, samples, options }) => {
  test("has its shapes, learns, and predicts the same from a file", async () => {
    expect(Object.fromEntries(Object.entries(graph.outputs).map(([name, { shape }]) => [name, shape]))).toEqual(shapes);
    using net = await model(graph, { engine: await sharedEngine({ threads: 1 }), seed: 1 });
    const before = (await net.evaluate(samples, { loss: options.loss })).loss;
    const losses = await train(net, samples, { epochs: 6, optimizer: adam({ learningRate: 0.01 }), ...options });
    expect(losses.every(Number.isFinite)).toBe(true);
    const after = (await net.evaluate(samples, { loss: options.loss })).loss;
    expect(after).toBeLessThan(0.98 * before);
    await expectSameAfterLoading(net, x0(samples));
  });
});

test("a perceptron ends with no mistakes where a line divides the points", async () => {
  const points = values(2 * 60, 16);
  const far = (i: number): number => 0.8 * points[2 * i] - 0.5 * points[2 * i + 1] + 0.2;
  const kept = Array.from({ length: 60 }, (_, i) => i).filter((i) => Math.abs(far(i)) > 0.05);
  const x = Float32Array.from(kept.flatMap((i) => [points[2 * i], points[2 * i + 1]]));
  const sides = Float32Array.from(kept, (i) => Math.sign(far(i)));
  using net = await model(perceptron(), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
  const mistakes = async (): Promise<number> => {
    const { side } = (await net.predict(x)) as Record<string, Float32Array>;
    return side.filter((value, i) => value !== sides[i]).length;
  };
  expect(await mistakes()).toBeGreaterThan(0);
  const options = { optimizer: perceptronRule(), loss: { score: perceptronLoss({ targets: "signs" }) }, batchSize: 1 };
  const losses = await train(net, { x, y: { score: sides } }, { ...options, epochs: 100 });
  expect(await mistakes()).toBe(0);
  expect(losses.slice(-kept.length)).toEqual(kept.map(() => 0));
  await expectSameAfterLoading(net, x);
});

test("images of one person come together by what the siamese network learnt", async () => {
  const core = await sharedEngine({ threads: 1 });
  const { triplets, embedder } = siamese({ size: 12, filters: 4, units: 8 });
  using net = await model(triplets, { engine: core, seed: 1 });
  const { samples } = cases["siamese network"];
  await train(net, samples, { loss: minimize(), optimizer: adam({ learningRate: 0.01 }), epochs: 6 });
  using alone = await model(embedder, { engine: core, seed: 2 });
  alone.setParameters(Object.fromEntries(net.parameters().map(({ path, data }) => [path, data])));
  const x = samples.x as Record<string, Float32Array>;
  const [anchor, positive, negative] = await Promise.all(
    [x.anchor, x.positive, x.negative].map(async (images) => (await alone.predict(images)) as Float32Array),
  );
  const apart = (i: number, a: Float32Array, b: Float32Array): number =>
    a.slice(8 * i, 8 * i + 8).reduce((sum, value, k) => sum + (value - b[8 * i + k]) ** 2, 0);
  const loss = (await net.predict(x)) as Float32Array;
  loss.forEach((value, i) => {
    const difference = apart(i, anchor, positive) - apart(i, anchor, negative);
    expect(value).toBeCloseTo(Math.max(0, difference + 0.2), 5);
  });
});

describe("style transfer", () => {
  const size = 16;
  const options = { size, filters: [4, 8, 8] };
  const [photograph, painting] = [values(size * size * 3, 17), values(size * size * 3, 18, 0, 1)];

  test("descends by the gradient of the image", async () => {
    using net = await model(styleTransfer(options), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
    const image = values(size * size * 3, 19);
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) {
      const { loss, inputs } = await net.gradients({ x: { image, photograph, painting } }, { loss: minimize() });
      losses.push(loss);
      const steepest = inputs.image.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
      inputs.image.forEach((slope, i) => {
        image[i] -= (0.1 * slope) / steepest;
      });
    }
    losses.slice(1).forEach((loss, i) => {
      expect(loss).toBeLessThan(losses[i]);
    });
    expect(losses[7]).toBeLessThan(0.8 * losses[0]);
    await expectSameAfterLoading(net, { image, photograph, painting });
  });

  test("paints with adam where the image is a parameter", async () => {
    using net = await model(painter(options), { engine: await sharedEngine({ threads: 1 }), seed: 1 });
    const before = new Map(net.parameters().map(({ path, data }) => [path, data]));
    const x = { start: values(size * size * 3, 19), photograph, painting };
    const losses = await train(
      net,
      { x },
      {
        loss: { distance: minimize() },
        optimizer: parameterGroups([
          { match: "image/bias", optimizer: adam({ learningRate: 0.05 }) },
          { frozen: true },
        ]),
        epochs: 10,
      },
    );
    expect(losses[9]).toBeLessThan(0.8 * losses[0]);
    const moved = net.parameters().filter(({ path, data }) => data.some((value, i) => value !== before.get(path)?.[i]));
    expect(moved.map(({ path }) => path)).toEqual(["image/bias"]);
  });
});

describe("DCGAN", () => {
  const graph = dcgan({ size: 8, channels: 1, noise: 6, filters: 8 });
  const samples = { x: { noise: values(16 * 6, 22), real: values(16 * 64, 23, 0, 1) } };
  const common = { batchSize: 8, epochs: 3 };
  const step = () => adam({ learningRate: 0.01, beta1: 0.5 });
  const only = (half: string) => parameterGroups([{ match: `${half}/`, optimizer: step() }, { frozen: true }]);
  const learnt = (net: Model, half: string): number[] =>
    net.parameters().flatMap(({ path, trained, data }) => (trained && path.startsWith(half) ? [...data] : []));

  test("trains in turns: each half makes its loss small and leaves the other as it is", async () => {
    using net = await model(graph, { engine: await sharedEngine({ threads: 1 }), seed: 1 });
    for (const [half, other] of [
      ["discriminator", "generator"],
      ["generator", "discriminator"],
    ]) {
      const [mine, theirs] = [learnt(net, half), learnt(net, other)];
      const losses = await train(net, samples, { ...common, optimizer: only(half), loss: { [half]: minimize() } });
      expect(losses.at(-1)).toBeLessThan(losses[0]);
      expect(learnt(net, half)).not.toEqual(mine);
      expect(learnt(net, other)).toEqual(theirs);
    }
    await expectSameAfterLoading(net, samples.x);
  });

  test("trains step by step in two models, whose optimizers keep their state", async () => {
    const core = await sharedEngine({ threads: 1 });
    using critic = await model(graph, { engine: core, seed: 1 });
    using artist = await model(graph, { engine: core, seed: 1 });
    const start = learnt(critic, "");
    const give = (from: Model, to: Model): void =>
      to.setParameters(Object.fromEntries(from.parameters().map(({ path, data }) => [path, data])));
    const fit = (net: Model, half: string) =>
      net.fit(samples, { ...common, optimizer: only(half), loss: { [half]: minimize() } });
    const generator = fit(artist, "generator");
    const losses: number[] = [];
    for await (const event of fit(critic, "discriminator")) {
      if (event.kind === "step") give(critic, artist);
      const answer = (await generator.next()).value;
      if (event.kind === "step") give(artist, critic);
      if (event.kind === "step" && answer?.kind === "step") losses.push(event.loss, answer.loss);
    }
    expect(losses).toHaveLength(12);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(artist.parametersHash()).toBe(critic.parametersHash());
    expect(learnt(critic, "").filter((value, i) => value !== start[i]).length).toBeGreaterThan(0.9 * start.length);
    expect(artist.position?.step).toBe(6);
  });
});
