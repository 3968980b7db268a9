import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

/** What the host sets anew before each step. */
@unmanaged class AdaptiveHyper {
  keep: f32; // of the parameter: 1 - learning rate * decoupled decay
  weightDecay: f32; // added to the gradient
  beta1: f32;
  rest1: f32; // 1 - beta1
  beta2: f32;
  rest2: f32; // 1 - beta2
  meanStep: f32; // learning rate and correction of the mean, negative
  gradientStep: f32; // the same of the gradient itself, negative or 0
  squareScale: f32; // correction of the mean square
  epsilon: f32;
  plain: f32; // 1: the step is not divided by the deviation
}

@unmanaged class AdaptiveArgs {
  parameter: usize; // [count]
  m: usize; // [count] running mean of gradients
  v: usize; // [count] running mean of their squares
  greatest: usize; // [count] greatest v so far, or 0
  gradient: usize; // [count]
  hyper: usize; // AdaptiveHyper
  count: i32;
}

/**
 * The common form of Adam's descendants: g = gradient + weightDecay p;  p = keep p;  m = beta1 m + (1 - beta1) g;
 * v = beta2 v + (1 - beta2) g^2;  p += (meanStep m + gradientStep g) / (sqrt(squareScale max(v, greatest)) + epsilon),
 * or without the division. One item: a block of BLOCK elements.
 */
export function adaptive(args: usize, begin: i32, end: i32): void {
  const a = changetype<AdaptiveArgs>(args), h = changetype<AdaptiveHyper>(a.hyper);
  const parameter = a.parameter, m = a.m, v = a.v, greatest = a.greatest, gradient = a.gradient;
  const beta1 = splat(h.beta1), rest1 = splat(h.rest1), beta2 = splat(h.beta2), rest2 = splat(h.rest2);
  const keep = splat(h.keep), decay = splat(h.weightDecay), epsilon = splat(h.epsilon), scale = splat(h.squareScale);
  const meanStep = splat(h.meanStep), gradientStep = splat(h.gradientStep), plain = h.plain != 0;
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    const g = madd(decay, p, v128.load(gradient + i));
    const mean = madd(beta1, v128.load(m + i), f32x4.mul(rest1, g));
    let square = madd(beta2, v128.load(v + i), f32x4.mul(rest2, f32x4.mul(g, g)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    if (greatest) {
      square = f32x4.max(square, v128.load(greatest + i));
      v128.store(greatest + i, square);
    }
    let step = madd(meanStep, mean, f32x4.mul(gradientStep, g));
    if (!plain) step = f32x4.div(step, f32x4.add(f32x4.sqrt(f32x4.mul(square, scale)), epsilon));
    v128.store(parameter + i, madd(keep, p, step));
  }
}

/** What the host sets anew before each step. */
@unmanaged class LionHyper {
  learningRate: f32;
  beta1: f32;
  rest1: f32; // 1 - beta1
  beta2: f32;
  rest2: f32; // 1 - beta2
  keep: f32; // 1 - learning rate * decay
}

@unmanaged class LionArgs {
  parameter: usize; // [count]
  m: usize; // [count] running mean of gradients
  gradient: usize; // [count]
  hyper: usize; // LionHyper
  count: i32;
}

/**
 * p = keep p - learningRate sign(beta1 m + (1 - beta1) g);  m = beta2 m + (1 - beta2) g. Source: Chen et al. 2023.
 * One item: a block of BLOCK elements.
 */
export function lion(args: usize, begin: i32, end: i32): void {
  const a = changetype<LionArgs>(args), h = changetype<LionHyper>(a.hyper);
  const parameter = a.parameter, m = a.m, gradient = a.gradient;
  const beta1 = splat(h.beta1), rest1 = splat(h.rest1), beta2 = splat(h.beta2), rest2 = splat(h.rest2);
  const keep = splat(h.keep), rate = splat(h.learningRate), zero = splat(0);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const mean = v128.load(m + i), g = v128.load(gradient + i);
    const mixed = madd(beta1, mean, f32x4.mul(rest1, g));
    const up = v128.and(f32x4.lt(mixed, zero), rate), down = v128.and(f32x4.gt(mixed, zero), rate);
    v128.store(parameter + i, madd(keep, v128.load(parameter + i), f32x4.sub(up, down)));
    v128.store(m + i, madd(beta2, mean, f32x4.mul(rest2, g)));
  }
}
