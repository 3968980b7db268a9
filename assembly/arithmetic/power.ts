import { flatBegin, flatEnd } from "../flat";
import { pow } from "../pow";
import { VECTOR, splat } from "../simd";

// A power of a number below 0 is real for whole exponents alone, and has its sign for odd ones.
@inline const ODD: i32 = 2;

@unmanaged class PowerArgs {
  y: usize; // [count]
  x: usize; // [count]
  factor: usize; // [count] or 0
  scale: f32;
  exponent: f32;
  kind: i32; // 0 a fraction, 1 even, 2 odd
  count: i32;
}

/** y = scale factor x^exponent; without a factor, scale x^exponent. One item: a block of BLOCK elements. */
export function power(args: usize, begin: i32, end: i32): void {
  const a = changetype<PowerArgs>(args);
  const exponent = splat(a.exponent), kind = a.kind;
  // The sign is taken away before, and given back to odd powers.
  const kept = kind ? i32x4.splat(0x7fffffff) : i32x4.splat(-1), given = i32x4.splat(kind == ODD ? i32.MIN_VALUE : 0);
  for (let i = flatBegin(begin), last = flatEnd(end, a.count); i < last; i += VECTOR) {
    const x = v128.load(a.x + i);
    const y = v128.or(pow(v128.and(x, kept), exponent), v128.and(x, given));
    const scaled = f32x4.mul(splat(a.scale), y);
    v128.store(a.y + i, a.factor ? f32x4.mul(v128.load(a.factor + i), scaled) : scaled);
  }
}
