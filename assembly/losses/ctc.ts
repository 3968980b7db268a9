// Connectionist temporal classification, Graves et al. 2006: the probability that a sequence of outputs, with blanks and repetitions
// taken out, reads as the labels. A sample's labels, with a blank before, between and behind them, are its states; a path stays in a
// state, goes on to the next, or leaps over a blank between two labels that differ. Everything is in logarithms.
//
// Sums of many small numbers are in f64: exponentials and logarithms of differences below 0 are f32 and precise enough.

import { exp, log, log1p } from "../math";
import { rowExp, rowMax } from "../rows";
import { scratch } from "../scratch";
import { splat } from "../simd";
import { NONE, labelAt } from "./labels";

@unmanaged class CtcLossArgs {
  loss: usize; // [batch]
  gradient: usize; // [batch, time, classes], or 0
  logits: usize; // [batch, time, classes]
  targets: usize; // [batch, timed + places]: number of steps that count, where timed is 1; labels, the first below 0 ends them
  time: i32;
  classes: i32;
  places: i32;
  timed: i32;
  blank: i32;
  zeroInfinity: i32; // 1: a sample that no path reads has no loss instead of an infinite one
  perLabel: i32; // 1: the loss is divided by the number of labels, at least 1
}

/**
 * loss = -log of the probability of the labels, and its gradient softmax(logits) - the share of paths in states of each class.
 * NaN for labels or lengths that are none. One item: a sample. The thread works in time (2 places + 2) + 3 (2 places + 1) f64.
 */
export function ctcLoss(args: usize, begin: i32, end: i32): void {
  const a = changetype<CtcLossArgs>(args);
  const bytes = (<usize>a.time * a.classes) << 2;
  for (let sample = begin; sample < end; sample++) {
    const gradient = a.gradient ? a.gradient + <usize>sample * bytes : 0;
    if (gradient) memory.fill(gradient, 0, bytes);
    store<f32>(a.loss + (<usize>sample << 2), one(a, a.logits + <usize>sample * bytes, gradient, targetsOf(a, sample)));
  }
}

@inline function targetsOf(a: CtcLossArgs, sample: i32): usize {
  return a.targets + ((<usize>sample * (a.timed + a.places)) << 2);
}

function one(a: CtcLossArgs, logits: usize, gradient: usize, targets: usize): f32 {
  const steps = a.timed ? labelAt(targets, a.time + 1) : a.time;
  const labels = targets + (<usize>a.timed << 2);
  const count = labelsAt(labels, a);
  if (steps < 1 || count == NONE) return NaN;
  const states = 2 * count + 1;
  const normalizers = scratch(), beta = normalizers + (<usize>a.time << 3), next = beta + (<usize>states << 3);
  const alpha = next + (<usize>states << 3);
  for (let t = 0; t < steps; t++) store<f64>(normalizers + (<usize>t << 3), normalizer(row(a, logits, t), a.classes));
  forward(a, logits, labels, normalizers, alpha, steps, states);
  const last = alpha + ((<usize>(steps - 1) * states) << 3) + (<usize>(states - 1) << 3);
  const total = states > 1 ? logAdd(load<f64>(last), load<f64>(last - 8)) : load<f64>(last);
  if (total == -Infinity) return a.zeroInfinity ? <f32>0 : <f32>Infinity;
  const share: f64 = a.perLabel ? 1 / <f64>max(1, count) : 1;
  if (gradient) backward(a, logits, gradient, labels, normalizers, alpha, beta, next, steps, states, total, <f32>share);
  return <f32>(-total * share);
}

/** How many labels there are before the first below 0; NONE when one of them is no class, or the blank. */
function labelsAt(labels: usize, a: CtcLossArgs): i32 {
  let count = 0;
  for (; count < a.places; count++) {
    const at = labels + (<usize>count << 2);
    if (load<f32>(at) < 0) break;
    const label = labelAt(at, a.classes);
    if (label == NONE || label == a.blank) return NONE;
  }
  return count;
}

@inline function row(a: CtcLossArgs, x: usize, t: i32): usize { return x + ((<usize>t * a.classes) << 2); }

@inline function classOf(a: CtcLossArgs, labels: usize, state: i32): i32 {
  return state & 1 ? <i32>load<f32>(labels + (<usize>(state >> 1) << 2)) : a.blank;
}

