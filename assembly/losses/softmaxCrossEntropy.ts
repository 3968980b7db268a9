import { log } from "../math";
import { rowExp, rowMax, rowScaled } from "../rows";
import { splat } from "../simd";
import { NONE, isIgnored, labelAt, withoutLabel } from "./labels";

@unmanaged class SoftmaxCrossEntropyForwardArgs {
  loss: usize; // [rows]
  exponentials: usize; // [rows, classes], or 0
  sums: usize; // [rows], or 0
  logits: usize; // [rows, classes]
  labels: usize; // [rows], whole numbers from 0 to classes - 1, or ignored
  classes: i32;
  ignored: f32;
}

/**
 * loss = -log softmax(logits)[label], 0 for the ignored label and NaN for one that is no class. Unless they are 0,
 * exponentials = e^(logits - greatest) and sums, their sum, are kept for the gradient. With the greatest logit
 * subtracted first nothing overflows. One item: a row.
 */
export function softmaxCrossEntropyForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxCrossEntropyForwardArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const logits = a.logits + offset, exponentials = a.exponentials ? a.exponentials + offset : 0;
    const greatest = rowMax(logits, classes);
    const sum = rowExp(exponentials, logits, greatest, classes);
    if (a.sums) store<f32>(a.sums + at, sum);
    const label = labelAt(a.labels + at, classes);
    let loss = withoutLabel(a.labels + at, a.ignored);
    if (label != NONE && !isIgnored(a.labels + at, a.ignored)) {
      const logSum = f32x4.extract_lane(log(splat(sum)), 0);
      loss = logSum - (load<f32>(logits + (<usize>label << 2)) - greatest);
    }
    store<f32>(a.loss + at, loss);
  }
}

@unmanaged class SoftmaxCrossEntropyBackwardArgs {
  dlogits: usize; // [rows, classes]
  dloss: usize; // [rows]
  exponentials: usize; // [rows, classes]
  sums: usize; // [rows]
  labels: usize; // [rows]
  classes: i32;
  ignored: f32;
}

/** dlogits = dloss (softmax(logits) - onehot(label)), 0 for a label that is ignored or no class. One item: a row. */
export function softmaxCrossEntropyBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxCrossEntropyBackwardArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const dlogits = a.dlogits + offset;
    const label = labelAt(a.labels + at, classes);
    if (label == NONE || isIgnored(a.labels + at, a.ignored)) {
      memory.fill(dlogits, 0, <usize>classes << 2);
      continue;
    }
    const dloss = load<f32>(a.dloss + at);
    rowScaled(dlogits, a.exponentials + offset, dloss / load<f32>(a.sums + at), classes);
    const atLabel = dlogits + (<usize>label << 2);
    store<f32>(atLabel, load<f32>(atLabel) - dloss);
  }
}

@unmanaged class LabelIsGreatestArgs {
  correct: usize; // [rows]
  output: usize; // [rows, classes]
  labels: usize; // [rows]
  classes: i32;
  ignored: f32;
}

/** 1 where the label's output is the first of the greatest, 0 where it is not, -1 where the label is ignored. One item: a row. */
export function labelIsGreatest(args: usize, begin: i32, end: i32): void {
  const a = changetype<LabelIsGreatestArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, output = a.output + ((<usize>row * classes) << 2);
    const label = labelAt(a.labels + at, classes);
    let correct: f32 = 0;
    if (isIgnored(a.labels + at, a.ignored)) correct = -1;
    else if (label != NONE) correct = <f32>isFirst(output, label, rowMax(output, classes));
    store<f32>(a.correct + at, correct);
  }
}

/** True when `x[index]` is `greatest` and nothing before it is. */
@inline function isFirst(x: usize, index: i32, greatest: f32): bool {
  let i = 0;
  while (i < index && load<f32>(x + (<usize>i << 2)) != greatest) i++;
  return i == index && load<f32>(x + (<usize>index << 2)) == greatest;
}
