import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

@unmanaged class AverageArgs {
  average: usize; // [count]
  parameter: usize; // [count]
  weight: usize; // [1] f32, which the host sets anew before each step
  count: i32;
}

/**
 * average += weight (parameter - average); nothing where the weight is 0. What does not change keeps its average to the bit.
 * One item: a block of BLOCK elements.
 */
export function average(args: usize, begin: i32, end: i32): void {
  const a = changetype<AverageArgs>(args);
  const share = load<f32>(a.weight);
  if (share == 0) return;
  const weight = splat(share);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const mean = v128.load(a.average + i);
    v128.store(a.average + i, madd(weight, f32x4.sub(v128.load(a.parameter + i), mean), mean));
  }
}

@unmanaged class LookaheadArgs {
  parameter: usize; // [count] the fast weights
  slow: usize; // [count]
  weight: usize; // [1] f32, which the host sets anew before each step
  count: i32;
}

/**
 * slow += weight (parameter - slow);  parameter = slow; nothing where the weight is 0. Source: Zhang et al. 2019.
 * One item: a block of BLOCK elements.
 */
export function lookahead(args: usize, begin: i32, end: i32): void {
  const a = changetype<LookaheadArgs>(args);
  const share = load<f32>(a.weight);
  if (share == 0) return;
  const weight = splat(share);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const slow = v128.load(a.slow + i);
    const moved = madd(weight, f32x4.sub(v128.load(a.parameter + i), slow), slow);
    v128.store(a.slow + i, moved);
    v128.store(a.parameter + i, moved);
  }
}
