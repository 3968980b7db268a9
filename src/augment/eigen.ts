/**
 * Eigenvalues and eigenvectors of symmetric matrices in f64, by + - * / and sqrt alone: Householder's reflections to a tridiagonal
 * matrix, then the QL algorithm with implicit shifts. Source: Wilkinson and Reinsch 1971, "Handbook for automatic computation", II/2
 * and II/4. All inner loops run along rows, which is what memory likes: 3072 dimensions, a whitened CIFAR picture, take minutes.
 */
import { FoveaError } from "../error.ts";

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** [size, size]: row i is the unit eigenvector of value i; its number of greatest magnitude is positive. */
  readonly vectors: Float64Array;
}

const MOST_STEPS = 60; // for one eigenvalue; two are usual

/** The eigenvalues and eigenvectors of the symmetric `matrix` [size, size], which is used up. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const tridiagonal = tridiagonalize(matrix, size);
  const vectors = accumulate(matrix, tridiagonal.factors, size);
  diagonalize(tridiagonal, vectors, size);
  return sorted(tridiagonal.diagonal, vectors, size);
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** beside[i] stands between i and i + 1; the last is 0. */
  readonly beside: Float64Array;
  /** 2 / v.v of each reflection I - factor v v', whose v stands in the matrix's row right of the diagonal; 0 for none. */
  readonly factors: Float64Array;
}

/** Reads and writes the triangle on and above the diagonal alone. */
function tridiagonalize(a: Float64Array, size: number): Tridiagonal {
  const [diagonal, beside, factors] = [0, 1, 2].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const p = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const v = a.subarray(k * size, (k + 1) * size); // its part right of the diagonal
    diagonal[k] = v[k];
    if (k === size - 1) break;
    let rest = 0;
    for (let j = k + 2; j < size; j++) rest += v[j] * v[j];
    const first = v[k + 1];
    beside[k] = first;
    if (rest === 0) continue;
    beside[k] = first > 0 ? -Math.sqrt(first * first + rest) : Math.sqrt(first * first + rest);
    v[k + 1] = first - beside[k];
    factors[k] = 2 / (v[k + 1] * v[k + 1] + rest);
    reflect(a, v, factors[k], p, k + 1, size);
  }
  return { diagonal, beside, factors };
}

/** H a H for H = I - factor v v', from row and column `from` on: a - v w' - w v' with w = p - factor / 2 (p.v) v, p = factor a v. */
function reflect(a: Float64Array, v: Float64Array, factor: number, p: Float64Array, from: number, size: number): void {
  p.fill(0);
  for (let i = from; i < size; i++) {
    const row = a.subarray(i * size, (i + 1) * size);
    const own = v[i];
    let sum = row[i] * own;
    for (let j = i + 1; j < size; j++) {
      sum += row[j] * v[j];
      p[j] += row[j] * own;
    }
    p[i] += sum;
  }
  let along = 0;
  for (let i = from; i < size; i++) {
    p[i] *= factor;
    along += p[i] * v[i];
  }
  const share = (factor / 2) * along;
  for (let i = from; i < size; i++) p[i] -= share * v[i];
  for (let i = from; i < size; i++) {
    const row = a.subarray(i * size, (i + 1) * size);
    const [vi, pi] = [v[i], p[i]];
    for (let j = i; j < size; j++) row[j] -= vi * p[j] + pi * v[j];
  }
}

/** The product of the reflections, transposed. */
function accumulate(a: Float64Array, factors: Float64Array, size: number): Float64Array {
  const q = new Float64Array(size * size);
  for (let i = 0; i < size; i++) q[i * size + i] = 1;
  for (let k = size - 3; k >= 0; k--) {
    if (!factors[k]) continue;
    const v = a.subarray(k * size, (k + 1) * size);
    for (let i = k + 1; i < size; i++) {
      const row = q.subarray(i * size, (i + 1) * size);
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += row[j] * v[j];
      sum *= factors[k];
      for (let j = k + 1; j < size; j++) row[j] -= sum * v[j];
    }
  }
  return q;
}

/** Makes the diagonal the eigenvalues and turns the rows of `vectors` with it. */
function diagonalize({ diagonal: d, beside: e }: Tridiagonal, vectors: Float64Array, size: number): void {
  let greatest = 0;
  for (let i = 0; i < size; i++) greatest = Math.max(greatest, Math.abs(d[i]), Math.abs(e[i]));
  if (!Number.isFinite(greatest)) throw new FoveaError("non-finite", "eigenvalues: the matrix holds NaN or Infinity");
  const nothing = Number.EPSILON * greatest;
  for (let low = 0; low < size; low++) {
    for (let step = 0; ; step++) {
      let high = low;
      while (high < size - 1 && Math.abs(e[high]) > nothing) high++;
      if (high === low) break;
      if (step === MOST_STEPS) throw new FoveaError("non-finite", `eigenvalues: none found in ${MOST_STEPS} steps`);
      chase(d, e, vectors, low, high, size);
    }
  }
}

/** One step of the implicit QL algorithm on the rows from `low` to `high`. */
function chase(d: Float64Array, e: Float64Array, vectors: Float64Array, low: number, high: number, size: number): void {
  let g = (d[low + 1] - d[low]) / (2 * e[low]);
  let r = Math.sqrt(g * g + 1);
  g = d[high] - d[low] + e[low] / (g < 0 ? g - r : g + r);
  let [s, c, p] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i];
    const b = c * e[i];
    r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    r = (d[i] - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    turn(vectors, i, s, c, size);
  }
  d[low] -= p;
  e[low] = g;
  e[high] = 0;
}

/** Turns rows `i` and `i + 1` into each other. */
function turn(vectors: Float64Array, i: number, s: number, c: number, size: number): void {
  const upper = vectors.subarray(i * size, (i + 1) * size);
  const lower = vectors.subarray((i + 1) * size, (i + 2) * size);
  for (let k = 0; k < size; k++) {
    const f = lower[k];
    lower[k] = s * upper[k] + c * f;
    upper[k] = c * upper[k] - s * f;
  }
}

function sorted(diagonal: Float64Array, rows: Float64Array, size: number): Eigen {
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a] || a - b);
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries()) {
    const row = rows.subarray(from * size, (from + 1) * size);
    let greatest = 0;
    for (const value of row) if (Math.abs(value) > Math.abs(greatest)) greatest = value;
    for (let k = 0; k < size; k++) vectors[to * size + k] = greatest < 0 ? -row[k] : row[k];
  }
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors };
}
