import { log } from "../math";
import { rowExp, rowMax, rowScale } from "../rows";
import { LANES, loadLanes, madd, splat, storeLanes, sumLanes } from "../simd";

@unmanaged class SoftmaxCrossEntropyArgs {
  loss: usize; // [rows]
  correct: usize; // [rows], or 0
  dlogits: usize; // [rows, classes], or 0
  logits: usize; // [rows, classes]
  labels: usize; // [rows], i32 from 0 to classes - 1
  scale: usize; // [rows]
  classes: i32;
}

/**
 * loss = -scale log softmax(logits)[label] and, unless dlogits is 0, its gradient scale (softmax(logits) -
 * onehot(label)). With the greatest logit subtracted first nothing overflows. Unless correct is 0, it becomes 1 where the
 * label's logit is the first of the greatest, else 0. One item: a row.
 */
export function softmaxCrossEntropy(args: usize, begin: i32, end: i32): void {
  const a = changetype<SoftmaxCrossEntropyArgs>(args);
  const classes = a.classes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * classes) << 2;
    const logits = a.logits + offset, dlogits = a.dlogits ? a.dlogits + offset : 0;
    const label = load<i32>(a.labels + at), scale = load<f32>(a.scale + at);
    const greatest = rowMax(logits, classes);
    const sum = rowExp(dlogits, logits, greatest, classes);
    const logSum = f32x4.extract_lane(log(splat(sum)), 0);
    store<f32>(a.loss + at, scale * (logSum - (load<f32>(logits + (label << 2)) - greatest)));
    if (a.correct) store<f32>(a.correct + at, <f32>isFirst(logits, label, greatest));
    if (dlogits) {
      rowScale(dlogits, scale / sum, classes);
      const atLabel = dlogits + (label << 2);
      store<f32>(atLabel, load<f32>(atLabel) - scale);
    }
  }
}

/** True when `x[index]` is `greatest` and nothing before it is. */
@inline function isFirst(x: usize, index: i32, greatest: f32): bool {
  let i = 0;
  while (i < index && load<f32>(x + (<usize>i << 2)) != greatest) i++;
  return i == index && load<f32>(x + (<usize>index << 2)) == greatest;
}

@unmanaged class SquaredErrorArgs {
  loss: usize; // [rows]
  dy: usize; // [rows, size], or 0
  y: usize; // [rows, size]
  target: usize; // [rows, size]
  scale: usize; // [rows]
  size: i32;
  factor: f32; // 1 / size for the mean squared error, 1/2 for the Euclidean loss
}

/**
 * loss = scale factor (sum of (y - target)^2) and, unless dy is 0, its gradient 2 scale factor (y - target).
 * One item: a row.
 */
export function squaredError(args: usize, begin: i32, end: i32): void {
  const a = changetype<SquaredErrorArgs>(args);
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2, offset = (<usize>row * a.size) << 2;
    const dy = a.dy ? a.dy + offset : 0;
    const factor = load<f32>(a.scale + at) * a.factor;
    const sum = rowSquaredError(dy, a.y + offset, a.target + offset, 2 * factor, a.size);
    store<f32>(a.loss + at, factor * sum);
  }
}

/** dy = slope (y - target), unless dy is 0; returns the sum of (y - target)^2. */
@inline function rowSquaredError(dy: usize, y: usize, target: usize, slope: f32, n: i32): f32 {
  let sum = splat(0);
  for (let i = 0; i < n; i += LANES) {
    const lanes = min(LANES, n - i), at = <usize>i << 2;
    const difference = f32x4.sub(loadLanes(y + at, lanes), loadLanes(target + at, lanes));
    if (dy) storeLanes(dy + at, f32x4.mul(splat(slope), difference), lanes);
    sum = madd(difference, difference, sum);
  }
  return sumLanes(sum);
}
