import { describe, expect, test } from "vitest";
import type { Slot } from "../../../bindings/slot.ts";
import type { Engine } from "../../../src/engine.ts";
import { type WinogradSizes, winograd, winogradTile } from "../../../src/ops/convolution/conv2d/winograd.ts";
import { Program } from "../../../src/plan/program.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { type Array64, array64, pseudoRandom } from "../../harness/values.ts";
import { conv2d } from "../../oracle/convolution/conv2d.ts";
import * as oracle from "../../oracle/convolution/winograd.ts";

interface Case extends WinogradSizes {
  readonly tile: 2 | 4;
  /** True: the gradient with respect to a layer's input. */
  readonly flipped: boolean;
  readonly factor: boolean;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly low: number;
  readonly high: number;
}

const plain = { flipped: false, factor: false, bias: false, residual: false, low: -Infinity, high: Infinity };

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

/** Heights and widths from 1 to 13, batches from 1 to 5, zeros from 0 to 2 on each side, channels about lanes and panels. */
const mixed = Array.from({ length: 26 }, (_, i) => {
  const [height, width] = [1 + (i % 13), 1 + ((i * 5 + 3) % 13)];
  const zeros = [i, i + 1, i >> 1, i >> 2].map((side, at) => ((at % 2 ? width : height) < 3 ? 2 : side % 3));
  return sizes([1 + (i % 5), height, width, CHANNELS[i % 10]], CHANNELS[(i * 7 + 2) % 10], zeros);
});

/** More channels than a line or a group of panels has, several strips, several blocks. */
const large = [
  sizes([1, 11, 9, 67], 20),
  sizes([1, 5, 4, 130], 136),
  sizes([2, 12, 13, 3], 132),
  sizes([2, 5, 6, 64], 64),
  sizes([1, 28, 28, 8], 5),
];

const cases: Case[] = [...mixed, ...large].flatMap((size, i) =>
  ([2, 4] as const).flatMap((tile) =>
    [false, true].map((flipped) => ({
      ...{ ...size, tile, flipped, factor: i % 5 === 2, bias: i % 3 !== 0, residual: i % 2 === 1 },
      low: i % 4 === 1 ? -0.5 : -Infinity,
      high: i % 4 >= 2 ? 0.75 : Infinity,
    })),
  ),
);

describe.each(cases.map((each) => [nameOf(each), each] as const))("winograd %s", (_, each) => {
  const problem = pose(each);

  test("is as exact as its roundings let it be, and writes nothing outside", async () => {
    const reference = expected(problem);
    for (const fast of [false, true])
      expectNear(await run(await sharedEngine({ threads: 1, fast }), problem), reference, each.tile);
  });

  test("1, 2 and 3 threads give the same bits", async () => {
    const alone = await run(await sharedEngine({ threads: 1 }), problem);
    for (const threads of [2, 3]) expect(await run(await sharedEngine({ threads }), problem)).toEqual(alone);
  });
});

test.each([2, 4] as const)("winograd of all heights and widths up to 13, tile %i", async (tile) => {
  for (let height = 1; height <= 13; height++)
    for (let width = 1; width <= 13; width++) {
      const problem = pose({ ...plain, ...sizes([1, height, width, 3], 5), tile });
      expectNear(await run(await sharedEngine({ threads: 1 }), problem), expected(problem), tile);
    }
});

test.each([2, 4] as const)("winograd's matrices are a convolution, tile %i", (tile) => {
  const { x, kernel, sizes: c } = pose({ ...plain, ...sizes([2, 7, 5, 3], 4, [2, 0, 1, 2]), tile });
  const exact = conv2d({ ...unit, ...c }).forward([x], { kernel }).data;
  const got = oracle.winograd(x, kernel, c, tile, false);
  expect(Math.max(...got.map((value, i) => Math.abs(value - exact[i])))).toBeLessThan(1e-13);
});

test.each([
  [2, 16],
  [2, 64],
  [2, 256],
  [4, 16],
  [4, 64],
  [4, 256],
] as const)("winograd's error beside that of adding up, tile %i, %i channels", async (tile, channels) => {
  const problem = pose({ ...plain, ...sizes([1, 12, 12, channels], 8), tile });
  const { y } = expected(problem);
  const distance = (got: Float32Array): number => Math.hypot(...y.map((value, i) => got[i] - value));
  const limit = { 2: 1, 4: 6 }[tile] * distance(addedUp(problem));
  for (const fast of [false, true])
    expect(distance(await run(await sharedEngine({ threads: 1, fast }), problem))).toBeLessThan(limit);
});

test.each([2, 4] as const)("winograd adds a residual in its own place, tile %i", async (tile) => {
  const problem = pose({ ...plain, ...sizes([2, 7, 9, 5], 13), residual: true, tile });
  const core = await sharedEngine({ threads: 2 });
  expect(await run(core, problem, true)).toEqual(await run(core, problem));
});

