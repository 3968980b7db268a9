import { exp, log, sigmoid, sineOfTurn, tanh } from "../math";
import { splat } from "../simd";

const INF = f32.MAX_VALUE * 2;

function lane(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

/** Distance in units of the last place of the f32 nearest to `exact`; 0 where that is subnormal or infinite. */
function ulps(got: f32, exact: f64): f64 {
  const size = Math.abs(exact);
  if (!(size >= 2 ** -126) || size > <f64>f32.MAX_VALUE) return 0;
  const exponent = <i32>((reinterpret<u64>(size) >> 52) & 0x7ff) - 1023;
  return Math.abs(<f64>got - exact) / reinterpret<f64>(<u64>(exponent - 23 + 1023) << 52);
}

/** Every `stride`th float of a sign from 0 to `last`: the greatest error, in ulps. */
function worst(f: (x: f32) => f32, exact: (x: f64) => f64, last: f32, negative: bool, stride: u32): f64 {
  let greatest: f64 = 0;
  for (let i: u32 = 1, end = reinterpret<u32>(last); i < end; i += stride) {
    const x = reinterpret<f32>(negative ? i | 0x80000000 : i);
    const error = ulps(f(x), exact(<f64>x));
    if (!(error <= greatest)) greatest = isNaN(error) ? Infinity : error;
  }
  return greatest;
}

const exp1 = (x: f32): f32 => lane(exp(splat(x)));
const log1 = (x: f32): f32 => lane(log(splat(x)));
const tanh1 = (x: f32): f32 => lane(tanh(splat(x)));
const sigmoid1 = (x: f32): f32 => lane(sigmoid(splat(x)));
const sine1 = (x: f32): f32 => lane(sineOfTurn(splat(x)));

describe("exp", () => {
  it("is within 1 ulp", () => {
    expect<f64>(worst(exp1, (x) => Math.exp(x), 89, false, 10007)).toBeLessThan(1);
    expect<f64>(worst(exp1, (x) => Math.exp(x), 104, true, 10007)).toBeLessThan(1);
  });

  it("is exact at 0, and goes to 0 and infinity beyond its range", () => {
    expect<f32>(exp1(0)).toBe(1);
    expect<f32>(exp1(88.72283)).toBeLessThan(INF);
    expect<f32>(exp1(88.73)).toBe(INF);
    expect<f32>(exp1(INF)).toBe(INF);
    expect<f32>(exp1(-104)).toBe(0);
    expect<f32>(exp1(-INF)).toBe(0);
    expect<f32>(exp1(NaN)).toBeNaN();
  });
});

describe("log", () => {
  it("is within 1 ulp, subnormal numbers included", () => {
    expect<f64>(worst(log1, (x) => Math.log(x), f32.MAX_VALUE, false, 10007)).toBeLessThan(1);
  });

  it("is exact at 1, and has the limits of a logarithm", () => {
    expect<f32>(log1(1)).toBe(0);
    expect<f32>(log1(0)).toBe(-INF);
    expect<f32>(log1(-0)).toBe(-INF);
    expect<f32>(log1(INF)).toBe(INF);
    expect<f32>(log1(-1)).toBeNaN();
    expect<f32>(log1(-INF)).toBeNaN();
    expect<f32>(log1(NaN)).toBeNaN();
  });
});

describe("tanh", () => {
  it("is within 2 ulps", () => {
    expect<f64>(worst(tanh1, (x) => Math.tanh(x), 20, false, 10007)).toBeLessThan(2);
  });

  it("is odd, never beyond 1, and itself for small numbers", () => {
    expect<f32>(tanh1(-0.75)).toBe(-tanh1(0.75));
    expect<f32>(tanh1(9.1)).toBe(1);
    expect<f32>(tanh1(-INF)).toBe(-1);
    expect<f32>(tanh1(1e-30)).toBe(1e-30);
    expect<f32>(1 / tanh1(-0)).toBe(-INF);
    expect<f32>(tanh1(NaN)).toBeNaN();
  });
});

describe("sigmoid", () => {
  it("is within 2 ulps", () => {
    expect<f64>(worst(sigmoid1, (x) => 1 / (1 + Math.exp(-x)), 89, false, 10007)).toBeLessThan(2);
    expect<f64>(worst(sigmoid1, (x) => 1 / (1 + Math.exp(-x)), 87, true, 10007)).toBeLessThan(2);
  });

  it("is a half at 0 and has limits 0 and 1", () => {
    expect<f32>(sigmoid1(0)).toBe(0.5);
    expect<f32>(sigmoid1(INF)).toBe(1);
    expect<f32>(sigmoid1(-INF)).toBe(0);
    expect<f32>(sigmoid1(NaN)).toBeNaN();
  });
});

describe("sine of a turn", () => {
  it("is within 4 ulps up to a quarter turn", () => {
    expect<f64>(worst(sine1, (x) => Math.sin(2 * Math.PI * x), 0.25, false, 10007)).toBeLessThan(4);
    expect<f32>(sine1(0.25)).toBe(1);
  });
});
