import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Which of the two are transposed first. */
export interface Transposed {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** Calls `visit` for every multiply-add of y[o, i, j] = sum over l of a[o, i, l] b[o, l, j], with flat indices of y, a and b. */
function multiplyAdds(
  a: Array64,
  b: Array64,
  { transposeA = false, transposeB = false }: Transposed,
  visit: (y: number, a: number, b: number) => void,
): number[] {
  const [height, width] = a.shape.slice(-2);
  const [m, k] = transposeA ? [width, height] : [height, width];
  const n = transposeB ? b.shape[b.shape.length - 2] : b.shape[b.shape.length - 1];
  for (let o = 0; o < a.data.length / (m * k); o++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let l = 0; l < k; l++) {
          const left = transposeA ? l * m + i : i * k + l;
          const right = transposeB ? j * k + l : l * n + j;
          visit((o * m + i) * n + j, o * m * k + left, o * k * n + right);
        }
  return [...a.shape.slice(0, -2), m, n];
}

export const matmul = (options: Transposed): Oracle => ({
  forward([a, b]) {
    const data: number[] = [];
    const shape = multiplyAdds(a, b, options, (y, left, right) => {
      data[y] = (data[y] ?? 0) + a.data[left] * b.data[right];
    });
    return { shape, data: Float64Array.from(data) };
  },
  backward(dy, [a, b]) {
    const [da, db] = [new Float64Array(a.data.length), new Float64Array(b.data.length)];
    multiplyAdds(a, b, options, (y, left, right) => {
      da[left] += dy.data[y] * b.data[right];
      db[right] += dy.data[y] * a.data[left];
    });
    return { inputs: [da, db], parameters: {} };
  },
});
