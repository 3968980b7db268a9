// The core's own exp, log, tanh, erf, pow and their like against f64: the greatest error over a sweep of all floats, in units of
// the last place. f64 is exact enough for that, whichever runtime's Math it is; Math has no erf, so the test has its own.
import asc from "assemblyscript/asc";
import { beforeAll, describe, expect, it } from "vitest";
import { erf, erfc } from "./erf.ts";

type Functions = Record<string, (x: number, end: number, y?: number) => void>;

const COUNT = 4096;
const START = 65536;
/** Every so many floats are tried; a prime, so that all low bits come up. */
const STRIDE = 499;

const sweeps = [
  { name: "exp", exact: Math.exp, from: -110, to: 100, ulps: 1 },
  { name: "expDown", exact: Math.exp, from: -3.4028234e38, to: 0, ulps: 1 },
  { name: "expm1", exact: Math.expm1, from: -3.4028234e38, to: 0, ulps: 1.8 },
  { name: "log", exact: Math.log, from: 0, to: 3.4028234e38, ulps: 0.9 },
  { name: "log1p", exact: Math.log1p, from: 0, to: 1e30, ulps: 1.4 },
  { name: "tanh", exact: Math.tanh, from: -3.4028234e38, to: 3.4028234e38, ulps: 1.8 },
  { name: "sigmoid", exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -87.3, to: 100, ulps: 1.8 },
  { name: "softplus", exact: softplus, from: -87.3, to: 3.4028234e38, ulps: 1.7 },
  { name: "erf", exact: erf, from: -3.4028234e38, to: 3.4028234e38, ulps: 1.6 },
  { name: "normalShare", exact: (x: number) => erfc(-x * Math.SQRT1_2) / 2, from: -1.3, to: 3.4028234e38, ulps: 5 },
  { name: "sineOfTurn", exact: (x: number) => Math.sin(2 * Math.PI * x), from: -0.25, to: 0.25, ulps: 3.5 },
];

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Exponents whose powers are swept over all positive floats. */
const exponents = [-300.7, -3, -1.25, -0.75, -1e-3, 1e-30, 0.1, 1 / 3, 0.5, 1, 1.5, 2, 3.3, 7, 100, 12345.6].map(
  Math.fround,
);

describe.each([
  { build: "strict", features: "simd,threads" },
  { build: "relaxed", features: "simd,threads,relaxed-simd" },
])("the $build build", ({ features }) => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  let functions: Functions;

  beforeAll(async () => {
    functions = await compile(features, memory);
  }, 120_000);

  it.each(sweeps)("$name is within $ulps ulps", ({ name, exact, from, to, ulps }) => {
    const negative = from < 0 ? worst(memory, functions[`${name}All`], exact, -from, -1) : 0;
    expect(Math.max(negative, worst(memory, functions[`${name}All`], exact, to, 1))).toBeLessThan(ulps);
  });

  it.each(exponents)("pow to %f is within 0.6 ulps", (y) => {
    const power: Functions[string] = (x, end) => functions.powAll(x, end, y);
    expect(worst(memory, power, (x) => x ** y, 3.4028234e38, 1, 16 * STRIDE + 9)).toBeLessThan(0.6);
  });

  it("pow of numbers near 1 to great exponents is within 0.6 ulps", () => {
    for (const y of [-4e7, -1e5, 1e4, 3e6, 9e7].map(Math.fround)) {
      const power: Functions[string] = (x, end) => functions.powAll(x, end, y);
      const near = Math.exp(85 / Math.abs(y));
      expect(worst(memory, power, (x) => x ** y, near, 1, 7, 1 / near)).toBeLessThan(0.6);
    }
  });

  it.each([
    [0, 2, 0],
    [-0, 2, 0],
    [0, -2, Infinity],
    [0, 0, 1],
    [Infinity, 0.5, Infinity],
    [Infinity, -0.5, 0],
    [Infinity, 0, 1],
    [NaN, 0, 1],
    [NaN, 2, NaN],
    [2, NaN, NaN],
    [-1, 2, NaN],
    [2, Infinity, Infinity],
    [0.5, Infinity, 0],
    [2, -Infinity, 0],
    [0.5, -Infinity, Infinity],
    [1, 1e38, 1],
    [1e-45, 1, 1e-45],
    [1e-45, -1, Infinity],
    [1e38, 2, Infinity],
    [2, -130, 2 ** -130],
    [10, -44, 1e-44],
    [10, -50, 0],
  ])("pow(%f, %f) is %f", (x, y, expected) => {
    const values = new Float32Array(memory.buffer, START, 4).fill(x);
    functions.powAll(START, START + 16, y);
    expect(values).toEqual(new Float32Array(4).fill(expected));
  });

  it.each([
    ["expDown", [-Infinity, 0], [-1e38, 0], [0, 1], [NaN, NaN]],
    ["expm1", [-Infinity, -1], [-1e38, -1], [0, 0], [NaN, NaN]],
    ["log1p", [0, 0], [1e-45, 1e-45], [NaN, NaN]],
    ["softplus", [-Infinity, 0], [-1e38, 0], [1e38, 1e38], [Infinity, Infinity], [NaN, NaN]],
    ["erf", [-Infinity, -1], [Infinity, 1], [-0, -0], [1e-45, 1e-45], [NaN, NaN]],
    ["normalShare", [-Infinity, 0], [-1e38, 0], [0, 0.5], [Infinity, 1], [NaN, NaN]],
    ["tanh", [-Infinity, -1], [Infinity, 1], [-0, -0], [1e-45, 1e-45], [NaN, NaN]],
    ["sigmoid", [-Infinity, 0], [-1e38, 0], [0, 0.5], [Infinity, 1], [NaN, NaN]],
  ] as [string, ...[number, number][]][])("%s has its limits", (name, ...pairs) => {
    for (const [x, expected] of pairs) {
      const values = new Float32Array(memory.buffer, START, 4).fill(x);
      functions[`${name}All`](START, START + 16);
      expect(values, `${name}(${x})`).toEqual(new Float32Array(4).fill(expected));
    }
  });
});

