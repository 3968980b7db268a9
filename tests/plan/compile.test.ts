import { describe, expect, test } from "vitest";
import { Slot } from "../../bindings/slot.ts";
import { count } from "../../src/graph/shape.ts";
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  meanSquaredError,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { type Compiled, compile, type Purpose } from "../../src/plan/compile.ts";

const x = input([8, 8, 3], { name: "x" });
const net = graph(x, sequential(conv2d({ filters: 4, kernel: 3 }), tanh(), flatten(), dense({ units: 5 }))(x));
const loss = { output: softmaxCrossEntropy() };

function compiled(g: Graph, purpose: Purpose): Compiled {
  const slots = new Map(
    [...g.parameters].map(([parameter, path]) => [parameter, new Slot(path, count(parameter.shape) * 4)]),
  );
  return compile(g, slots, 2, purpose);
}

const kernelsOf = ({ program }: Compiled): string[] => program.calls.map(({ kernel }) => kernel.name);
const times = (names: string[], name: string): number => names.filter((other) => other === name).length;

test("inference computes layers and nothing else", () => {
  const made = compiled(net, {});
  expect(kernelsOf(made)).toEqual(["conv2dForward", "tanhForward", "conv2dForward"]);
  expect(made.forwardCalls).toBe(3);
  expect(made.program.calls.map(({ label }) => label)).toEqual(["0.conv2d", "1.tanh", "3.dense"]);
  expect([...made.done.values()]).toEqual([1, 2, 3]);
});

describe("training", () => {
  const halt = new Slot("halt", 4);
  const update: Purpose["update"] = (program, gradients) =>
    sgd().emit(
      program,
      [...gradients].map(([{ path, shape }, gradient]) => ({
        ...{ path, shape, gradient, state: {}, count: gradient.bytes / 4 },
        parameter: new Slot(path, gradient.bytes),
      })),
      halt,
    );

  test("computes no gradient of the data, unless it is asked for", () => {
    const [without, withInput] = [
      compiled(net, { losses: loss, gradients: {} }),
      compiled(net, { losses: loss, gradients: { inputs: [x] } }),
    ];
    expect(times(kernelsOf(without), "conv2dForward")).toBe(3);
    expect(without.inputGradients.has(x)).toBe(false);
    expect(times(kernelsOf(withInput), "conv2dForward")).toBe(4);
    expect(withInput.inputGradients.get(x)?.shape).toEqual([2, 8, 8, 3]);
  });

  test("guards the loss and all gradients in one stage, then updates all parameters in the next", () => {
    const { program } = compiled(net, { losses: loss, gradients: {}, halt, update });
    const stageOf = (name: string): number[] => [
      ...new Set(program.calls.filter(({ kernel }) => kernel.name === name).map(({ stage }) => stage)),
    ];
    expect(
      times(
        program.calls.map(({ kernel }) => kernel.name),
        "guardFinite",
      ),
    ).toBe(1 + net.parameters.size);
    expect(
      times(
        program.calls.map(({ kernel }) => kernel.name),
        "sgd",
      ),
    ).toBe(net.parameters.size);
    expect(stageOf("guardFinite")).toHaveLength(1);
    expect(stageOf("sgd")).toEqual([stageOf("guardFinite")[0] + 1]);
    expect(program.calls.at(-1)?.stage).toBe(stageOf("sgd")[0]);
  });

  test("moves running statistics before the updates, a layer's second use after its first", () => {
    const [shared, once] = [batchNorm({ name: "shared" }), batchNorm({ name: "once", scale: false, shift: false })];
    const y = once(shared(conv2d({ filters: 3, kernel: 1, bias: false })(shared(x))));
    const made = compiled(graph(x, y), { losses: { output: meanSquaredError() }, gradients: {}, halt, update });
    const { calls } = made.program;
    const tracks = calls.filter(({ kernel }) => kernel.name === "batchNormTrack");
    const [sgdStage] = new Set(calls.filter(({ kernel }) => kernel.name === "sgd").map(({ stage }) => stage));
    expect(tracks.map(({ label, stage }) => [label, stage - sgdStage])).toEqual([
      ...[
        ["shared", -2],
        ["shared", -2],
        ["once", -2],
        ["once", -2],
      ],
      ...[
        ["shared_2", -1],
        ["shared_2", -1],
      ],
    ]);
    const guards = calls.filter(({ kernel }) => kernel.name === "guardFinite");
    expect(guards).toHaveLength(1 + 3 + 3 * 2); // the loss, the trained parameters, mean and variance of each use
    expect(new Set(guards.map(({ stage }) => stage))).toEqual(new Set([sgdStage - 3]));
    expect(
      times(
        kernelsOf(compiled(graph(x, y), { losses: { output: meanSquaredError() }, gradients: {} })),
        "batchNormTrack",
      ),
    ).toBe(0);
  });

  test("takes no gradient of statistics, nor goes back to a layer that has nothing else", () => {
    const y = dense({ units: 2 })(flatten()(batchNorm({ scale: false, shift: false })(x)));
    const made = compiled(graph(x, y), { losses: { output: meanSquaredError() }, gradients: {} });
    expect([...made.parameterGradients.keys()].map(({ path }) => path)).toEqual(["dense/kernel", "dense/bias"]);
    expect(kernelsOf(made)).not.toContain("batchNormBackwardSums");
  });

  test("leaves out the backward pass of what no loss needs", () => {
    const both = graph(x, { a: dense({ units: 2 })(flatten()(x)), b: conv2d({ filters: 2, kernel: 3 })(x) });
    const made = compiled(both, { losses: { a: softmaxCrossEntropy() }, gradients: {}, update });
    expect(kernelsOf(made)).not.toContain("conv2dBackwardWeights/b");
    expect([...made.parameterGradients.keys()].map(({ path }) => path)).toEqual(["dense/kernel", "dense/bias"]);
    expect(times(kernelsOf(made), "sgd")).toBe(2);
  });
});

test("a shared layer packs its weights once, and its gradients are added up", () => {
  const shared = dense({ units: 3 });
  const twice = graph(x, shared(shared(conv2d({ filters: 3, kernel: 1 })(x))));
  const made = compiled(twice, { losses: { output: meanSquaredError() }, gradients: {} });
  expect(made.program.prologue.filter(({ kernel }) => kernel.name === "pack").map(({ label }) => label)).toEqual([
    ...["conv2d", "dense"], // forward
    "dense_2", // turned round for the gradient of the input
  ]);
  expect(times(kernelsOf(made), "add")).toBe(2);
});

test("several losses of one output are added up", () => {
  const y = dense({ units: 3 })(flatten()(x));
  const made = compiled(graph(x, { a: y, b: y }), {
    losses: { a: meanSquaredError(), b: softmaxCrossEntropy() },
    gradients: {},
  });
  expect(times(kernelsOf(made), "add")).toBe(1);
  expect(Object.keys(made.losses)).toEqual(["a", "b"]);
});
