import { log } from "../math";
import { rowExp, rowMax } from "../rows";
import { LANES, laneMask, loadLanes, splat, storeLanes, sumLanes } from "../simd";
import { NONE, isAt, isIgnored, labelAt, withoutLabel } from "./labels";

@unmanaged class WeightedCrossEntropyArgs {
  loss: usize; // [rows]
  gradient: usize; // [rows, classes], or 0
  normalizer: usize; // [rows], or 0: the logarithm of the sum of e^logits
  logits: usize; // [rows, classes]
  targets: usize; // [rows, classes]: probabilities; [rows] where they are labels
  weights: usize; // [classes]
  classes: i32;
  labels: i32; // 1 where targets are labels
  smoothing: f32;
  ignored: f32;
}

/**
 * loss = -sum over c of q[c] log softmax(logits)[c] and its gradient (sum of q) softmax(logits) - q, where
 * q[c] = weights[c] ((1 - smoothing) t[c] + smoothing / classes) and t is the row of targets, or the label's one-hot row.
 * Both are 0 for the ignored label; for a label that is no class the loss is NaN. One item: a row.
 */
export function weightedCrossEntropy(args: usize, begin: i32, end: i32): void {
  const a = changetype<WeightedCrossEntropyArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const logits = a.logits + offset, gradient = a.gradient ? a.gradient + offset : 0;
    const label = a.labels ? labelAt(a.targets + at, classes) : NONE;
    if (a.labels && (label == NONE || isIgnored(a.targets + at, a.ignored))) {
      store<f32>(a.loss + at, withoutLabel(a.targets + at, a.ignored));
      if (gradient) memory.fill(gradient, 0, <usize>classes << 2);
      continue;
    }
    const targets = a.labels ? 0 : a.targets + offset;
    const greatest = rowMax(logits, classes);
    const sum = rowExp(gradient, logits, greatest, classes);
    const logSum = f32x4.extract_lane(log(splat(sum)), 0);
    if (a.normalizer) store<f32>(a.normalizer + at, greatest + logSum);
    let loss = splat(0), mass = splat(0);
    for (let i = 0; i < classes; i += LANES) {
      const lanes = min(LANES, classes - i);
      const q = v128.and(share(a, targets, label, i, lanes), laneMask(lanes));
      const z = f32x4.sub(loadLanes(logits + (<usize>i << 2), lanes), splat(greatest));
      const part = f32x4.mul(q, f32x4.sub(splat(logSum), z));
      loss = f32x4.add(loss, v128.andnot(part, f32x4.eq(q, splat(0)))); // a class that does not count may have any logit
      mass = f32x4.add(mass, q);
    }
    store<f32>(a.loss + at, sumLanes(loss));
    if (!gradient) continue;
    const factor = splat(sumLanes(mass) / sum);
    for (let i = 0; i < classes; i += LANES) {
      const lanes = min(LANES, classes - i), to = gradient + (<usize>i << 2);
      storeLanes(to, f32x4.sub(f32x4.mul(loadLanes(to, lanes), factor), share(a, targets, label, i, lanes)), lanes);
    }
  }
}

/** q of the classes from `i` on. */
@inline function share(a: WeightedCrossEntropyArgs, targets: usize, label: i32, i: i32, lanes: i32): v128 {
  const at = <usize>i << 2;
  const t = targets ? loadLanes(targets + at, lanes) : v128.and(splat(1), isAt(label, i));
  const smooth = f32x4.add(f32x4.mul(splat(1 - a.smoothing), t), splat(a.smoothing / <f32>a.classes));
  return f32x4.mul(loadLanes(a.weights + at, lanes), smooth);
}

@unmanaged class WeightedCrossEntropyTargetsArgs {
  dtargets: usize; // [rows, classes]
  dloss: usize; // [rows]
  logits: usize; // [rows, classes]
  normalizer: usize; // [rows]
  weights: usize; // [classes]
  classes: i32;
  smoothing: f32;
}

/** dtargets = dloss (1 - smoothing) weights (normalizer - logits). One item: a row. */
export function weightedCrossEntropyTargets(args: usize, begin: i32, end: i32): void {
  const a = changetype<WeightedCrossEntropyTargetsArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const offset = (<usize>row * classes) << 2;
    const factor = splat(load<f32>(a.dloss + (<usize>row << 2)) * (1 - a.smoothing));
    const normalizer = splat(load<f32>(a.normalizer + (<usize>row << 2)));
    for (let i = 0; i < classes; i += LANES) {
      const lanes = min(LANES, classes - i), at = <usize>i << 2;
      const surprise = f32x4.sub(normalizer, loadLanes(a.logits + offset + at, lanes));
      const weighted = f32x4.mul(loadLanes(a.weights + at, lanes), surprise);
      storeLanes(a.dtargets + offset + at, f32x4.mul(factor, weighted), lanes);
    }
  }
}
