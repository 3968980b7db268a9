import { LANES, loadLanes, splat, storeLanes } from "../simd";
import { scratch } from "../scratch";
import { bytes, copyFloats, fillFloats } from "./floats";

// Indices are floats. `n` is how many there are to choose from: whole numbers from 0 to n - 1. All else is out of range; nothing is
// read or written there.

@unmanaged class ListIndicesArgs {
  y: usize; // [n]
  n: i32; // 1 to 8
  i0: i32;
  i1: i32;
  i2: i32;
  i3: i32;
  i4: i32;
  i5: i32;
  i6: i32;
  i7: i32;
}

/** y = [i0, i1, ...], as floats. There is one item. */
export function listIndices(args: usize, begin: i32, end: i32): void {
  if (begin >= end) return;
  const a = changetype<ListIndicesArgs>(args);
  const first = args + offsetof<ListIndicesArgs>("i0");
  for (let i = 0; i < a.n; i++) store<f32>(a.y + bytes(i), <f32>load<i32>(first + bytes(i)));
}

/** The index that a float means, or -1 where it is out of range. */
@inline function indexAt(indices: usize, i: i32, n: i32): i32 {
  const value = load<f32>(indices + bytes(i));
  if (!(value >= 0 && value < <f32>n)) return -1;
  const index = <i32>value;
  return index < n && <f32>index == value ? index : -1;
}

@unmanaged class GatherForwardArgs {
  y: usize; // [batch, outer, picks, inner]
  x: usize; // [batch, outer, n, inner]
  indices: usize; // [batch, picks], or [picks] for all
  outer: i32;
  n: i32;
  picks: i32;
  inner: i32;
  pitch: i32; // indices from one of the batch to the next: picks, or 0; then with inner = 1 picks i32 of scratch are needed
  zero: i32; // the index that gives zeros, or -1
}

/** y[b, o, p] = x[b, o, indices[b, p]], NaN where that is out of range. One item: one [b, o, p]. */
export function gatherForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GatherForwardArgs>(args);
  const picks = a.picks, inner = a.inner, n = a.n, outer = a.outer, zero = a.zero;
  if (inner == 1) {
    if (a.pitch) gatherNumbers(a.y, a.x, a.indices, outer, n, picks, a.pitch, zero, begin, end);
    else gatherByList(a.y, a.x, a.indices, n, picks, zero, begin, end);
    return;
  }
  for (let item = begin; item < end; item++) {
    const p = item % picks, row = item / picks;
    const index = indexAt(a.indices, row / outer * a.pitch + p, n);
    const y = a.y + bytes(item * inner);
    if (index < 0 || index == zero) fillFloats(y, index < 0 ? f32.NaN : 0, inner);
    else copyFloats(y, a.x + bytes((row * n + index) * inner), inner);
  }
}

/** Rows of one number, and one list for all: it is read once. */
function gatherByList(
  y: usize, x: usize, indices: usize, n: i32, picks: i32, zero: i32, begin: i32, end: i32,
): void {
  const list = scratch();
  let all = true; // whether each names a number
  for (let i = 0; i < picks; i++) {
    const index = indexAt(indices, i, n);
    store<i32>(list + bytes(i), index);
    if (index < 0 || index == zero) all = false;
  }
  for (let item = begin; item < end;) {
    const row = item / picks, p = item - row * picks, count = min(picks - p, end - item);
    const from = x + bytes(row * n), to = y + bytes(item);
    let i = 0;
    if (all) {
      for (; i <= count - LANES; i += LANES) {
        const at = list + bytes(p + i);
        let v = v128.load_zero<u32>(from + bytes(load<i32>(at)));
        v = v128.load_lane<f32>(from + bytes(load<i32>(at, 4)), v, 1);
        v = v128.load_lane<f32>(from + bytes(load<i32>(at, 8)), v, 2);
        v128.store(to + bytes(i), v128.load_lane<f32>(from + bytes(load<i32>(at, 12)), v, 3));
      }
    }
    for (; i < count; i++) {
      const index = load<i32>(list + bytes(p + i));
      if (index < 0 || index == zero) store<f32>(to + bytes(i), index < 0 ? f32.NaN : 0);
      else store<f32>(to + bytes(i), load<f32>(from + bytes(index)));
    }
    item += count;
  }
}