async function compile(features: string, memory: WebAssembly.Memory): Promise<Functions> {
  const command = [
    "assembly/__tests__/functions.ts",
    "--outFile",
    "functions.wasm",
    "--runtime",
    "stub",
    "-O3",
    "--noAssert",
  ];
  const memories = ["--importMemory", "--sharedMemory", "--initialMemory", "2", "--maximumMemory", "2"];
  const written: Uint8Array[] = [];
  const { error, stderr } = await asc.main([...command, ...memories, "--enable", features], {
    writeFile: (_: string, contents: Uint8Array | string) =>
      void (typeof contents !== "string" && written.push(contents)),
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const table = new WebAssembly.Table({ initial: 1, element: "anyfunc" }); // asconfig.json asks for one
  const { instance } = await WebAssembly.instantiate(written[0] as Uint8Array<ArrayBuffer>, { env: { memory, table } });
  return instance.exports as Functions;
}

/** Greatest error of `f` over every `stride`th float of `sign` with magnitudes from `first` to `last`. */
function worst(
  memory: WebAssembly.Memory,
  f: Functions[string],
  exact: (x: number) => number,
  last: number,
  sign: 1 | -1,
  stride: number = STRIDE,
  first = 1e-45,
): number {
  const y = new Float32Array(memory.buffer, START, COUNT);
  const bits = new Uint32Array(memory.buffer, START, COUNT);
  const [begin, end] = new Uint32Array(Float32Array.of(first, last).buffer);
  let greatest = 0;
  for (let from = begin; from <= end; from += COUNT * stride) {
    for (let i = 0; i < COUNT; i++) bits[i] = Math.min(from + i * stride, end) + (sign < 0 ? 0x80000000 : 0);
    const x = Float32Array.from(y);
    f(START, START + COUNT * 4);
    for (let i = 0; i < COUNT; i++) {
      const error = ulps(y[i], exact(x[i]));
      if (!(error <= greatest)) greatest = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }
  }
  return greatest;
}

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
const HUGE = 3.4028235677973366e38; // from here on the nearest f32 is infinite

/** Distance of `got` from `exact` in units of the last place of an f32 at `exact`; subnormal results are not judged. */
function ulps(got: number, exact: number): number {
  const size = Math.abs(exact);
  if (size < 2 ** -126) return Math.abs(got) <= 2 ** -126 ? 0 : Number.POSITIVE_INFINITY;
  if (size >= HUGE) return Math.abs(got) === Number.POSITIVE_INFINITY ? 0 : Number.POSITIVE_INFINITY;
  float64[0] = size;
  words[1] = (words[1] & 0x7ff00000) - (23 << 20);
  words[0] = 0;
  return Math.abs(got - exact) / float64[0];
}
