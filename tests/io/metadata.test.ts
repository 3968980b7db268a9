import { describe, expect, test } from "vitest";
import { load } from "../../src/index.ts";
import { decode, encode, type Stored } from "../../src/io/safetensors.ts";
import { ops } from "../../src/ops/all.ts";
import { sharedEngine } from "../harness/engines.ts";
import { attempt } from "./attempt.ts";
import { tinyTrained } from "./models.ts";

const engine = await sharedEngine({ threads: 1 });
const net = await tinyTrained();
const whole = decode(net.save({ training: true }));

describe("with a part of its metadata changed", () => {
  const graph = JSON.parse(whole.metadata["fovea.graph"]);
  const training = JSON.parse(whole.metadata["fovea.training"]);
  const withMetadata = (changed: Record<string, unknown>): Uint8Array => {
    const text = Object.entries({ ...whole.metadata, ...changed }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return encode({ ...whole, metadata: Object.fromEntries(text) });
  };
  const withGraph = (change: (copy: typeof graph) => unknown): Uint8Array => {
    const copy = structuredClone(graph);
    change(copy);
    return withMetadata({ "fovea.graph": JSON.stringify(copy) });
  };
  const withTraining = (changed: object): Uint8Array =>
    withMetadata({ "fovea.training": JSON.stringify({ ...training, ...changed }) });

  test.each<[string, () => Uint8Array, string]>([
    [
      "a newer format",
      () => withMetadata({ "fovea.format": "2" }),
      `model file: got format 2, written by fovea ${whole.metadata["fovea.version"]}, expected format 1 or older. Hint: a newer fovea reads it.`,
    ],
    ["no format", () => withMetadata({ "fovea.format": undefined }), "model file: got format undefined"],
    ["a format that is no number", () => withMetadata({ "fovea.format": "x" }), "model file: got format x"],
    [
      "no graph",
      () => withMetadata({ "fovea.graph": undefined }),
      "model file: got a safetensors file without fovea's graph, expected one that save() made. Hint: setParameters() takes weights of other origin.",
    ],
    ["another kind", () => withMetadata({ format: "pt" }), "model file: got a safetensors file without fovea's graph"],
    [
      "a graph that is no JSON",
      () => withMetadata({ "fovea.graph": "{" }),
      'model file, graph: got "{", expected a graph as fovea saves it. Hint: the file is damaged.',
    ],
    [
      "a graph without nodes",
      () => withGraph((g) => Object.assign(g, { nodes: undefined })),
      "model file, graph: got ",
    ],
    ["a graph that is null", () => withMetadata({ "fovea.graph": "null" }), "model file, graph: got "],
    ["a node that is null", () => withGraph((g) => g.nodes.splice(1, 1, null)), "model file, graph: got "],
    [
      "a node without inputs",
      () => withGraph((g) => Object.assign(g.nodes[1], { inputs: undefined })),
      "model file, graph: got ",
    ],
    ["outputs that are null", () => withGraph((g) => Object.assign(g, { outputs: null })), "model file, graph: got "],
    [
      "a node without a path",
      () => withGraph((g) => Object.assign(g.nodes[1], { path: undefined })),
      "model file, node undefined: got path undefined, expected text.",
    ],
    [
      "an unknown op",
      () => withGraph((g) => Object.assign(g.nodes[1], { op: "attention" })),
      `model file, node "0.dense": got op "attention", expected one of ${[...ops.keys()].join(", ")}. Hint: a newer fovea may have it; an op of one's own is given to load as one of its ops.`,
    ],
    [
      "an input that comes later",
      () => withGraph((g) => Object.assign(g.nodes[1], { inputs: [2] })),
      'model file, node "0.dense": got input 2, expected a node before it.',
    ],
    [
      "an input that is none",
      () => withGraph((g) => Object.assign(g.nodes[1], { inputs: [-1] })),
      'model file, node "0.dense": got input -1, expected a node before it.',
    ],
    [
      "shares of a later node",
      () => withGraph((g) => Object.assign(g.nodes[3], { shares: 7 })),
      'model file, node "2.dense": got shares 7',
    ],
    [
      "shares of a node of another op",
      () => withGraph((g) => Object.assign(g.nodes[3], { shares: 2 })),
      'model file, node "2.dense": got ',
    ],
    [
      "an output that is none",
      () => withGraph((g) => Object.assign(g.outputs, { output: 9 })),
      "model file, graph: got node 9, expected one of 4.",
    ],
    [
      "a shape that does not follow",
      () => withGraph((g) => Object.assign(g.nodes[1], { shape: [3] })),
      'model file, node "0.dense": got shape [3], expected [2].',
    ],
    [
      "an input of no shape",
      () => withGraph((g) => Object.assign(g.nodes[0], { shape: [] })),
      'input "x": got shape []',
    ],
    [
      "attributes that are none",
      () => withGraph((g) => Object.assign(g.nodes[1], { attributes: {} })),
      'model file, node "0.dense": got ',
    ],
    [
      "units that are text",
      () => withGraph((g) => Object.assign(g.nodes[1].attributes, { units: "2" })),
      'model file, node "0.dense": got ',
    ],
    [
      "other classes",
      () => withMetadata({ "fovea.classes": '{"a":1}' }),
      "model file, fovea.classes: got an object with keys a, expected names",
    ],
    [
      "classes that are no JSON",
      () => withMetadata({ "fovea.classes": "[" }),
      'model file, fovea.classes: got "[", expected JSON. Hint: the file is damaged.',
    ],
    [
      "a training that is no JSON",
      () => withMetadata({ "fovea.training": "{" }),
      'model file, fovea.training: got "{", expected JSON.',
    ],
    ["a training without state", () => withTraining({ state: undefined }), "model file, fovea.training: got "],
    [
      "a training whose empty state is no list of names",
      () => withTraining({ empty: 1 }),
      "model file, fovea.training: got ",
    ],
    ["a training without position", () => withTraining({ position: null }), "model file, fovea.training: got "],
    [
      "a position that is no number",
      () => withTraining({ position: { ...training.position, step: "1" } }),
      "model file, fovea.training: got ",
    ],
    [
      "state that the file does not hold",
      () => withTraining({ state: ["m"] }),
      'model file, tensor "optimizer/m/0.dense/kernel": got none, expected one of shape [2, 2]. Hint: the file is damaged.',
    ],
  ])("%s", async (what, make, message) => {
    const bytes = make();
    await expect(load(bytes, { engine })).rejects.toThrow(message);
    expect(await attempt(engine, bytes, what)).toBe("error");
  });

  test("tensors that are missing, or of another shape", async () => {
    const without = new Map([...whole.tensors].filter(([name]) => name !== "0.dense/kernel"));
    await expect(load(encode({ ...whole, tensors: without }), { engine })).rejects.toThrow(
      'model file, tensor "0.dense/kernel": got none, expected one of shape [2, 2].',
    );
    const flat = new Map([...whole.tensors].map(([name, { data }]) => [name, { shape: [4], data }]));
    await expect(load(encode({ ...whole, tensors: flat }), { engine })).rejects.toThrow(
      'model file, tensor "0.dense/kernel": got shape [4], expected [2, 2].',
    );
  });

  test("a tensor that nothing needs is left alone", async () => {
    const more: Stored = {
      ...whole,
      tensors: new Map([...whole.tensors, ["mine", { shape: [1], data: Float32Array.of(7) }]]),
    };
    expect(await attempt(engine, encode(more), "one more tensor")).toBe("model");
  });
});
