import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

/** What the host sets anew before each step. */
@unmanaged class SgdHyper {
  learningRate: f32;
  momentum: f32;
  weightDecay: f32;
  nesterov: f32; // 1 or 0
}

@unmanaged class SgdArgs {
  parameter: usize; // [count]
  velocity: usize; // [count], or 0 without momentum
  gradient: usize; // [count]
  hyper: usize; // SgdHyper
  count: i32;
}

/**
 * g = gradient + weightDecay parameter;  velocity = momentum velocity + g;  parameter -= learningRate velocity,
 * or with Nesterov learningRate (g + momentum velocity). One item: a block of BLOCK elements.
 */
export function sgd(args: usize, begin: i32, end: i32): void {
  const a = changetype<SgdArgs>(args), hyper = changetype<SgdHyper>(a.hyper);
  const parameter = a.parameter, velocity = a.velocity, gradient = a.gradient;
  const momentum = splat(hyper.momentum), decay = splat(hyper.weightDecay), rate = splat(-hyper.learningRate);
  const nesterov = hyper.nesterov != 0;
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(parameter + i);
    let step = madd(decay, p, v128.load(gradient + i));
    if (velocity) {
      const v = madd(momentum, v128.load(velocity + i), step);
      v128.store(velocity + i, v);
      step = nesterov ? madd(momentum, v, step) : v;
    }
    v128.store(parameter + i, madd(rate, step, p));
  }
}
