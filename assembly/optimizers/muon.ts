// The elementwise parts of Muon; the products of matrices between them are linear/multiplyMatrices.ts.

import { flatBegin, flatEnd } from "../flat";
import { VECTOR, madd, splat } from "../simd";

/** What the host sets anew before each step. */
@unmanaged class MuonHyper {
  learningRate: f32;
  momentum: f32;
  weightDecay: f32;
  nesterov: f32; // 1 or 0
}

@unmanaged class MuonDirectionArgs {
  direction: usize; // [count]
  velocity: usize; // [count]
  gradient: usize; // [count]
  hyper: usize; // MuonHyper
  count: i32;
}

/**
 * velocity = momentum velocity + gradient;  direction = velocity, or with Nesterov gradient + momentum velocity.
 * One item: a block of BLOCK elements.
 */
export function muonDirection(args: usize, begin: i32, end: i32): void {
  const a = changetype<MuonDirectionArgs>(args), h = changetype<MuonHyper>(a.hyper);
  const momentum = splat(h.momentum), nesterov = h.nesterov != 0;
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const g = v128.load(a.gradient + i);
    const v = madd(momentum, v128.load(a.velocity + i), g);
    v128.store(a.velocity + i, v);
    v128.store(a.direction + i, nesterov ? madd(momentum, v, g) : v);
  }
}

@unmanaged class UnitNormArgs {
  y: usize; // [count]
  x: usize; // [count]
  norm: usize; // [1]
  epsilon: f32;
  count: i32;
}

/** y = x / (norm + epsilon). One item: a block of BLOCK elements. */
export function unitNorm(args: usize, begin: i32, end: i32): void {
  const a = changetype<UnitNormArgs>(args);
  const size = splat(load<f32>(a.norm) + a.epsilon);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    v128.store(a.y + i, f32x4.div(v128.load(a.x + i), size));
  }
}

@unmanaged class BlendArgs {
  y: usize; // [count]
  x: usize; // [count]
  z: usize; // [count]
  alpha: f32;
  beta: f32;
  count: i32;
}

/** y = alpha x + beta z. One item: a block of BLOCK elements. */
export function blend(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlendArgs>(args);
  const alpha = splat(a.alpha), beta = splat(a.beta);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    v128.store(a.y + i, madd(alpha, v128.load(a.x + i), f32x4.mul(beta, v128.load(a.z + i))));
  }
}

@unmanaged class MuonArgs {
  parameter: usize; // [count]
  direction: usize; // [count]
  hyper: usize; // MuonHyper
  scale: f32;
  count: i32;
}

/** p -= learningRate (weightDecay p + scale direction). One item: a block of BLOCK elements. */
export function muon(args: usize, begin: i32, end: i32): void {
  const a = changetype<MuonArgs>(args), h = changetype<MuonHyper>(a.hyper);
  const rate = splat(-h.learningRate), decay = splat(h.weightDecay), scale = splat(a.scale);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const p = v128.load(a.parameter + i);
    const step = madd(decay, p, f32x4.mul(scale, v128.load(a.direction + i)));
    v128.store(a.parameter + i, madd(rate, step, p));
  }
}
