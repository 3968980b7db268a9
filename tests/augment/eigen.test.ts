import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../src/augment/eigen.ts";
import { pseudoRandom } from "../harness/values.ts";

/** A symmetric matrix of the given rank, with eigenvalues of any sign unless it is `positive`. */
function symmetric(size: number, rank: number, positive = false): Float64Array {
  const factors = pseudoRandom(size * rank, size + rank);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < rank; k++)
        matrix[i * size + j] += factors[i * rank + k] * factors[j * rank + k] * (positive || k % 2 ? 1 : -1);
  return matrix;
}

const cases = [1, 2, 3, 4, 7, 20, 65].flatMap((size) =>
  [symmetric(size, size), symmetric(size, Math.ceil(size / 2), true)].map((matrix) => [size, matrix] as const),
);
const special: [number, Float64Array][] = [
  [4, new Float64Array(16)],
  [3, Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2)],
  [3, Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2)],
  [3, Float64Array.of(1e-150, 1e-151, 0, 1e-151, 1e-150, 0, 0, 0, 0)],
  [2, Float64Array.of(1e150, 1e149, 1e149, 1e150)],
];

describe.each([...cases, ...special])("%i dimensions", (size, matrix) => {
  const { values, vectors } = symmetricEigen(matrix.slice(), size);
  const scale = Math.max(...matrix.map(Math.abs)) || 1;
  const row = (i: number): Float64Array => vectors.subarray(i * size, (i + 1) * size);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k], 0);

  test("A v = value v", () => {
    for (let i = 0; i < size; i++)
      for (let r = 0; r < size; r++) {
        const product = dot(matrix.subarray(r * size, (r + 1) * size), row(i));
        expect(Math.abs(product - values[i] * row(i)[r]) / scale).toBeLessThan(1e-13 * size);
      }
  });
  test("vectors are orthonormal, values descend, and signs are settled", () => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) expect(Math.abs(dot(row(i), row(j)) - (i === j ? 1 : 0))).toBeLessThan(1e-13 * size);
      if (i) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
      const greatest = row(i).reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
      expect(greatest).toBeGreaterThan(0);
    }
  });
});

test("NaN is refused", () => {
  expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow(/holds NaN/);
});
