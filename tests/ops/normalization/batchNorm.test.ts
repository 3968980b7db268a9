import { describe, expect, test } from "vitest";
import { Slot } from "../../../bindings/slot.ts";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import { layer } from "../../../src/graph/layer.ts";
import type { Layer, Node } from "../../../src/graph/node.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { relu, relu6, reluOp } from "../../../src/ops/activation/rectifiers.ts";
import { add } from "../../../src/ops/arithmetic/add.ts";
import { conv2d } from "../../../src/ops/convolution/conv2d.ts";
import { type BatchNormOptions, batchNorm } from "../../../src/ops/normalization/batchNorm.ts";
import { compile, type Purpose } from "../../../src/plan/compile.ts";
import { checkOp, type OpCase, type Oracle } from "../../harness/checkOp.ts";
import { type Array64, pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/normalization/batchNorm.ts";

/** Channels around the widths of vectors and cache lines; pixels that leave rows of the pattern, and slices, incomplete. */
const rows: [shape: Shape, batch: number][] = [
  [[1], 2],
  [[1], 1500],
  [[3], 2],
  [[5, 3], 7],
  [[4], 9],
  [[7, 3, 5], 3],
  [[9, 7], 5],
  [[3, 5, 8], 13],
  [[13, 9, 9], 2],
  [[5, 7, 13], 4],
  [[11, 16], 37],
  [[9, 17], 31],
  [[2, 3, 24], 3],
  [[3, 130], 5],
  [[67, 41, 6], 3],
  [[17, 31, 40], 5],
];

/** The running variance must be positive. */
const parameterValues = (key: string, shape: Shape): Float64Array | undefined =>
  key === "variance" ? pseudoRandom(count(shape), 9).map((x) => Math.fround(x + 1.5)) : undefined;

const common = ([shape, batch]: (typeof rows)[number]): Pick<OpCase, "shapes" | "batch" | "parameterValues"> => ({
  shapes: [shape],
  batch,
  parameterValues,
});

const nameOf = ([shape, batch]: (typeof rows)[number], options: object): string =>
  `batchNorm [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}`;

const check = (row: (typeof rows)[number], options: BatchNormOptions, tolerance = 4e-6): void =>
  checkOp({
    ...common(row),
    name: nameOf(row, options),
    layer: () => batchNorm(options),
    oracle: oracle.batchNorm(options),
    tolerance,
  });

for (const row of rows) check(row, { epsilon: 0.01 });
check(rows[9], {});
check(rows[9], { scale: false });
check(rows[9], { shift: false, epsilon: 0.25 });
check(rows[9], { scale: false, shift: false });

/** A layer that others can do on the way to memory, and undo. */
const clamp = ({ low, high }: { low: number; high: number }): Layer => {
  const unused = (): never => expect.unreachable("the layer before it does this one's work");
  return layer({ ...reluOp, step: () => ({ kind: "clamp", low, high }), forward: unused, backward: unused }, {});
};

// Within rounding of a bound a value may lie on either side of it; in these cases none does.
for (const row of [rows[3], rows[6], rows[9], rows[10], rows[14]])
  for (const bounds of [
    { low: 0, high: Number.POSITIVE_INFINITY },
    { low: -0.25, high: 0.5 },
    { low: Number.NEGATIVE_INFINITY, high: 0.125 },
  ])
    checkOp({
      ...common(row),
      name: `${nameOf(row, {})} within ${bounds.low} to ${bounds.high}`,
      layer: () => (x) => clamp(bounds)(batchNorm()(x)),
      oracle: oracle.batchNorm(bounds),
      tolerance: 4e-6,
      ...(row === rows[14] && { kinks: "of so many values some cross a bound within a step" }),
    });

for (const row of [[[1], 1] as (typeof rows)[number], rows[2], rows[3], rows[9], rows[10], rows[14]])
  for (const options of [{}, { scale: false, shift: false }] as const)
    checkOp({
      ...common(row),
      name: nameOf(row, { frozen: true, ...options }),
      layer: () => batchNorm({ frozen: true, ...options }),
      oracle: oracle.frozenBatchNorm(),
      tolerance: 4e-6,
    });

checkOp({
  ...common(rows[9]),
  name: `${nameOf(rows[9], { frozen: true })} within -0.25 to 0.5`,
  layer: () => (x) => clamp({ low: -0.25, high: 0.5 })(batchNorm({ frozen: true })(x)),
  oracle: oracle.frozenBatchNorm({ low: -0.25, high: 0.5 }),
  tolerance: 4e-6,
});

/** relu(batchNorm(x) + residual) */
const residualOracle: Oracle = {
  forward: (inputs, parameters) => rectified(oracle.batchNorm().forward(inputs, parameters), inputs[1]),
  inference: (inputs, parameters) => rectified(oracle.batchNorm().inference(inputs, parameters), inputs[1]),
  backward(given, inputs, parameters) {
    const y = residualOracle.forward(inputs, parameters).data;
    const dy = { ...given, data: given.data.map((value, i) => (y[i] > 0 ? value : 0)) };
    const own = oracle.batchNorm().backward(dy, inputs, parameters);
    return { ...own, inputs: [...own.inputs, dy.data] };
  },
};
const rectified = ({ shape, data }: Array64, residual: Array64): Array64 => ({
  shape,
  data: data.map((value, i) => Math.max(0, value + residual.data[i])),
});

for (const row of [rows[2], rows[9], rows[10]])
  checkOp({
    ...common(row),
    name: `${nameOf(row, {})} plus a residual, rectified`,
    layer: () => (x, residual) => relu()(add()(residual, batchNorm()(x))),
    shapes: [row[0], row[0]],
    oracle: residualOracle,
    tolerance: 4e-6,
  });

describe("with steps behind it", () => {
  const x = input([5, 4, 6], { name: "x" });
  const kernelsOf = (y: Node, purpose: Purpose): string[] => {
    const net = graph(x, y);
    const slots = new Map([...net.parameters].map(([p, path]) => [p, new Slot(path, count(p.shape) * 4)]));
    return compile(net, slots, 2, purpose).program.calls.map(({ kernel }) => kernel.name);
  };
  const training: Purpose = { gradients: { inputs: [x], seeded: ["output"] } };
  const forward = ["batchNormMoments", "batchNormStatistics", "batchNormForward"];
  const backward = ["batchNormBackwardSums", "batchNormBackwardStatistics", "batchNormBackwardInput"];

  test("a clamp costs no pass, forward or backward", () => {
    const y = relu6()(batchNorm()(x));
    expect(kernelsOf(y, {})).toEqual(["batchNormForward"]);
    expect(kernelsOf(y, training)).toEqual([...forward, ...backward]);
  });

  test("a residual and a clamp cost no pass forward", () => {
    const y = relu()(add()(batchNorm()(x), x));
    expect(kernelsOf(y, {})).toEqual(["batchNormForward"]);
    expect(kernelsOf(y, training)).toEqual([...forward, "reluBackward", ...backward, "add"]);
  });

  test("in inference it is a step of the convolution before it", () => {
    const y = batchNorm()(conv2d({ filters: 3, kernel: 3 })(x));
    expect(kernelsOf(y, {})).toEqual(["conv2dForward"]);
    expect(kernelsOf(y, training)).toContain("batchNormForward");
  });
});

describe("numbers far from 0", () => {
  // 1000 has an ulp of 6e-5: so exactly is y known, of x and an offset that are both near 1000.
  const away = (shape: Shape): Float64Array => pseudoRandom(count(shape), 5).map((x) => Math.fround(1000 + 1.7 * x));
  for (const row of [rows[9], rows[10], rows[14]])
    checkOp({
      ...common(row),
      name: `${nameOf(row, {})} of 1000 with a deviation of 1`,
      layer: batchNorm,
      oracle: { ...oracle.batchNorm(), inference: undefined },
      values: away,
      tolerance: 5e-5,
      kinks: "a step of 1e-5 is lost in 1000",
    });
});

describe("batchNorm refuses", () => {
  test("wrong options", () => {
    const make = (options: unknown) => () => batchNorm(options as BatchNormOptions);
    expect(make({ momentum: -0.1 })).toThrow(
      "batchNorm.momentum: got -0.1, expected a number from 0 to 1. Hint: it is the share of the new statistics: 0.1 where others write a decay of 0.9.",
    );
    expect(make({ momentum: 1.5 })).toThrow("batchNorm.momentum: got 1.5");
    expect(make({ momentum: Number.NaN })).toThrow("batchNorm.momentum: got NaN");
    expect(make({ momentum: "0.1" })).toThrow('batchNorm.momentum: got "0.1"');
    expect(make({ epsilon: 0 })).toThrow("batchNorm.epsilon: got 0, expected a finite number above 0");
    expect(make({ epsilon: 1e-50 })).toThrow("batchNorm.epsilon: got 1e-50");
    expect(make({ epsilon: Number.POSITIVE_INFINITY })).toThrow("batchNorm.epsilon: got Infinity");
    expect(make({ scale: 1 })).toThrow("batchNorm.scale: got 1, expected true or false");
    expect(make({ shift: 0 })).toThrow("batchNorm.shift: got 0, expected true or false");
    expect(make({ eps: 1e-3 })).toThrow(
      'batchNorm: got unknown option "eps", expected one of momentum, epsilon, frozen, scale, shift, name. Hint: did you mean "epsilon"',
    );
    expect(make({ name: "a/b" })).toThrow("batchNorm.name");
  });

  test("a single value for each channel in training, and only there", () => {
    const x = input([3], { name: "x" });
    const net = graph(x, batchNorm({ name: "norm" })(x));
    const slots = new Map([...net.parameters].map(([p, path]) => [p, new Slot(path, 12)]));
    const compiled = (batch: number, purpose: Purpose) => () => compile(net, slots, batch, purpose);
    expect(compiled(1, { gradients: { seeded: ["output"] } })).toThrow(
      "layer norm (batchNorm): got a single value for each channel in training, expected at least 2, or there is no variance. Hint: take a larger batch, and a number of samples that leaves no batch of 1 at the end.",
    );
    expect(compiled(1, {})).not.toThrow();
    expect(compiled(2, { gradients: { seeded: ["output"] } })).not.toThrow();
  });
});

test("what a layer lacks is no parameter", () => {
  const keys = (options: BatchNormOptions): string[] => Object.keys(batchNorm(options)(input([4])).parameters);
  expect(keys({})).toEqual(["scale", "shift", "mean", "variance"]);
  expect(keys({ scale: false })).toEqual(["shift", "mean", "variance"]);
  expect(keys({ scale: false, shift: false })).toEqual(["mean", "variance"]);
});
