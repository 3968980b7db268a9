// Optimizers that divide each gradient by the size of those before it, without Adam's corrections.

import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

/** What the host sets anew before each step. */
@unmanaged class AdagradHyper {
  learningRate: f32;
  weightDecay: f32;
  initial: f32;
  epsilon: f32;
}

@unmanaged class AdagradArgs {
  parameter: usize; // [count]
  sum: usize; // [count] of squared gradients
  gradient: usize; // [count]
  hyper: usize; // AdagradHyper
  count: i32;
}

/**
 * g = gradient + weightDecay p;  sum += g^2;  p -= learningRate g / (sqrt(initial + sum) + epsilon).
 * Source: Duchi et al. 2011. One item: a block of BLOCK elements.
 */
export function adagrad(args: usize, begin: i32, end: i32): void {
  const a = changetype<AdagradArgs>(args), h = changetype<AdagradHyper>(a.hyper);
  const parameter = a.parameter, sums = a.sum, gradient = a.gradient;
  const rate = splat(-h.learningRate), decay = splat(h.weightDecay), initial = splat(h.initial);
  const epsilon = splat(h.epsilon);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    const g = madd(decay, p, v128.load(gradient + i));
    const sum = madd(g, g, v128.load(sums + i));
    v128.store(sums + i, sum);
    const size = f32x4.add(f32x4.sqrt(f32x4.add(initial, sum)), epsilon);
    v128.store(parameter + i, f32x4.add(p, f32x4.div(f32x4.mul(rate, g), size)));
  }
}

/** What the host sets anew before each step. */
@unmanaged class RmsPropHyper {
  learningRate: f32;
  decay: f32;
  rest: f32; // 1 - decay
  epsilon: f32;
  momentum: f32;
  weightDecay: f32;
}

@unmanaged class RmsPropArgs {
  parameter: usize; // [count]
  square: usize; // [count] running mean of squared gradients
  mean: usize; // [count] running mean of gradients, or 0 unless centred
  velocity: usize; // [count], or 0 without momentum
  gradient: usize; // [count]
  hyper: usize; // RmsPropHyper
  count: i32;
}

/**
 * g = gradient + weightDecay p;  square = decay square + (1 - decay) g^2;  s = g / (sqrt(square - mean^2) + epsilon) with the
 * mean if centred;  velocity = momentum velocity + s;  p -= learningRate velocity. Source: Tieleman and Hinton 2012; centred
 * Graves 2013. One item: a block of BLOCK elements.
 */
export function rmsProp(args: usize, begin: i32, end: i32): void {
  const a = changetype<RmsPropArgs>(args), h = changetype<RmsPropHyper>(a.hyper);
  const parameter = a.parameter, squares = a.square, means = a.mean, velocity = a.velocity, gradient = a.gradient;
  const rate = splat(-h.learningRate), keep = splat(h.decay), rest = splat(h.rest), epsilon = splat(h.epsilon);
  const momentum = splat(h.momentum), decay = splat(h.weightDecay);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    const g = madd(decay, p, v128.load(gradient + i));
    let square = madd(keep, v128.load(squares + i), f32x4.mul(rest, f32x4.mul(g, g)));
    v128.store(squares + i, square);
    if (means) {
      const mean = madd(keep, v128.load(means + i), f32x4.mul(rest, g));
      v128.store(means + i, mean);
      // Rounding may leave a difference just below zero.
      square = f32x4.max(f32x4.sub(square, f32x4.mul(mean, mean)), splat(0));
    }
    let step = f32x4.div(g, f32x4.add(f32x4.sqrt(square), epsilon));
    if (velocity) {
      step = madd(momentum, v128.load(velocity + i), step);
      v128.store(velocity + i, step);
    }
    v128.store(parameter + i, madd(rate, step, p));
  }
}

/** What the host sets anew before each step. */
@unmanaged class AdadeltaHyper {
  learningRate: f32;
  decay: f32;
  rest: f32; // 1 - decay
  epsilon: f32;
  weightDecay: f32;
}

@unmanaged class AdadeltaArgs {
  parameter: usize; // [count]
  square: usize; // [count] running mean of squared gradients
  step: usize; // [count] running mean of squared steps
  gradient: usize; // [count]
  hyper: usize; // AdadeltaHyper
  count: i32;
}

/**
 * g = gradient + weightDecay p;  square = decay square + (1 - decay) g^2;  s = g sqrt(step + epsilon) / sqrt(square + epsilon);
 * step = decay step + (1 - decay) s^2;  p -= learningRate s. Source: Zeiler 2012. One item: a block of BLOCK elements.
 */
export function adadelta(args: usize, begin: i32, end: i32): void {
  const a = changetype<AdadeltaArgs>(args), h = changetype<AdadeltaHyper>(a.hyper);
  const parameter = a.parameter, squares = a.square, steps = a.step, gradient = a.gradient;
  const rate = splat(-h.learningRate), keep = splat(h.decay), rest = splat(h.rest), epsilon = splat(h.epsilon);
  const decay = splat(h.weightDecay);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    const g = madd(decay, p, v128.load(gradient + i));
    const square = madd(keep, v128.load(squares + i), f32x4.mul(rest, f32x4.mul(g, g)));
    const before = v128.load(steps + i);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(before, epsilon)), f32x4.sqrt(f32x4.add(square, epsilon)));
    const step = f32x4.mul(ratio, g);
    v128.store(squares + i, square);
    v128.store(steps + i, madd(keep, before, f32x4.mul(rest, f32x4.mul(step, step))));
    v128.store(parameter + i, madd(rate, step, p));
  }
}
