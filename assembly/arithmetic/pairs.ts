import { VECTOR } from "../simd";
import { binary } from "./overRows";

/** y = f(a, b) from byte `i` to before `last`; two vectors an iteration, as the loop's counting would cost as much as the work. */
@inline export function flat(f: i32, y: usize, a: usize, b: usize, i: usize, last: usize): void {
  for (; i < last - VECTOR; i += 2 * VECTOR) {
    v128.store(y + i, binary(f, v128.load(a + i), v128.load(b + i)));
    v128.store(y + i, binary(f, v128.load(a + i, VECTOR), v128.load(b + i, VECTOR)), VECTOR);
  }
  if (i < last) v128.store(y + i, binary(f, v128.load(a + i), v128.load(b + i)));
}
