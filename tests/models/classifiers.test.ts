// Known classifiers, written with what the library exports: as many parameters as others count, outputs of the right shape,
// and a small version of each trains and comes back from a file.
import { describe, expect, test } from "vitest";
import {
  type Graph,
  graph,
  type Loss,
  load,
  model,
  type Samples,
  type Shape,
  sgd,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { unit } from "../harness/unit.ts";
import { alexNet } from "./architectures/alexNet.ts";
import { allCnn } from "./architectures/allCnn.ts";
import type { NetOptions } from "./architectures/blocks.ts";
import { denseNet121 } from "./architectures/denseNet121.ts";
import { googLeNet } from "./architectures/googLeNet.ts";
import { inceptionResNet } from "./architectures/inceptionResNet.ts";
import { nin } from "./architectures/nin.ts";
import { resNext50 } from "./architectures/resNext50.ts";
import { seResNet20 } from "./architectures/seResNet20.ts";
import { shuffleNet, shuffleNetV2 } from "./architectures/shuffleNet.ts";
import { vgg } from "./architectures/vgg.ts";
import { zfNet } from "./architectures/zfNet.ts";

interface Known {
  make(options?: NetOptions): Graph;
  /** Trained numbers, with as many classes as the net has by default. */
  parameters: number;
  /** Who counts them. */
  source: string;
  /** The small version's images; the smallest that fit. */
  image: number;
}

const TORCHVISION = "torchvision 0.14: sum(p.numel() for p in net.parameters()) of models.";
const LAYERS = "the table's layers made and counted with PyTorch: ";

const nets: Record<string, Known> = {
  alexNet: { make: alexNet, parameters: 61_100_840, source: `${TORCHVISION}alexnet()`, image: 63 },
  "alexNet, original": {
    make: (options) => alexNet({ ...options, original: true }),
    parameters: 60_965_224,
    source: "Caffe's bvlc_alexnet; 60 million in Krizhevsky et al. 2012",
    image: 63,
  },
  zfNet: { make: zfNet, parameters: 62_357_608, source: `${LAYERS}Zeiler and Fergus 2013, figure 3`, image: 53 },
  "vgg, 11 layers": {
    make: (options) => vgg({ ...options, depth: 11 }),
    parameters: 132_863_336,
    source: `${TORCHVISION}vgg11()`,
    image: 32,
  },
  "vgg, 11 layers, normalized": {
    make: (options) => vgg({ ...options, depth: 11, normalized: true }),
    parameters: 132_868_840,
    source: `${TORCHVISION}vgg11_bn()`,
    image: 32,
  },
  "vgg, 16 layers": { make: vgg, parameters: 138_357_544, source: `${TORCHVISION}vgg16()`, image: 32 },
  "vgg, 16 layers, normalized": {
    make: (options) => vgg({ ...options, normalized: true }),
    parameters: 138_365_992,
    source: `${TORCHVISION}vgg16_bn()`,
    image: 32,
  },
  nin: { make: nin, parameters: 966_986, source: `${LAYERS}Lin et al. 2013, for CIFAR-10`, image: 5 },
  googLeNet: { make: googLeNet, parameters: 13_004_888, source: `${TORCHVISION}googlenet(aux_logits=True)`, image: 15 },
  "googLeNet, no auxiliary outputs": {
    make: (options) => googLeNet({ ...options, auxiliary: false }),
    parameters: 6_624_904,
    source: `${TORCHVISION}googlenet(aux_logits=False)`,
    image: 15,
  },
  inceptionResNet: {
    make: (options) => inceptionResNet({ ...(options && { repeats: [1, 1, 1] }), ...options }),
    parameters: 22_756_328,
    source: `${LAYERS}Szegedy et al. 2016, figures 10 to 15`,
    image: 75,
  },
  resNext50: {
    make: (options) => resNext50({ ...(options && { cardinality: 4 }), ...options }),
    parameters: 25_028_904,
    source: `${TORCHVISION}resnext50_32x4d()`,
    image: 32,
  },
  denseNet121: { make: denseNet121, parameters: 7_978_856, source: `${TORCHVISION}densenet121()`, image: 29 },
  allCnn: { make: allCnn, parameters: 1_369_738, source: `${LAYERS}Springenberg et al. 2014, table 1, C`, image: 9 },
  shuffleNet: {
    make: shuffleNet,
    parameters: 1_865_728,
    source: `${LAYERS}Zhang et al. 2017, table 1, g = 3`,
    image: 32,
  },
  shuffleNetV2: {
    make: shuffleNetV2,
    parameters: 2_278_604,
    source: `${TORCHVISION}shufflenet_v2_x1_0()`,
    image: 32,
  },
  seResNet20: {
    make: seResNet20,
    parameters: 272_474 + 3 * (49 + 162 + 580),
    source: "ResNet-20 with projections, and 2 c c / 16 + c / 16 + c for each block of c channels",
    image: 8,
  },
};

const CLASSES = 3;
const BATCH = 4;
const engine = await sharedEngine({ threads: 1 });
const count = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

describe.each(Object.entries(nets))("%s", (name, { make, parameters, source, image }) => {
  test(`has as many parameters as ${source}`, () => {
    const net = make();
    expect([...net.trained.keys()].reduce((sum, { shape }) => sum + count(shape), 0)).toBe(parameters);
    const classes = net.inputs[0].shape[0] === 32 ? 10 : 1000;
    const outputs = name === "googLeNet" ? ["output", "aux1", "aux2"] : ["output"];
    expect(Object.keys(net.outputs)).toEqual(outputs);
    for (const { shape } of Object.values(net.outputs)) expect(shape).toEqual([classes]);
  });

  test("trains, and a saved one predicts the same", async () => {
    const small = make({ classes: CLASSES, image, width: 1 / 8 });
    using net = await model(small, { engine, seed: 1 });
    const before = net.parameters();
    const data = samples(small, image);
    const steps: number[] = [];
    const loss = losses(small);
    const optimizer = sgd({ learningRate: 0.01, momentum: 0.9 });
    for await (const event of net.fit(data, { epochs: 2, batchSize: BATCH, optimizer, loss }))
      if (event.kind === "step") steps.push(event.loss);
    expect(steps).toHaveLength(2);
    expect(steps.every(Number.isFinite)).toBe(true);
    const moved = net.parameters().filter(({ data }, i) => data.some((value, k) => value !== before[i].data[k]));
    expect(moved.map(({ path }) => path)).toEqual([...small.parameters.values()]);

    const scores = await net.predict(data.x);
    for (const each of scores instanceof Float32Array ? [scores] : Object.values(scores))
      expect(each.length === BATCH * CLASSES && each.every(Number.isFinite)).toBe(true);
    using again = await load(net.save(), { engine });
    expect(await again.predict(data.x)).toEqual(scores);
  });
});

test("GoogLeNet's auxiliary classifiers can be cut off after training", async () => {
  using net = await model(googLeNet({ classes: CLASSES, image: 15, width: 1 / 8 }), { engine, seed: 1 });
  const lean = graph(net.graph.inputs, net.graph.outputs.output);
  using cut = await model(lean, { engine });
  const kept = new Set(lean.parameters.values());
  const wanted = net.parameters().filter(({ path }) => kept.has(path));
  cut.setParameters(Object.fromEntries(wanted.map(({ path, data }) => [path, data])));
  const { x } = samples(net.graph, 15);
  const { output } = (await net.predict(x)) as Record<string, Float32Array>;
  expect(await cut.predict(x)).toEqual(output);
});

/** The loss of each output; those of auxiliary ones weigh 0.3, as in GoogLeNet's paper. */
function losses({ outputs }: Graph): Loss | Record<string, Loss> {
  const names = Object.keys(outputs);
  if (names.length === 1) return softmaxCrossEntropy();
  return Object.fromEntries(names.map((name) => [name, softmaxCrossEntropy({ weight: name === "output" ? 1 : 0.3 })]));
}

/** Images of noise. All outputs get the same labels. */
function samples({ outputs }: Graph, size: number): { x: Uint8Array } & Samples {
  const labels = Uint8Array.from({ length: BATCH }, (_, i) => i % CLASSES);
  const names = Object.keys(outputs);
  return {
    x: Uint8Array.from({ length: BATCH * size * size * 3 }, (_, i) => unit(1, i) * 256),
    y: names.length === 1 ? labels : Object.fromEntries(names.map((name) => [name, labels])),
  };
}
