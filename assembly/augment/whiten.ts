import { LANES, VECTOR, loadLanes, madd, splat, sumLanes } from "../simd";

@unmanaged class WhitenArgs {
  y: usize; // [count], not x's memory
  x: usize; // [count]
  mean: usize; // [count]
  matrix: usize; // [count, count]
  count: i32;
}

/** y = matrix (x - mean). One item: a row of the matrix. */
export function whiten(args: usize, begin: i32, end: i32): void {
  const a = changetype<WhitenArgs>(args);
  const whole = <usize>(a.count & ~7) << 2, bytes = <usize>a.count << 2;
  for (let row = begin; row < end; row++) {
    const matrix = a.matrix + <usize>row * bytes;
    let s0 = splat(0), s1 = s0, at: usize = 0;
    for (; at < whole; at += 2 * VECTOR) {
      s0 = madd(v128.load(matrix + at), f32x4.sub(v128.load(a.x + at), v128.load(a.mean + at)), s0);
      s1 = madd(v128.load(matrix + at, VECTOR), f32x4.sub(v128.load(a.x + at, VECTOR), v128.load(a.mean + at, VECTOR)), s1);
    }
    for (; at < bytes; at += VECTOR) {
      const lanes = min<i32>(<i32>((bytes - at) >> 2), LANES);
      s0 = madd(loadLanes(matrix + at, lanes), f32x4.sub(loadLanes(a.x + at, lanes), loadLanes(a.mean + at, lanes)), s0);
    }
    store<f32>(a.y + (<usize>row << 2), sumLanes(f32x4.add(s0, s1)));
  }
}
