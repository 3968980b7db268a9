import { describe, expect, test } from "vitest";
import { graph, input, load, model } from "../../src/index.ts";
import { layerOf, type Op } from "../../src/ops/index.ts";
import { sharedEngine } from "../harness/engines.ts";

/** Nothing at all, with attributes. */
const nothingOp: Op<{ readonly note?: unknown }> = {
  name: "nothing",
  alias: true,
  infer: (_, [x]) => ({ shape: x }),
  forward() {},
  backward() {},
};
const x = input([3]);

describe("layerOf", () => {
  test("makes a layer that has the op's name, or its own", () => {
    expect(layerOf(nothingOp, {})(x)).toMatchObject({ path: "nothing", attributes: {}, shape: [3] });
    expect(layerOf(nothingOp, { note: [1, "a", null, { b: true }] }, "mine")(x).path).toBe("mine");
    expect(() => layerOf(nothingOp, {}, "not mine")).toThrow(
      'nothing.name: got "not mine", expected a word without / or spaces.',
    );
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a function", () => {}],
    ["an op without a name", { ...nothingOp, name: "" }],
    ["an op without a backward pass", { ...nothingOp, backward: undefined }],
  ])("refuses %s", (_, op) => {
    expect(() => layerOf(op as typeof nothingOp, {})).toThrow(
      /^layerOf: got .*, expected an op: \{ name, infer, forward, backward \}, the name a word without \/ or spaces\.$/,
    );
  });

  test.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["functions", () => 1],
    ["typed arrays", new Float32Array(2)],
    ["maps within arrays", [new Map()]],
  ])("refuses attributes that files cannot hold: %s", (_, note) => {
    expect(() => layerOf(nothingOp, { note })).toThrow(
      /^layerOf, attributes of nothing: got an object with keys note, expected an object of /,
    );
  });
});

describe("load", async () => {
  const engine = await sharedEngine({ threads: 1 });
  using net = await model(graph(x, layerOf(nothingOp, { note: 1 })(x)), { engine });
  const file = net.save();

  test("takes ops of one's own", async () => {
    using again = await load(file, { engine, ops: [nothingOp] });
    expect(again.graph.nodes.at(-1)).toMatchObject({ op: nothingOp, attributes: { note: 1 } });
    expect(await again.predict(Float32Array.of(1, 2, 3))).toEqual(Float32Array.of(1, 2, 3));
  });

  test.each<[string, unknown, string]>([
    [
      "what is no list",
      nothingOp,
      "load.ops: got an object with keys name, alias, infer, forward, backward, expected an array of ops.",
    ],
    [
      "what is no op",
      [layerOf(nothingOp, {})],
      "load.ops: got a function, expected an op: { name, infer, forward, backward }",
    ],
    [
      "an op of a name that fovea has",
      [{ ...nothingOp, name: "relu" }],
      'load.ops: got an op named "relu", expected a name that no other op has. Hint: fovea has an op of that name.',
    ],
    [
      "two of one name",
      [nothingOp, { ...nothingOp }],
      'load.ops: got two ops named "nothing", expected a name that no other op has.',
    ],
  ])("refuses %s", async (_, ops, message) => {
    await expect(load(file, { engine, ops: ops as Op<never>[] })).rejects.toThrow(message);
  });
});