describe.each([2, 4] as const)("a number that is not finite, tile %i", (tile) => {
  const each = { ...plain, ...sizes([1, 13, 13, 5], 9), tile };
  const [row, col] = [6, 7];

  test.each([Number.NaN, Infinity])("%d stays in the tiles that read it", async (value) => {
    const problem = pose(each);
    const core = await sharedEngine({ threads: 1 });
    const clean = await run(core, problem);
    problem.x.data[(row * 13 + col) * 5 + 2] = value;
    const got = await run(core, problem);
    const reads = (out: number, at: number): boolean => {
      const first = out - (out % tile) - 1;
      return first <= at && at < first + tile + 2;
    };
    got.forEach((y, i) => {
      const [r, c] = [Math.floor(i / 9 / 13), Math.floor(i / 9) % 13];
      if (!(reads(r, row) && reads(c, col))) expect(y).toBe(clean[i]);
      else if (Math.abs(r - row) <= 1 && Math.abs(c - col) <= 1) expect(Number.isFinite(y)).toBe(false);
    });
  });
});

describe("the rule", () => {
  test.each([
    [[1, 56, 56, 64], 64, 4],
    [[1, 28, 28, 256], 256, 4],
    [[64, 32, 32, 16], 16, 4],
    [[1, 224, 224, 64], 64, 4],
    [[1, 7, 7, 512], 512, 2],
    [[1, 6, 6, 64], 64, 2],
    [[64, 8, 8, 64], 64, 4],
    [[64, 2, 2, 32], 32, 0],
    [[1, 224, 224, 3], 64, 0],
    [[1, 1, 1, 256], 256, 0],
    [[1, 28, 28, 1], 8, 0],
  ] as const)("for %j to %i channels takes tile %i", (shape, cout, tile) => {
    expect(winogradTile(sizes(shape, cout))).toBe(tile);
  });
});

/** What the oracle of conv2d needs besides the sizes. */
const unit = { stride: [1, 1], dilation: [1, 1], groups: 1 } as const;

interface Problem {
  sizes: Case;
  x: Array64;
  kernel: Array64;
  factor: Float64Array | null;
  bias: Float64Array | null;
  residual: Float64Array | null;
}

function pose(c: Case): Problem {
  const kernel = c.flipped ? [3, 3, c.cout, c.cin] : [3, 3, c.cin, c.cout];
  return {
    sizes: c,
    x: array64([c.n, c.inHeight, c.inWidth, c.cin], 1),
    kernel: array64(kernel, 2),
    factor: c.factor ? pseudoRandom(c.cout, 5) : null,
    bias: c.bias ? pseudoRandom(c.cout, 3) : null,
    residual: c.residual ? pseudoRandom(c.n * c.outHeight * c.outWidth * c.cout, 4) : null,
  };
}

/** The result in f64, and what its errors are relative to. */
interface Expected {
  y: Float64Array;
  /** For each output: how far off it may be in the worst case. */
  bound: Float64Array;
  /** The largest sum of |x||w|, with the bias and the residual. */
  scale: number;
}

/**
 * Roundings between an input or a weight and an output, but for those of the sum over channels. In each axis F(4x4) has 2 in
 * the inputs' transform (products by 2 and 4 are exact), 4 in the weights' (two sums, the constant 1/6, the product by it)
 * and 3 in the outputs' (the bias is among them); F(2x2) has 1, 2 and 2. The factor and the residual are one each.
 */
const ROUNDINGS = { 2: 2 * (1 + 2 + 2) + 2, 4: 2 * (2 + 4 + 3) + 2 };

function expected({ sizes: c, x, kernel: given, factor, bias, residual }: Problem): Expected {
  const kernel = factor ? scaled(c, given, factor) : given;
  const convolve = (a: Array64, b: Array64): Float64Array =>
    c.flipped ? gradient(c, a, b) : conv2d({ ...unit, ...c }).forward([a], { kernel: b }).data;
  const magnitude = ({ shape, data }: Array64): Array64 => ({ shape, data: data.map(Math.abs) });
  const largest = convolve(magnitude(x), magnitude(kernel)).reduce((a, b) => Math.max(a, b), 0);
  const magnitudes = oracle.winograd(x, c.flipped ? turned(kernel) : kernel, c, c.tile, true);
  const rounding = (c.cin + ROUNDINGS[c.tile]) * 2 ** -24 * 1.001; // the last factor for products of roundings
  const y = convolve(x, kernel);
  const bound = y.map((sum, i) => {
    const [b, r] = [bias?.[i % c.cout] ?? 0, residual?.[i] ?? 0];
    y[i] = Math.min(Math.max(sum + b + r, c.low), c.high);
    return rounding * (magnitudes[i] + Math.abs(b) + Math.abs(r));
  });
  return { y, bound, scale: largest + (bias ? 1 : 0) + (residual ? 1 : 0) };
}

/**
 * Errors relative to the largest sum of |x||w| in practice: here they reach 1.4e-7 and 1.6e-6. Direct convolution reaches
 * 1.6e-7, so F(2x2) is as exact, and F(4x4) loses a decimal digit.
 */
