import { describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engine.ts";
import { weightGradient } from "../../../src/ops/convolution/conv2d/weightGradient.ts";
import type { WinogradSizes } from "../../../src/ops/convolution/conv2d/winograd.ts";
import {
  winogradWeightGradient,
  winogradWeightGradientPays,
} from "../../../src/ops/convolution/conv2d/winogradWeightGradient.ts";
import { Program } from "../../../src/plan/program.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { type Array64, array64 } from "../../harness/values.ts";
import { conv2d } from "../../oracle/convolution/conv2d.ts";
import * as oracle from "../../oracle/convolution/winograd.ts";

/** Sizes of a convolution with zeros around the image. */
function sizes(
  [n, inHeight, inWidth, cin]: readonly number[],
  cout: number,
  [top, left, bottom, right]: readonly number[] = [1, 1, 1, 1],
): WinogradSizes {
  const [outHeight, outWidth] = [top + inHeight + bottom - 2, left + inWidth + right - 2];
  return { n, inHeight, inWidth, cin, outHeight, outWidth, cout, top, left };
}

const CHANNELS = [1, 3, 4, 5, 7, 8, 9, 13, 17, 64];

/** Heights and widths from 1 to 13, batches from 1 to 5, zeros from 0 to 2 on each side, channels that straddle lanes and tiles. */
const mixed = Array.from({ length: 30 }, (_, i) => {
  const [height, width] = [1 + (i % 13), 1 + ((i * 5 + 3) % 13)];
  const zeros = [i, i + 1, i >> 1, i >> 2].map((side, at) => ((at % 2 ? width : height) < 3 ? 2 : side % 3));
  return sizes([1 + (i % 5), height, width, CHANNELS[i % 10]], CHANNELS[(i * 7 + 2) % 10], zeros);
});

/** Several blocks of input channels, of panels, of both; several strips and slices; slices of unequal size. */
const large = [
  sizes([1, 6, 7, 67], 20),
  sizes([1, 5, 6, 6], 130),
  sizes([1, 9, 5, 70], 74),
  sizes([2, 13, 13, 64], 64),
  sizes([5, 11, 13, 40], 33),
  sizes([3, 30, 31, 16], 16),
];

describe.each([...mixed, ...large].map((each) => [nameOf(each), each] as const))("winograd gradient %s", (_, each) => {
  const problem = pose(each);

  test("is as exact as its roundings let it be, and writes nothing outside", async () => {
    const reference = expected(problem);
    for (const fast of [false, true])
      expectNear(await run(await sharedEngine({ threads: 1, fast }), problem), reference);
  });

  test("1, 2 and 3 threads give the same bits", async () => {
    const alone = await run(await sharedEngine({ threads: 1 }), problem);
    for (const threads of [2, 3]) expect(await run(await sharedEngine({ threads }), problem)).toEqual(alone);
  });
});

test("winograd gradients of all heights and widths up to 13", async () => {
  for (let height = 1; height <= 13; height++)
    for (let width = 1; width <= 13; width++) {
      const problem = pose(sizes([1, height, width, 3], 5));
      expectNear(await run(await sharedEngine({ threads: 1 }), problem), expected(problem));
    }
});

test("winograd's matrices turned round are the gradient", () => {
  const problem = pose(sizes([2, 7, 5, 3], 4, [2, 0, 1, 2]));
  const { dw } = expected(problem);
  const got = oracle.winogradWeightGradient(problem.x, problem.dy, problem.sizes, false);
  expect(Math.max(...got.map((value, i) => Math.abs(value - dw[i])))).toBeLessThan(1e-12);
});

/** In root mean square it is 6 to 8 times as large. */
test.each([
  [[1, 12, 12, 16], 8],
  [[16, 8, 8, 16], 16],
  [[4, 32, 32, 8], 8],
  [[1, 56, 56, 8], 8],
] as const)("winograd's error beside the direct kernel's, %j to %i", async (shape, cout) => {
  const problem = pose(sizes(shape, cout));
  const { dw } = expected(problem);
  const distance = (got: Float32Array): number => Math.hypot(...dw.map((value, i) => got[i] - value));
  for (const fast of [false, true]) {
    const core = await sharedEngine({ threads: 1, fast });
    const [got, direct] = [distance(await run(core, problem)), distance(await run(core, problem, emitLayer))];
    expect(got).toBeLessThan(10 * direct);
  }
});

describe("the rule", () => {
  test.each([
    [[64, 32, 32, 16], 16, true],
    [[64, 16, 16, 32], 32, true],
    [[64, 8, 8, 64], 64, true],
    [[32, 56, 56, 64], 64, true],
    [[32, 14, 14, 256], 256, true],
    [[1, 4, 4, 512], 512, false],
    [[64, 1, 1, 64], 64, false],
    [[64, 28, 28, 1], 8, false],
  ] as const)("for %j to %i channels: %s", (shape, cout, pays) => {
    expect(winogradWeightGradientPays(sizes(shape, cout))).toBe(pays);
  });
});

test.each([true, false])("the program's switch decides, %s", (winograd) => {
  const program = new Program({ winograd });
  const slots = { dw: program.slot("dw", 0), dy: program.slot("dy", 0), x: program.slot("x", 0) };
  emitLayer(program, sizes([64, 8, 8, 64], 64), slots);
  expect(program.calls[0].kernel.name).toBe(winograd ? "winogradBackwardWeights" : "conv2dBackwardWeights");
});

interface Problem {
  sizes: WinogradSizes;
  x: Array64;
  dy: Array64;
}

const pose = (c: WinogradSizes): Problem => ({
  sizes: c,
  x: array64([c.n, c.inHeight, c.inWidth, c.cin], 1),
  dy: array64([c.n, c.outHeight, c.outWidth, c.cout], 2),
});

/** The result in f64, and what its errors are relative to. */
interface Expected {
  dw: Float64Array;
  /** For each weight: how far off its gradient may be in the worst case. */
  bound: Float64Array;
  /** The largest sum of |x||dy|. */
  scale: number;
}

/**
 * Roundings between an input or a gradient and a weight's gradient, but for those of the product and the sum over tiles. In each
 * axis there are 2 in the inputs' transform (products by 2 and 4 are exact), 2 in the gradients' and 5 in the sums' (three sums,
 * the constant 1/6 and the product by it). The sum over tiles is one over strips and slices too: 2 more.
 */
const ROUNDINGS = 2 * (2 + 2 + 5) + 2;

function expected({ sizes: c, x, dy }: Problem): Expected {
  const magnitude = ({ shape, data }: Array64): Array64 => ({ shape, data: data.map(Math.abs) });
  const dw = gradient(c, x, dy);
  const tiles = c.n * Math.ceil(c.outHeight / 4) * Math.ceil(c.outWidth / 4);
  const rounding = (tiles + ROUNDINGS) * 2 ** -24 * 1.001; // the last factor for products of roundings
  return {
    dw,
    bound: oracle.winogradWeightGradient(x, dy, c, true).map((size) => rounding * size),
    scale: gradient(c, magnitude(x), magnitude(dy)).reduce((a, b) => Math.max(a, b), 0),
  };
}

function gradient(c: WinogradSizes, x: Array64, dy: Array64): Float64Array {
  const kernel = { shape: [3, 3, c.cin, c.cout], data: new Float64Array(9 * c.cin * c.cout) };
  const layer = conv2d({ stride: [1, 1], dilation: [1, 1], groups: 1, ...c });
  return layer.backward(dy, [x], { kernel }).parameters.kernel;
}

/** Errors relative to the largest sum of |x||dy| in practice: here they reach 1.4e-6. */
const PRACTICE = 2.5e-6;

function expectNear(got: Float32Array, { dw, bound, scale }: Expected): void {
  expect(got.length).toBe(dw.length);
  const errors = dw.map((value, i) => Math.abs(got[i] - value));
  expect(errors.findIndex((error, i) => !(error <= bound[i]))).toBe(-1);
  expect(errors.reduce((a, b) => Math.max(a, b), 0) / scale).toBeLessThanOrEqual(PRACTICE);
}

type Emit = (program: Program, c: WinogradSizes, slots: Parameters<typeof winogradWeightGradient>[2]) => void;

/** As a layer does: directly, if the program says so. */
const emitLayer: Emit = (program, c, slots) => {
  const zeros = { bottom: c.outHeight + 2 - c.inHeight - c.top, right: c.outWidth + 2 - c.inWidth - c.left };
  const unit = { groups: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, tapsY: 3, tapsX: 3 };
  weightGradient(program, { ...c, ...unit, ...zeros }, slots);
};

function run(engine: Engine, { sizes: c, x, dy }: Problem, emit: Emit = winogradWeightGradient): Promise<Float32Array> {
  const program = new Program({ winograd: emit !== emitLayer });
  const [xSlot, dySlot] = [program.input("x", x.data.length * 4), program.input("dy", dy.data.length * 4)];
  const dw = program.result("dw", 9 * c.cin * c.cout * 4);
  emit(program, c, { dw, dy: dySlot, x: xSlot });
  // Chunks of one item, so that threads share even small problems.
  if (engine.info.threads > 1)
    program.calls.splice(0, program.calls.length, ...program.calls.map((call) => ({ ...call, grain: 1 })));
  return runGuarded(
    engine,
    { program },
    (tape) => {
      tape.floats(xSlot).set(x.data);
      tape.floats(dySlot).set(dy.data);
    },
    (tape) => tape.floats(dw).slice(),
  );
}

function nameOf(c: WinogradSizes): string {
  const zeros = [c.top, c.left, c.outHeight - c.inHeight - c.top + 2, c.outWidth - c.inWidth - c.left + 2];
  return `[${c.n}, ${c.inHeight}, ${c.inWidth}, ${c.cin}] to ${c.cout}, zeros ${zeros.join(" ")}`;
}
