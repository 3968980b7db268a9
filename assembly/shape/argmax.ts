import { LANES, VECTOR, laneMask, loadLanes, maxLanes, splat, storeLanes } from "../simd";
import { bytes } from "./floats";

@unmanaged class ArgmaxForwardArgs {
  y: usize; // [outer, inner]
  x: usize; // [outer, n, inner]
  n: i32;
  inner: i32;
  least: i32; // 1: the least element is sought
}

/** y = where along n the greatest (or least) element stands: the first NaN, else the first of equals. One item: one of outer. */
export function argmaxForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<ArgmaxForwardArgs>(args);
  const n = a.n, inner = a.inner;
  // The least is the greatest with all signs turned.
  const signs = i32x4.splat(a.least ? <i32>0x80000000 : 0);
  for (let item = begin; item < end; item++) {
    const x = a.x + bytes(item * n * inner), y = a.y + bytes(item * inner);
    if (inner == 1) store<f32>(y, <f32>argmaxOfRow(x, n, signs));
    else argmaxOfColumns(y, x, n, inner, signs);
  }
}

/** Lanes where `v` takes the place of `best`: it is greater, or the first NaN. */
@inline function beats(v: v128, best: v128): v128 {
  return v128.or(f32x4.gt(v, best), v128.andnot(f32x4.ne(v, v), f32x4.ne(best, best)));
}

function argmaxOfColumns(y: usize, x: usize, n: i32, inner: i32, signs: v128): void {
  for (let c = 0; c < inner; c += LANES) {
    const lanes = min(LANES, inner - c);
    let best = v128.xor(loadLanes(x + bytes(c), lanes), signs), place = i32x4.splat(0);
    for (let i = 1; i < n; i++) {
      const v = v128.xor(loadLanes(x + bytes(i * inner + c), lanes), signs);
      const takes = beats(v, best);
      best = v128.bitselect(v, best, takes);
      place = v128.bitselect(i32x4.splat(i), place, takes);
    }
    storeLanes(y + bytes(c), f32x4.convert_i32x4_s(place), lanes);
  }
}

/** First what the greatest is, then where it stands first; where there is a NaN, where that does. */
function argmaxOfRow(x: usize, n: i32, signs: v128): i32 {
  const whole = n & ~3, left = n & 3, end = x + bytes(whole), first = v128.xor(v128.load32_splat(x), signs);
  // Lanes behind the last number repeat the first.
  const rest = left ? v128.bitselect(v128.xor(loadLanes(end, left), signs), first, laneMask(left)) : first;
  let greatest = f32x4.pmax(first, rest), nan = v128.or(f32x4.ne(first, first), f32x4.ne(rest, rest));
  for (let at = x; at < end; at += VECTOR) {
    const v = v128.xor(v128.load(at), signs);
    greatest = f32x4.pmax(greatest, v);
    nan = v128.or(nan, f32x4.ne(v, v));
  }
  if (v128.any_true(nan)) {
    let i = 0;
    while (load<f32>(x + bytes(i)) == load<f32>(x + bytes(i))) i++;
    return i;
  }
  const sought = splat(maxLanes(greatest));
  for (let i = 0; i < whole; i += LANES) {
    const found = i32x4.bitmask(f32x4.eq(v128.xor(v128.load(x + bytes(i)), signs), sought));
    if (found) return i + ctz(found);
  }
  return whole + ctz(i32x4.bitmask(f32x4.eq(rest, sought)));
}
