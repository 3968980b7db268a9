import { flatBegin, flatEnd } from "./flat";
import { boxMuller, fraction, philox } from "./philox";
import { VECTOR, madd, splat } from "./simd";

@unmanaged class RandomUniformArgs {
  y: usize; // [count]
  count: i32;
  low: f32;
  high: f32;
  seedLow: i32;
  seedHigh: i32;
  stream: i32;
  step: i32;
  purpose: i32;
}

/**
 * y uniform from low to high. Element i depends on i, seed, stream, step and purpose alone.
 * One item: a block of BLOCK elements.
 */
export function randomUniform(args: usize, begin: i32, end: i32): void {
  const a = changetype<RandomUniformArgs>(args);
  const low = splat(a.low), range = splat(a.high - a.low), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const bits = philox(a.stream, <u32>(i / VECTOR), a.step, a.purpose, a.seedLow, a.seedHigh);
    v128.store(a.y + i, madd(range, fraction(bits), low));
  }
}

@unmanaged class RandomNormalArgs {
  y: usize; // [count]
  count: i32;
  mean: f32;
  deviation: f32;
  seedLow: i32;
  seedHigh: i32;
  stream: i32;
  step: i32;
  purpose: i32;
}

/** y normal, with the given mean and standard deviation. Dependence and item as in randomUniform. */
export function randomNormal(args: usize, begin: i32, end: i32): void {
  const a = changetype<RandomNormalArgs>(args);
  const mean = splat(a.mean), deviation = splat(a.deviation), last = flatEnd(end, a.count);
  for (let i = flatBegin(begin); i < last; i += VECTOR) {
    const bits = philox(a.stream, <u32>(i / VECTOR), a.step, a.purpose, a.seedLow, a.seedHigh);
    v128.store(a.y + i, madd(deviation, boxMuller(fraction(bits)), mean));
  }
}
