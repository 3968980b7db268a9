import type { Moments } from "../train/watch.ts";

/** Mean, standard deviation, share of zeros and Euclidean norm of `values`, in f64 and in order. */
export function momentsOf(values: Float32Array): Moments {
  let [sum, squares, zeros] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
  }
  const count = values.length;
  const mean = sum / count;
  return {
    mean,
    std: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    zeros: zeros / count,
    norm: Math.sqrt(squares),
  };
}

export function normOf(values: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i] * values[i];
  return Math.sqrt(squares);
}

/** Norm of after - before. */
export function distance(before: Float32Array, after: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < before.length; i++) {
    const change = after[i] - before[i];
    squares += change * change;
  }
  return Math.sqrt(squares);
}

/** Share of units, the places on the last axis of size `units`, that are zero wherever they come in `values`. */
export function deadUnits(values: Float32Array, units: number): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) alive[i % units] = 1;
  return 1 - alive.reduce((sum, one) => sum + one, 0) / units;
}
