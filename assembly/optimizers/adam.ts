import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

/** What the host sets anew before each step t. */
@unmanaged class AdamHyper {
  learningRate: f32;
  beta1: f32;
  rest1: f32; // 1 - beta1
  beta2: f32;
  rest2: f32; // 1 - beta2
  correction1: f32; // 1 / (1 - beta1^t)
  correction2: f32; // 1 / (1 - beta2^t)
  epsilon: f32;
  weightDecay: f32;
}

@unmanaged class AdamArgs {
  parameter: usize; // [count]
  m: usize; // [count]
  v: usize; // [count]
  gradient: usize; // [count]
  hyper: usize; // AdamHyper
  count: i32;
}

/**
 * g = gradient + weightDecay parameter;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
 * parameter -= learningRate (m correction1) / (sqrt(v correction2) + epsilon). Source: Kingma and Ba 2015, algorithm 1,
 * with the decay of PyTorch's Adam. One item: a block of BLOCK elements.
 */
export function adam(args: usize, begin: i32, end: i32): void {
  const a = changetype<AdamArgs>(args), h = changetype<AdamHyper>(a.hyper);
  const parameter = a.parameter, m = a.m, v = a.v, gradient = a.gradient;
  const beta1 = splat(h.beta1), rest1 = splat(h.rest1), beta2 = splat(h.beta2), rest2 = splat(h.rest2);
  const rate = splat(-h.learningRate * h.correction1), correction2 = splat(h.correction2);
  const epsilon = splat(h.epsilon), decay = splat(h.weightDecay);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    const g = madd(decay, p, v128.load(gradient + i));
    const mean = madd(beta1, v128.load(m + i), f32x4.mul(rest1, g));
    const square = madd(beta2, v128.load(v + i), f32x4.mul(rest2, f32x4.mul(g, g)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const deviation = f32x4.add(f32x4.sqrt(f32x4.mul(square, correction2)), epsilon);
    v128.store(parameter + i, f32x4.add(p, f32x4.div(f32x4.mul(rate, mean), deviation)));
  }
}