/** Rows of one number, a list for each of the batch. */
@inline function gatherNumbers(
  y: usize, x: usize, indices: usize, outer: i32, n: i32, picks: i32, pitch: i32, zero: i32, begin: i32, end: i32,
): void {
  for (let item = begin; item < end;) {
    const row = item / picks, p = item - row * picks, count = min(picks - p, end - item);
    const list = indices + bytes(row / outer * pitch + p), from = x + bytes(row * n), to = y + bytes(item);
    for (let i = 0; i < count; i++) {
      const index = indexAt(list, i, n);
      if (index < 0 || index == zero) store<f32>(to + bytes(i), index < 0 ? f32.NaN : 0);
      else store<f32>(to + bytes(i), load<f32>(from + bytes(index)));
    }
    item += count;
  }
}

@unmanaged class IndexListsArgs {
  starts: usize; // [lists, n + 1] i32
  order: usize; // [lists, picks] i32
  indices: usize; // [lists, picks]
  n: i32;
  picks: i32;
}

/**
 * For each index the places p where it was picked, in order: order[starts[index]] up to order[starts[index + 1]]. One item: one list of
 * indices.
 */
export function indexLists(args: usize, begin: i32, end: i32): void {
  const a = changetype<IndexListsArgs>(args);
  const n = a.n, picks = a.picks;
  for (let item = begin; item < end; item++) {
    const starts = a.starts + bytes(item * (n + 1)), order = a.order + bytes(item * picks);
    const indices = a.indices + bytes(item * picks);
    memory.fill(starts, 0, bytes(n + 1));
    for (let p = 0; p < picks; p++) {
      const index = indexAt(indices, p, n);
      if (index >= 0) store<i32>(starts + bytes(index), load<i32>(starts + bytes(index)) + 1);
    }
    // Counts become ends; filling backwards turns them into beginnings.
    let sum = 0;
    for (let i = 0; i <= n; i++) {
      sum += load<i32>(starts + bytes(i));
      store<i32>(starts + bytes(i), sum);
    }
    for (let p = picks - 1; p >= 0; p--) {
      const index = indexAt(indices, p, n);
      if (index < 0) continue;
      const place = load<i32>(starts + bytes(index)) - 1;
      store<i32>(starts + bytes(index), place);
      store<i32>(order + bytes(place), p);
    }
  }
}

@unmanaged class GatherBackwardArgs {
  dx: usize; // [batch, outer, n, inner]
  dy: usize; // [batch, outer, picks, inner]
  starts: usize; // [batch, n + 1] i32, or [n + 1] for all
  order: usize; // [batch, picks] i32, or [picks] for all
  outer: i32;
  n: i32;
  picks: i32;
  inner: i32;
  shared: i32; // 1: one list for all the batch
  zero: i32; // the index without gradient, or -1
}

/** dx[b, o, i] = the sum of dy[b, o, p] over the places p where i was picked, in their order. One item: one [b, o, i]. */
export function gatherBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<GatherBackwardArgs>(args);
  const n = a.n, picks = a.picks, inner = a.inner, outer = a.outer;
  let row = begin / n, i = begin - row * n - 1;
  for (let item = begin; item < end; item++) {
    if (++i == n) {
      i = 0;
      row++;
    }
    const list = a.shared ? 0 : row / outer;
    const starts = a.starts + bytes(list * (n + 1) + i), order = a.order + bytes(list * picks);
    const first = order + bytes(load<i32>(starts)), last = order + bytes(load<i32>(starts, 4));
    const dx = a.dx + bytes(item * inner), dy = a.dy + bytes(row * picks * inner);
    if (inner == 1) {
      let sum: f32 = 0;
      for (let p = first; p < last; p += 4) sum += load<f32>(dy + bytes(load<i32>(p)));
      store<f32>(dx, i == a.zero ? 0 : sum);
      continue;
    }
    if (first == last || i == a.zero) {
      fillFloats(dx, 0, inner);
      continue;
    }
    for (let c = 0; c < inner; c += LANES) {
      const lanes = min(LANES, inner - c), from = dy + bytes(c);
      let sum = splat(0);
      for (let p = first; p < last; p += 4) sum = f32x4.add(sum, loadLanes(from + bytes(load<i32>(p) * inner), lanes));
      storeLanes(dx + bytes(c), sum, lanes);
    }
  }
}

@unmanaged class OneHotForwardArgs {
  y: usize; // [count, classes]
  x: usize; // [count]
  classes: i32;
}

/** y = 1 at the index that x gives, 0 elsewhere, and everywhere where it is out of range. One item: one row. */
export function oneHotForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<OneHotForwardArgs>(args);
  const classes = a.classes;
  fillFloats(a.y + bytes(begin * classes), 0, (end - begin) * classes);
  for (let row = begin; row < end; row++) {
    const index = indexAt(a.x, row, classes);
    if (index >= 0) store<f32>(a.y + bytes(row * classes + index), 1);
  }
}
