import { exp, log } from "../math";

/** x^p for x >= 0 and p > 0. */
@inline export function power(x: v128, p: v128): v128 {
  return exp(f32x4.mul(p, log(x)));
}