const PRACTICE = { 2: 2.5e-7, 4: 2.5e-6 };

function expectNear(got: Float32Array, { y, bound, scale }: Expected, tile: 2 | 4): void {
  expect(got.length).toBe(y.length);
  const errors = y.map((value, i) => Math.abs(got[i] - value));
  expect(errors.findIndex((error, i) => !(error <= bound[i]))).toBe(-1);
  expect(errors.reduce((a, b) => Math.max(a, b), 0) / scale).toBeLessThanOrEqual(PRACTICE[tile]);
}

/** x * kernel, added up in f32 one product after the other, as direct convolution does. */
function addedUp({ sizes: c, x, kernel }: Problem): Float32Array {
  const at = (n: number, row: number, col: number, i: number): number =>
    row < 0 || row >= c.inHeight || col < 0 || col >= c.inWidth
      ? 0
      : x.data[((n * c.inHeight + row) * c.inWidth + col) * c.cin + i];
  return new Float32Array(c.n * c.outHeight * c.outWidth * c.cout).map((_, y) => {
    const [pixel, o] = [Math.floor(y / c.cout), y % c.cout];
    const [col, row, n] = [
      pixel % c.outWidth,
      Math.floor(pixel / c.outWidth) % c.outHeight,
      Math.floor(pixel / c.outWidth / c.outHeight),
    ];
    let sum = 0;
    for (let k = 0; k < 9 * c.cin; k++) {
      const [ky, kx, i] = [Math.floor(k / 3 / c.cin), Math.floor(k / c.cin) % 3, k % c.cin];
      sum = Math.fround(sum + Math.fround(at(n, row + ky - c.top, col + kx - c.left, i) * kernel.data[k * c.cout + o]));
    }
    return sum;
  });
}

/** The kernel with each output channel's weights multiplied by its factor. */
function scaled(c: Case, { shape, data }: Array64, factor: Float64Array): Array64 {
  const channel = (at: number): number => (c.flipped ? Math.floor(at / c.cin) % c.cout : at % c.cout);
  return { shape, data: data.map((value, at) => value * factor[channel(at)]) };
}

/** The gradient with respect to the input of the layer whose output's gradient is `dy`. */
function gradient(c: Case, dy: Array64, kernel: Array64): Float64Array {
  const shape = [c.n, c.outHeight, c.outWidth, c.cout];
  const layer = { ...unit, top: 2 - c.top, left: 2 - c.left, outHeight: c.inHeight, outWidth: c.inWidth };
  const x = { shape, data: new Float64Array(shape.reduce((a, b) => a * b)) };
  return conv2d(layer).backward(dy, [x], { kernel }).inputs[0];
}

/** Taps from the last to the first, channels exchanged. */
function turned({ shape: [, , outer, inner], data }: Array64): Array64 {
  const flipped = new Float64Array(data.length);
  data.forEach((value, at) => {
    const [tap, o, i] = [Math.floor(at / inner / outer), Math.floor(at / inner) % outer, at % inner];
    flipped[((8 - tap) * inner + i) * outer + o] = value;
  });
  return { shape: [3, 3, inner, outer], data: flipped };
}

function run(
  engine: Engine,
  { sizes: c, x, kernel, factor, bias, residual }: Problem,
  inPlace = false,
): Promise<Float32Array> {
  const program = new Program();
  const y = program.result("y", c.n * c.outHeight * c.outWidth * c.cout * 4);
  const filled: [Slot, Float64Array][] = [];
  const give = (name: string, values: Float64Array): Slot => {
    const slot = name === "residual" && inPlace ? y : program.input(name, values.length * 4);
    filled.push([slot, values]);
    return slot;
  };
  const slots = {
    ...{ y, x: give("x", x.data), kernel: give("kernel", kernel.data) },
    factor: factor && give("factor", factor),
    bias: bias && give("bias", bias),
    residual: residual && give("residual", residual),
  };
  const { n, inHeight, inWidth, cin, outHeight, outWidth, cout, top, left, ...options } = c;
  winograd(program, { n, inHeight, inWidth, cin, outHeight, outWidth, cout, top, left }, slots, options);
  if (engine.info.threads > 1)
    for (const list of [program.prologue, program.calls])
      list.splice(0, list.length, ...list.map((call) => ({ ...call, grain: 1 })));
  return runGuarded(
    engine,
    { program },
    (tape) => {
      for (const [slot, values] of filled) tape.floats(slot).set(values);
    },
    (tape) => tape.floats(y).slice(),
  );
}

function nameOf(c: Case): string {
  const zeros = [c.top, c.left, c.outHeight - c.inHeight - c.top + 2, c.outWidth - c.inWidth - c.left + 2];
  const shape = `[${c.n}, ${c.inHeight}, ${c.inWidth}, ${c.cin}] to ${c.cout}, zeros ${zeros.join(" ")}`;
  return `${shape}, tile ${c.tile}${c.flipped ? ", flipped" : ""}`;
}
