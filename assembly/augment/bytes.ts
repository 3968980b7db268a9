import { BLOCK } from "../flat";
import { VECTOR } from "../simd";

// Pictures come and go as bytes and are floats while they are changed. Both kernels go by four elements; every buffer's storage ends on
// sixteen bytes.

@unmanaged class BytesToFloatsArgs {
  y: usize; // [count]
  x: usize; // [count] u8
  count: i32;
}

/** y = x. One item: a block of BLOCK elements. */
export function bytesToFloats(args: usize, begin: i32, end: i32): void {
  const a = changetype<BytesToFloatsArgs>(args);
  const last = min(<usize>end * BLOCK, (<usize>a.count + 3) & ~3);
  for (let i = <usize>begin * BLOCK; i < last; i += 4) {
    const words = i16x8.extend_low_i8x16_u(v128.load_zero<u32>(a.x + i));
    v128.store(a.y + (i << 2), f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words)));
  }
}

@unmanaged class FloatsToBytesArgs {
  y: usize; // [count] u8
  x: usize; // [count]
  count: i32;
}

/** y = x rounded to the nearest whole number, an even one where two are as near, from 0 to 255; NaN becomes 0. Item as above. */
export function floatsToBytes(args: usize, begin: i32, end: i32): void {
  const a = changetype<FloatsToBytesArgs>(args);
  const last = min(<usize>end * BLOCK, (<usize>a.count + 3) & ~3);
  for (let i = <usize>begin * BLOCK; i < last; i += 4) {
    // Each of these three steps saturates.
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(v128.load(a.x + (i << 2))));
    const words = i16x8.narrow_i32x4_s(whole, whole);
    v128.store_lane<u32>(a.y + i, i8x16.narrow_i16x8_u(words, words), 0);
  }
}
