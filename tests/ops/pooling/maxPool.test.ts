import { describe, expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import type { Layer } from "../../../src/graph/node.ts";
import { maxPool1d, maxPool2d, maxPool3d } from "../../../src/ops/pooling/maxPool.ts";
import type { PoolOptions } from "../../../src/ops/pooling/pool.ts";
import { compile, type Purpose } from "../../../src/plan/compile.ts";
import type { Tape } from "../../../src/plan/tape.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { poolCases1d, poolCases2d, poolCases3d, poolName, ties, windowAxes } from "../../harness/poolCases.ts";
import { max, pooling } from "../../oracle/pooling/regions.ts";

const layers = [
  ["maxPool1d", maxPool1d, poolCases1d],
  ["maxPool2d", maxPool2d, poolCases2d],
  ["maxPool3d", maxPool3d, poolCases3d],
] as const;

for (const [op, layer, cases] of layers)
  for (const [shape, batch, options] of cases) {
    const common = {
      layer: () => (layer as (options: object) => Layer)(options),
      shapes: [shape],
      batch,
      oracle: pooling(max, () => windowAxes(options, shape)),
      tolerance: 3e-7, // only the additions of gradients round, where windows overlap
    };
    checkOp({ ...common, name: poolName(op, shape, batch, options) });
    checkOp({
      ...common,
      name: `${poolName(op, shape, batch, options)} with ties`,
      values: ties,
      kinks: "the greatest changes place where values are equal",
    });
  }

/** The output, and the input's gradient where all of the output's is 1. */
async function poolOnce(
  layer: Layer,
  shape: number[],
  values: ArrayLike<number>,
  purpose: "training" | "inference",
): Promise<{ y: number[]; dx: number[] }> {
  const x = input(shape);
  const net = graph(x, layer(x));
  const training: Purpose = { gradients: { inputs: [x], seeded: ["output"] } };
  const compiled = compile(net, new Map(), 1, purpose === "training" ? training : {});
  const fill = (tape: Tape): void => {
    tape.floats(compiled.inputs.get(x)!.slot).set(values);
    for (const { slot } of Object.values(compiled.seeds)) tape.floats(slot).fill(1);
  };
  return runGuarded(await sharedEngine({ threads: 1 }), compiled, fill, (tape) => ({
    y: [...tape.floats(compiled.outputs.output.slot)],
    dx: purpose === "training" ? [...tape.floats(compiled.inputGradients.get(x)!.slot)] : [],
  }));
}

// The core's kernels, and with dilation (which a window of one does not show) or a third axis the extension's.
const kernels: [string, Layer, number[]][] = [
  ["the core's", maxPool2d({ window: [1, 2], padding: { left: 1 }, stride: 1 }), [1, 4, 1]],
  ["the extension's", maxPool2d({ window: [1, 2], padding: { left: 1 }, stride: 1, dilation: [2, 1] }), [1, 4, 1]],
  ["volumes'", maxPool3d({ window: [1, 1, 2], padding: { left: 1 }, stride: 1 }), [1, 1, 4, 1]],
];

describe.each(kernels)("with %s kernels", (_, layer, shape) => {
  test("negative values beat padding", async () => {
    const { y, dx } = await poolOnce(layer, shape, [-3, -1, -2, -5], "training");
    expect(y).toEqual([-3, -1, -1, -2]);
    expect(dx).toEqual([1, 2, 1, 0]);
    expect((await poolOnce(layer, shape, [-3, -1, -2, -5], "inference")).y).toEqual(y);
  });

  test("a NaN is the greatest and takes the gradient", async () => {
    const { y, dx } = await poolOnce(layer, shape, [1, Number.NaN, 2, 3], "training");
    expect(y).toEqual([1, Number.NaN, Number.NaN, 3]);
    expect(dx).toEqual([1, 2, 0, 1]);
    expect((await poolOnce(layer, shape, [1, Number.NaN, 2, 3], "inference")).y).toEqual(y);
  });

  test("of infinities below, the first takes the gradient", async () => {
    const { y, dx } = await poolOnce(layer, shape, Array(4).fill(Number.NEGATIVE_INFINITY), "training");
    expect(y).toEqual(Array(4).fill(Number.NEGATIVE_INFINITY));
    expect(dx).toEqual([2, 1, 1, 0]);
  });
});

test.each([
  ["core", {}],
  ["extension", { dilation: 2 }],
])("without a gradient nothing is remembered, and the output has the same bits (%s)", async (_, more) => {
  const x = input([9, 7, 5]);
  const net = graph(x, maxPool2d({ window: 3, stride: 2, ...more })(x));
  const run = async (purpose: Purpose): Promise<Float32Array> => {
    const compiled = compile(net, new Map(), 2, purpose);
    const values = ties([2, 9, 7, 5], 1);
    const fill = (tape: Tape): void => {
      tape.floats(compiled.inputs.get(x)!.slot).set(values);
      for (const { slot } of Object.values(compiled.seeds)) tape.floats(slot).fill(1);
    };
    expect([...compiled.program.slots].some(({ label }) => label.endsWith("argmax"))).toBe("gradients" in purpose);
    const read = (tape: Tape): Float32Array => tape.floats(compiled.outputs.output.slot).slice();
    return runGuarded(await sharedEngine({ threads: 1 }), compiled, fill, read);
  };
  expect(await run({})).toEqual(await run({ gradients: { inputs: [x], seeded: ["output"] } }));
});

describe("maxPool2d refuses", () => {
  const pool =
    (options: unknown, shape: number[] = [5, 6, 3]) =>
    () =>
      maxPool2d(options as PoolOptions)(input(shape));

  test("what is no image, and windows that do not fit", () => {
    expect(pool({ window: 2 }, [5])).toThrow(
      "layer maxPool2d (maxPool2d): got [5], expected an image, [height, width, channels]",
    );
    expect(pool({ window: 6 })).toThrow(
      'layer maxPool2d (maxPool2d): got an image of 5 x 6, 5 x 6 with its padding, expected at least 6 x 6, the window\'s reach. Hint: padding "same" fits any image.',
    );
  });

  test("windows over nothing but padding", () => {
    expect(pool({ window: 2, padding: 2 })).toThrow(
      "got window 0 of 4 along axis 0 over nothing but padding, expected some of the input under every window. Hint: it would have no value; use less padding.",
    );
    expect(pool({ window: [2, 1], dilation: [6, 1], padding: [1, 0] })).toThrow("window 0 of 1 along axis 0"); // taps at -1 and 5
  });

  test("wrong options", () => {
    expect(pool({})).toThrow("maxPool2d.window: got undefined, expected a positive whole number or [height, width]");
    expect(pool({ window: 0 })).toThrow("maxPool2d.window: got 0");
    expect(pool({ window: [2, 2, 2] })).toThrow("maxPool2d.window: got [2, 2, 2]");
    expect(pool({ window: 2, stride: -1 })).toThrow("maxPool2d.stride: got -1");
    expect(pool({ window: 2, padding: "full" })).toThrow('maxPool2d.padding: got "full"');
    expect(pool({ window: 2, strides: 2 })).toThrow(
      'unknown option "strides", expected one of window, stride, padding, dilation, ceilMode, name. Hint: did you mean "stride"',
    );
  });
});
