import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { emitProduct } from "../ops/linear/matrices.ts";
import { flatWork, type Program } from "../plan/program.ts";
import { norms } from "./norms.ts";

/** A matrix, row after row. */
export interface Matrix {
  readonly slot: Slot;
  readonly rows: number;
  readonly columns: number;
}

const ITERATIONS = 5;
/** Jordan's polynomial a s + b s^3 + c s^5 of each singular value s: the steepest at 0 that keeps what it has made large near 1. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const EPSILON = 1e-7;

/**
 * For each matrix U S V', about U V': its singular values brought to between 0.68 and 1.16; those below 0.0015 of the Frobenius norm become some 485
 * times as large. X = M / (|M| + 1e-7), |M| the Frobenius norm, then five times X = a X + (b G + c G G) X with G = X X'; of a tall matrix
 * X = a X + X (b G + c G G) with G = X' X, which is the same and smaller.
 */
export function orthogonalize(program: Program, matrices: readonly Matrix[]): Slot[] {
  const found = norms(
    program,
    matrices.map(({ slot, rows, columns }) => [{ slot, count: rows * columns }]),
  );
  const works = matrices.map(({ slot, rows, columns }, i) => {
    const [count, side] = [rows * columns, Math.min(rows, columns)];
    const [x, turned] = ["direction", "turned"].map((label) => program.slot(label, count * 4));
    const [gram, mixed] = ["gram", "mixed"].map((label) => program.slot(label, side ** 2 * 4));
    return { slot, norm: found[i], rows, columns, count, side, tall: rows > columns, x, turned, gram, mixed };
  });
  const forAll = (emit: (matrix: (typeof works)[number]) => void): void => program.together(() => works.forEach(emit));
  /** y = alpha x + beta y. */
  const blend = (y: Slot, beta: number, x: Slot, alpha: number, count: number): void =>
    program.emit(kernels.blend, { y, x, z: y, alpha, beta, count }, flatWork(count, 2));

  forAll(({ x, slot, norm, count }) => {
    const args = { y: x, x: slot, norm, epsilon: EPSILON, count };
    program.emit(kernels.unitNorm, args, flatWork(count, 4), { inPlace: [x, slot] });
  });
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    forAll(({ x, gram, count, side, tall }) => {
      const sizes = { outer: 1, m: side, n: side, k: count / side };
      emitProduct(program, sizes, { y: gram, a: x, b: x }, tall ? { transposeA: true } : { transposeB: true });
    });
    forAll(({ gram, mixed, side }) => {
      emitProduct(program, { outer: 1, m: side, n: side, k: side }, { y: mixed, a: gram, b: gram });
    });
    forAll(({ gram, mixed, side }) => blend(mixed, C, gram, B, side ** 2));
    forAll(({ x, turned, mixed, rows, columns, side, tall }) => {
      const [a, b] = tall ? [x, mixed] : [mixed, x];
      emitProduct(program, { outer: 1, m: rows, n: columns, k: side }, { y: turned, a, b });
    });
    forAll(({ x, turned, count }) => blend(x, A, turned, 1, count));
  }
  return works.map(({ x }) => x);
}
