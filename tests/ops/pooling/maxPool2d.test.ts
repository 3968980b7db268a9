import { describe, expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { maxPool2d } from "../../../src/ops/pooling/maxPool2d.ts";
import type { PoolOptions } from "../../../src/ops/pooling/pool.ts";
import { compile, type Purpose } from "../../../src/plan/compile.ts";
import type { Tape } from "../../../src/plan/tape.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { poolCases, poolName } from "../../harness/poolCases.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { windowsOf } from "../../harness/windows.ts";
import * as oracle from "../../oracle/pooling/maxPool2d.ts";

/** Five different values only, so that most windows hold equals. */
const ties = (shape: Shape, seed: number): Float64Array =>
  pseudoRandom(count(shape), seed).map((x) => Math.round(2 * x));

for (const [shape, batch, options] of poolCases) {
  const common = {
    layer: () => maxPool2d(options),
    shapes: [shape],
    batch,
    oracle: oracle.maxPool2d(windowsOf(options, shape)),
  };
  // Only the additions of gradients round, where windows overlap.
  checkOp({ ...common, name: poolName("maxPool2d", shape, batch, options), tolerance: 3e-7 });
  checkOp({
    ...common,
    name: `${poolName("maxPool2d", shape, batch, options)} with ties`,
    tolerance: 3e-7,
    values: ties,
    kinks: "the greatest changes place where values are equal",
  });
}

test("without a gradient nothing is remembered, and the output has the same bits", async () => {
  const x = input([9, 7, 5]);
  const net = graph(x, maxPool2d({ window: 3, stride: 2 })(x));
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

  test("padding of a window or more", () => {
    expect(pool({ window: 2, padding: 2 })).toThrow(
      "got padding of 2, 2, 2, 2 (top, right, bottom, left), expected less than the window, 2 x 2, on each side",
    );
  });

  test("wrong options", () => {
    expect(pool({})).toThrow("maxPool2d.window: got undefined, expected a positive whole number or [height, width]");
    expect(pool({ window: 0 })).toThrow("maxPool2d.window: got 0");
    expect(pool({ window: [2, 2, 2] })).toThrow("maxPool2d.window: got [2, 2, 2]");
    expect(pool({ window: 2, stride: -1 })).toThrow("maxPool2d.stride: got -1");
    expect(pool({ window: 2, padding: "full" })).toThrow('maxPool2d.padding: got "full"');
    expect(pool({ window: 2, strides: 2 })).toThrow(
      'unknown option "strides", expected one of window, stride, padding, name. Hint: did you mean "stride"',
    );
  });
});
