// max(x, 0) + slope min(x, 0) with slopes that are learnt. A tensor is read as rows of `pattern` floats, so that the slopes, repeated
// over a row, need no tails: assembly/normalization/pattern.ts.

import { endOfRow } from "../normalization/pattern";
import { LANES, VECTOR, laneMask, madd, splat } from "../simd";

@unmanaged class PreluForwardArgs {
  y: usize; // [count]
  x: usize; // [count]
  slopes: usize; // [pattern]
  pattern: i32;
  count: i32;
}

/** y = x where x > 0, else slope x. One item: a row of pattern floats. */
export function preluForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PreluForwardArgs>(args);
  const y = a.y, x = a.x;
  for (let row = begin; row < end; row++) {
    const from = <usize>row * (<usize>a.pattern << 2), to = endOfRow(row + 1, a.count, a.pattern);
    const slopes = a.slopes - from;
    for (let i = from; i < to; i += VECTOR) {
      const value = v128.load(x + i);
      v128.store(y + i, v128.bitselect(value, f32x4.mul(v128.load(slopes + i), value), f32x4.gt(value, splat(0))));
    }
  }
}

@unmanaged class PreluBackwardArgs {
  dx: usize; // [count], or 0
  partials: usize; // [slices, pattern]
  dy: usize; // [count]
  x: usize; // [count]
  slopes: usize; // [pattern]
  pattern: i32;
  rows: i32; // in a slice; the last has those that are left
  count: i32;
}

/**
 * dx = dy where x > 0, else slope dy, unless dx is 0; partials = dy min(x, 0), summed over the slice's rows. One item: a slice.
 */
export function preluBackward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PreluBackwardArgs>(args);
  const pattern = a.pattern, row = <usize>pattern << 2, all = (a.count + pattern - 1) / pattern;
  const whole = <usize>(a.count & ~(LANES - 1)) << 2, rest = laneMask(a.count & (LANES - 1));
  for (let slice = begin; slice < end; slice++) {
    const partials = a.partials + <usize>slice * row;
    memory.fill(partials, 0, row);
    for (let r = slice * a.rows, last = min(r + a.rows, all); r < last; r++) {
      const from = <usize>r * row, to = endOfRow(r + 1, a.count, pattern);
      for (let i = from; i < to; i += VECTOR) {
        const value = v128.load(a.x + i), gradient = v128.load(a.dy + i), positive = f32x4.gt(value, splat(0));
        if (a.dx) {
          const slope = v128.load(a.slopes + (i - from));
          v128.store(a.dx + i, v128.bitselect(gradient, f32x4.mul(slope, gradient), positive));
        }
        const sum = partials + (i - from), share = v128.load(sum);
        const next = madd(gradient, v128.andnot(value, positive), share);
        v128.store(sum, i < whole ? next : v128.bitselect(next, share, rest));
      }
    }
  }
}
