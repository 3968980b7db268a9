// What the papers' tables and torchvision say of each architecture, layer by layer.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { deviation } from "../../src/graph/initializer.ts";
import type { Node } from "../../src/graph/node.ts";
import { count } from "../../src/graph/shape.ts";
import type { Graph } from "../../src/index.ts";
import { graphFromJson, graphToJson } from "../../src/io/graphJson.ts";
import { ops } from "../../src/ops/all.ts";
import { nets } from "./nets.ts";

/** Trainable parameters and multiply-adds that PyTorch counts. */
const counted: Record<string, { parameters: number; multiplyAdds: number }> = JSON.parse(
  readFileSync(new URL("../golden/models.json", import.meta.url), "utf8"),
).nets;

interface Architecture {
  /** Trainable parameters as published. */
  parameters: number;
  /** Multiply-adds as published, in thousand millions. */
  billions: number;
  /** Height (and width) and channels at the end of each part. */
  parts: Record<string, [size: number, channels: number]>;
}

const architectures: Record<string, Architecture> = {
  squeezenet11: {
    parameters: 1_235_496,
    billions: 0.35,
    parts: {
      conv1: [111, 64],
      pool1: [55, 64],
      fire2: [55, 128],
      fire3: [55, 128],
      pool3: [27, 128],
      fire4: [27, 256],
      fire5: [27, 256],
      pool5: [13, 256],
      fire6: [13, 384],
      fire7: [13, 384],
      fire8: [13, 512],
      fire9: [13, 512],
      conv10: [13, 1000],
    },
  },
  mobilenetV2: {
    parameters: 3_504_872,
    billions: 0.3,
    parts: {
      stem: [112, 32],
      stage1: [112, 16],
      stage2: [56, 24],
      stage3: [28, 32],
      stage4: [14, 64],
      stage5: [14, 96],
      stage6: [7, 160],
      stage7: [7, 320],
      head: [7, 1280],
    },
  },
  resnet18: {
    parameters: 11_689_512,
    billions: 1.81,
    parts: { stem: [56, 64], stage1: [56, 64], stage2: [28, 128], stage3: [14, 256], stage4: [7, 512] },
  },
  resnet50: {
    parameters: 25_557_032,
    billions: 4.09,
    parts: { stem: [56, 64], stage1: [56, 256], stage2: [28, 512], stage3: [14, 1024], stage4: [7, 2048] },
  },
  resnet20: {
    parameters: 272_474,
    billions: 0.04,
    parts: { stem: [32, 16], stage1: [32, 16], stage2: [16, 32], stage3: [8, 64] },
  },
  efficientnetB0: {
    parameters: 5_288_548,
    billions: 0.39,
    parts: {
      stem: [112, 32],
      stage1: [112, 16],
      stage2: [56, 24],
      stage3: [28, 40],
      stage4: [14, 80],
      stage5: [14, 112],
      stage6: [7, 192],
      stage7: [7, 320],
      head: [7, 1280],
    },
  },
};

describe.each(Object.entries(architectures))("%s", (name, { parameters, billions, parts }) => {
  const net = nets[name]();

  test("has as many trainable parameters as published and as PyTorch counts", () => {
    expect(trainedNumbers(net)).toBe(parameters);
    expect(counted[name].parameters).toBe(parameters);
  });

  test("has the multiply-adds that PyTorch counts, and about those published", () => {
    const found = net.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0);
    expect(found).toBe(counted[name].multiplyAdds);
    expect(found / 1e9).toBeCloseTo(billions, 2);
  });

  test("has the shapes of its paper's table", () => {
    const ends = Object.fromEntries(Object.keys(parts).map((part) => [part, end(net, part).shape]));
    expect(ends).toEqual(Object.fromEntries(Object.entries(parts).map(([part, [s, c]]) => [part, [s, s, c]])));
    expect(net.outputs.output.shape).toEqual([name === "resnet20" ? 10 : 1000]);
  });

  test("takes another number of classes and another size, not square", () => {
    const other = nets[name]({ classes: 7, size: [96, 50] });
    expect(other.inputs[0].shape).toEqual([96, 50, 3]);
    expect(other.outputs.output.shape).toEqual([7]);
    expect(nets[name]({ size: 17 }).inputs[0].shape).toEqual([17, 17, 3]);
  });

  test("gives every layer a path of its own that does not depend on its place", () => {
    for (const path of [...net.paths.values(), ...net.parameters.values()]) expect(path).not.toMatch(/_\d+$|\d\./);
  });

  test("comes back from a file as it was", () => {
    const again = graphFromJson(graphToJson(net), ops);
    expect([...again.parameters.values()]).toEqual([...net.parameters.values()]);
    expect(again.nodes.map(({ shape }) => shape)).toEqual(net.nodes.map(({ shape }) => shape));
    expect(again.inputs[0].preprocessing).toEqual(net.inputs[0].preprocessing);
  });
});

test("ResNet-20 has 19 convolutions that learn, one dense layer, and two projections", () => {
  const { nodes } = nets.resnet20();
  const paths = nodes.filter(({ op }) => op?.name === "conv2d").map(({ path }) => path);
  expect(paths.filter((path) => !path.includes("shortcut"))).toHaveLength(19);
  expect(paths.filter((path) => path.includes("shortcut"))).toEqual([
    "stage2/block1/shortcut/conv",
    "stage3/block1/shortcut/conv",
  ]);
});

// The standard deviations that torchvision's and PyTorch's initialisers give.
test.each([
  ["squeezenet11", "fire2/squeeze/conv/kernel", Math.sqrt(2 / 64)],
  ["squeezenet11", "conv10/conv/kernel", 0.01],
  ["mobilenetV2", "stage2/block1/depthwise/conv/kernel", Math.sqrt(2 / (9 * 96))],
  ["mobilenetV2", "classifier/kernel", 0.01],
  ["resnet50", "stem/conv/kernel", Math.sqrt(2 / (49 * 64))],
  ["resnet50", "stage2/block1/shortcut/conv/kernel", Math.sqrt(2 / 512)],
  ["resnet50", "classifier/kernel", 1 / Math.sqrt(3 * 2048)],
  ["resnet50", "classifier/bias", 1 / Math.sqrt(3 * 2048)],
  ["efficientnetB0", "stage2/block1/depthwise/conv/kernel", Math.sqrt(2 / (9 * 96))],
  ["efficientnetB0", "stage2/block1/excite/reduce/kernel", Math.sqrt(2 / 4)],
  ["efficientnetB0", "classifier/kernel", 1 / Math.sqrt(3 * 1000)],
])("%s begins with torchvision's deviation of %s", (name, path, expected) => {
  const [parameter] = [...nets[name]().parameters].find((entry) => entry[1] === path) ?? [];
  if (!parameter || parameter.initializer.kind === "constant") throw new Error(`${path} is not drawn`);
  expect(deviation(parameter.initializer, parameter.fanIn, parameter.fanOut)).toBeCloseTo(expected, 12);
});

const trainedNumbers = ({ trained }: Graph): number =>
  [...trained.keys()].reduce((sum, { shape }) => sum + count(shape), 0);

function multiplyAdds({ op, attributes, inputs }: Node): number {
  const shapes = inputs.map(({ shape }) => shape);
  const never = (): never => {
    throw new Error("the shapes were inferred before");
  };
  return op?.infer(attributes as never, shapes, never).multiplyAdds ?? 0;
}

/** The last node of the part called `name`. */
function end(net: Graph, name: string): Node {
  return net.nodes.filter(({ path }) => path === name || path.startsWith(`${name}/`)).at(-1) as Node;
}
