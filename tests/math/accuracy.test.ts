// The core's own exp, log, tanh and sigmoid against Math in f64: the greatest error over a sweep of all floats, in units of
// the last place. f64 is exact enough for that, whichever runtime's Math it is.
import asc from "assemblyscript/asc";
import { beforeAll, describe, expect, it } from "vitest";

type Functions = Record<string, (x: number, end: number) => void>;

const COUNT = 4096;
const START = 65536;
/** Every so many floats are tried; a prime, so that all low bits come up. */
const STRIDE = 499;

const sweeps = [
  { name: "exp", exact: Math.exp, from: -110, to: 100, ulps: 1 },
  { name: "log", exact: Math.log, from: 0, to: 3.4028234e38, ulps: 0.9 },
  { name: "tanh", exact: Math.tanh, from: -20, to: 20, ulps: 2.7 },
  { name: "sigmoid", exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -87.3, to: 100, ulps: 2.5 },
  { name: "sineOfTurn", exact: (x: number) => Math.sin(2 * Math.PI * x), from: -0.25, to: 0.25, ulps: 3.5 },
];

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

/** Greatest error of `f` over floats of `sign` with magnitudes up to `last`. */
function worst(
  memory: WebAssembly.Memory,
  f: Functions[string],
  exact: (x: number) => number,
  last: number,
  sign: 1 | -1,
): number {
  const y = new Float32Array(memory.buffer, START, COUNT);
  const bits = new Uint32Array(memory.buffer, START, COUNT);
  const end = new Uint32Array(Float32Array.of(last).buffer)[0];
  let greatest = 0;
  for (let from = 1; from <= end; from += COUNT * STRIDE) {
    for (let i = 0; i < COUNT; i++) bits[i] = Math.min(from + i * STRIDE, end) + (sign < 0 ? 0x80000000 : 0);
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