/** Whether a path may come to `state` from the one before the last: between lies a blank, and the labels differ. */
@inline function leaps(labels: usize, state: i32): bool {
  const at = labels + (<usize>(state >> 1) << 2);
  return (state & 1) != 0 && state > 2 && load<f32>(at) != load<f32>(at - 4);
}

/** log softmax(logits)[class of the state] at step t. */
@inline function emission(a: CtcLossArgs, logits: usize, labels: usize, normalizers: usize, t: i32, state: i32): f64 {
  const z = load<f32>(row(a, logits, t) + (<usize>classOf(a, labels, state) << 2));
  return <f64>z - load<f64>(normalizers + (<usize>t << 3));
}

@inline function normalizer(z: usize, classes: i32): f64 {
  const greatest = rowMax(z, classes);
  return <f64>greatest + <f64>first(log(splat(rowExp(0, z, greatest, classes))));
}

@inline function first(v: v128): f32 { return f32x4.extract_lane(v, 0); }

/** log(e^a + e^b). */
@inline function logAdd(a: f64, b: f64): f64 {
  const high = max(a, b);
  if (high == -Infinity) return high;
  return high + <f64>first(log1p(exp(splat(<f32>(min(a, b) - high)))));
}

/** alpha[t, s] = log of the probability of all beginnings of paths that are in state s at step t, its emission included. */
function forward(
  a: CtcLossArgs, logits: usize, labels: usize, normalizers: usize, alpha: usize, steps: i32, states: i32,
): void {
  for (let s = 0; s < states; s++) {
    const value = s < 2 ? emission(a, logits, labels, normalizers, 0, s) : -Infinity;
    store<f64>(alpha + (<usize>s << 3), value);
  }
  for (let t = 1; t < steps; t++) {
    const to = alpha + ((<usize>t * states) << 3), from = to - (<usize>states << 3);
    for (let s = 0; s < states; s++) {
      const at = from + (<usize>s << 3);
      let sum = load<f64>(at);
      if (s > 0) sum = logAdd(sum, load<f64>(at - 8));
      if (leaps(labels, s)) sum = logAdd(sum, load<f64>(at - 16));
      store<f64>(to + (<usize>s << 3), sum + emission(a, logits, labels, normalizers, t, s));
    }
  }
}

/** Goes back with beta[s], the log of the probability of all ends of paths after state s, and writes the gradient of each step. */
function backward(
  a: CtcLossArgs, logits: usize, gradient: usize, labels: usize, normalizers: usize, alpha: usize, beta: usize, next: usize,
  steps: i32, states: i32, total: f64, share: f32,
): void {
  for (let s = 0; s < states; s++) store<f64>(beta + (<usize>s << 3), s >= states - 2 ? 0 : -Infinity);
  for (let t = steps - 1; t >= 0; t--) {
    const to = row(a, gradient, t);
    rowExp(to, row(a, logits, t), <f32>load<f64>(normalizers + (<usize>t << 3)), a.classes);
    for (let c = 0; c < a.classes; c++) store<f32>(to + (<usize>c << 2), share * load<f32>(to + (<usize>c << 2)));
    for (let s = 0; s < states; s++) {
      const at = to + (<usize>classOf(a, labels, s) << 2);
      const path = load<f64>(alpha + ((<usize>t * states + s) << 3)) + load<f64>(beta + (<usize>s << 3)) - total;
      store<f32>(at, load<f32>(at) - share * first(exp(splat(<f32>path))));
    }
    if (t == 0) break;
    // next[s] = beta[s] and the emission at t, then beta for the step before
    for (let s = 0; s < states; s++) {
      store<f64>(next + (<usize>s << 3), load<f64>(beta + (<usize>s << 3)) + emission(a, logits, labels, normalizers, t, s));
    }
    for (let s = 0; s < states; s++) {
      const at = next + (<usize>s << 3);
      let sum = load<f64>(at);
      if (s + 1 < states) sum = logAdd(sum, load<f64>(at + 8));
      if (s + 2 < states && leaps(labels, s + 2)) sum = logAdd(sum, load<f64>(at + 16));
      store<f64>(beta + (<usize>s << 3), sum);
    }
  }
}
