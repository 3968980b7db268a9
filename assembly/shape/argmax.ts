import { LANES, loadLanes, splat, storeLanes } from "../simd";
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

/** Each lane looks at every fourth element; then the best lane wins, of equals the one with the first place. */
function argmaxOfRow(x: usize, n: i32, signs: v128): i32 {
  const whole = n & ~3;
  let best = splat(-Infinity), place = i32x4.splat(-1);
  let places = i32x4(0, 1, 2, 3);
  for (let i = 0; i < whole; i += LANES) {
    const v = v128.xor(v128.load(x + bytes(i)), signs);
    const takes = v128.or(beats(v, best), i32x4.lt_s(place, splat(0)));
    best = v128.bitselect(v, best, takes);
    place = v128.bitselect(places, place, takes);
    places = i32x4.add(places, i32x4.splat(LANES));
  }
  let winner = i32x4.extract_lane(place, 0), value = f32x4.extract_lane(best, 0);
  if (whole) {
    for (let lane = 1; lane < LANES; lane++) {
      best = v128.shuffle<i32>(best, best, 1, 2, 3, 0);
      place = v128.shuffle<i32>(place, place, 1, 2, 3, 0);
      const v = f32x4.extract_lane(best, 0), at = i32x4.extract_lane(place, 0);
      const equal = v == value || (v != v && value != value);
      if (equal ? at < winner : v > value || (v != v && value == value)) {
        winner = at;
        value = v;
      }
    }
  }
  for (let i = whole; i < n; i++) {
    const v = i32x4.extract_lane(signs, 0) ? -load<f32>(x + bytes(i)) : load<f32>(x + bytes(i));
    if (i == 0 || v > value || (v != v && value == value)) {
      winner = i;
      value = v;
    }
  }
  return winner;
}
