// Further losses of labelled rows; each writes the gradient of a row's loss, unless it is 0, for scaleRows.

import { exp, log, log1p } from "../math";
import { pow } from "../pow";
import { rowMax } from "../rows";
import { LANES, laneMask, loadLanes, maxLanes, splat, storeLanes, sumLanes } from "../simd";
import { NONE, isAt, isIgnored, labelAt, withoutLabel } from "./labels";

@unmanaged class NegativeLogLikelihoodArgs {
  loss: usize; // [rows]
  gradient: usize; // [rows, classes], or 0
  x: usize; // [rows, classes], logarithms of probabilities
  labels: usize; // [rows]
  weights: usize; // [classes]
  classes: i32;
  ignored: f32;
}

/** loss = -weights[label] x[label]. One item: a row. */
export function negativeLogLikelihood(args: usize, begin: i32, end: i32): void {
  const a = changetype<NegativeLogLikelihoodArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const label = isIgnored(a.labels + at, a.ignored) ? NONE : labelAt(a.labels + at, classes);
    if (a.gradient) memory.fill(a.gradient + offset, 0, <usize>classes << 2);
    let loss = withoutLabel(a.labels + at, a.ignored);
    if (label != NONE) {
      const place = <usize>label << 2, weight = load<f32>(a.weights + place);
      loss = -weight * load<f32>(a.x + offset + place);
      if (a.gradient) store<f32>(a.gradient + offset + place, -weight);
    }
    store<f32>(a.loss + at, loss);
  }
}

@unmanaged class FocalLossArgs {
  loss: usize; // [rows]
  gradient: usize; // [rows, classes], or 0
  logits: usize; // [rows, classes]
  labels: usize; // [rows]
  weights: usize; // [classes]
  classes: i32;
  gamma: f32;
  ignored: f32;
}

/**
 * loss = -w q^gamma log p, where p = softmax(logits)[label], q = 1 - p as the sum of the others, so that nothing cancels, and
 * w = weights[label]. The gradient is c (onehot(label) - softmax(logits)), c = w q^gamma (gamma p log p / q - 1).
 * One item: a row.
 */
export function focalLoss(args: usize, begin: i32, end: i32): void {
  const a = changetype<FocalLossArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const logits = a.logits + offset, gradient = a.gradient ? a.gradient + offset : 0;
    const label = isIgnored(a.labels + at, a.ignored) ? NONE : labelAt(a.labels + at, classes);
    if (label == NONE) {
      store<f32>(a.loss + at, withoutLabel(a.labels + at, a.ignored));
      if (gradient) memory.fill(gradient, 0, <usize>classes << 2);
      continue;
    }
    const greatest = rowMax(logits, classes);
    let rest = splat(0);
    for (let i = 0; i < classes; i += LANES) {
      const lanes = min(LANES, classes - i), place = <usize>i << 2;
      const e = exp(f32x4.sub(loadLanes(logits + place, lanes), splat(greatest)));
      if (gradient) storeLanes(gradient + place, e, lanes);
      rest = f32x4.add(rest, v128.andnot(v128.and(e, laneMask(lanes)), isAt(label, i)));
    }
    const others = sumLanes(rest), z = load<f32>(logits + (<usize>label << 2)) - greatest;
    const own = first(exp(splat(z))), sum = own + others;
    const p = own / sum, q = others / sum;
    // log(1 + others) where the label's logit is the greatest keeps its precision for the smallest losses
    const logP = z == 0 ? -first(log1p(splat(others))) : z - first(log(splat(sum)));
    const factor = load<f32>(a.weights + (<usize>label << 2)) * first(pow(splat(q), splat(a.gamma)));
    store<f32>(a.loss + at, -factor * logP);
    if (!gradient) continue;
    const c = factor * (a.gamma * p * (q > 0 ? logP / q : <f32>-1) - 1);
    for (let i = 0; i < classes; i += LANES) {
      const lanes = min(LANES, classes - i), to = gradient + (<usize>i << 2);
      storeLanes(to, f32x4.mul(splat(-c / sum), loadLanes(to, lanes)), lanes);
    }
    store<f32>(gradient + (<usize>label << 2), c * q);
  }
}

@inline function first(v: v128): f32 { return f32x4.extract_lane(v, 0); }

/** What {@link marginLoss} sums; src/losses/ops/marginLoss.ts names them. */
@inline const ONE_VS_ALL: i32 = 0;
@inline const CRAMMER_SINGER: i32 = 1;

@unmanaged class MarginLossArgs {
  loss: usize; // [rows]
  gradient: usize; // [rows, classes], or 0
  y: usize; // [rows, classes]
  labels: usize; // [rows]
  weights: usize; // [classes]
  classes: i32;
  form: i32; // 0: one against all; 1: Crammer and Singer; 2: Weston and Watkins
  squared: i32; // 1: h below is squared
  margin: f32;
  ignored: f32;
}

/**
 * With h(v) = max(0, margin + v), squared or not, for a row y of label t, times weights[t]:
 * one against all h(-y[t]) + sum over c != t of h(y[c]); Crammer and Singer h(max over c != t of y[c] - y[t]); Weston and Watkins
 * sum over c != t of h(y[c] - y[t]) / classes. h'(-margin) is 0; of equal greatest outputs the first counts. One item: a row.
 */
export function marginLoss(args: usize, begin: i32, end: i32): void {
  const a = changetype<MarginLossArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const y = a.y + offset, gradient = a.gradient ? a.gradient + offset : 0;
    const label = isIgnored(a.labels + at, a.ignored) ? NONE : labelAt(a.labels + at, classes);
    if (gradient) memory.fill(gradient, 0, <usize>classes << 2);
    let loss = withoutLabel(a.labels + at, a.ignored);
    if (label != NONE) {
      const weight = load<f32>(a.weights + (<usize>label << 2));
      if (a.form == CRAMMER_SINGER) loss = rowGreatest(gradient, y, label, weight, a);
      else loss = rowOfAll(gradient, y, label, weight, a);
    }
    store<f32>(a.loss + at, loss);
  }
}

/** One against all, and Weston and Watkins: a sum over all classes. */
@inline function rowOfAll(gradient: usize, y: usize, label: i32, weight: f32, a: MarginLossArgs): f32 {
  const oneVsAll = a.form == ONE_VS_ALL, classes = a.classes;
  const own = load<f32>(y + (<usize>label << 2));
  const factor = oneVsAll ? weight : weight / <f32>classes;
  const shift = splat(oneVsAll ? a.margin : a.margin - own);
  let sum = splat(0), slopes = splat(0);
  for (let i = 0; i < classes; i += LANES) {
    const lanes = min(LANES, classes - i), place = <usize>i << 2;
    const others = v128.andnot(laneMask(lanes), isAt(label, i));
    const h = v128.and(f32x4.max(f32x4.add(shift, loadLanes(y + place, lanes)), splat(0)), others);
    const slope = a.squared ? f32x4.add(h, h) : v128.and(splat(1), f32x4.gt(h, splat(0)));
    sum = f32x4.add(sum, a.squared ? f32x4.mul(h, h) : h);
    slopes = f32x4.add(slopes, slope);
    if (gradient) storeLanes(gradient + place, f32x4.mul(splat(factor), slope), lanes);
  }
  const h: f32 = oneVsAll ? max<f32>(0, a.margin - own) : 0;
  const slope = oneVsAll ? slopeAt(h, a.squared) : sumLanes(slopes);
  if (gradient) store<f32>(gradient + (<usize>label << 2), -factor * slope);
  return factor * (sumLanes(sum) + (a.squared ? h * h : h));
}

/** Crammer and Singer: against the greatest of the others; without a margin a tie with it is a mistake. */
@inline function rowGreatest(gradient: usize, y: usize, label: i32, weight: f32, a: MarginLossArgs): f32 {
  let most = splat(-Infinity);
  for (let i = 0; i < a.classes; i += LANES) {
    const lanes = min(LANES, a.classes - i);
    const others = v128.andnot(laneMask(lanes), isAt(label, i));
    most = f32x4.max(most, v128.bitselect(loadLanes(y + (<usize>i << 2), lanes), splat(-Infinity), others));
  }
  const greatest = maxLanes(most);
  const ahead = a.margin + (greatest - load<f32>(y + (<usize>label << 2))), h = max<f32>(0, ahead);
  if (gradient && (h > 0 || (a.margin == 0 && ahead == 0))) {
    const slope = weight * (a.squared ? 2 * h : 1);
    let rival = 0;
    while (rival == label || load<f32>(y + (<usize>rival << 2)) != greatest) rival++;
    store<f32>(gradient + (<usize>rival << 2), slope);
    store<f32>(gradient + (<usize>label << 2), -slope);
  }
  return weight * (a.squared ? h * h : h);
}

@inline function slopeAt(h: f32, squared: i32): f32 {
  return squared ? 2 * h : <f32>(h > 0);
}
