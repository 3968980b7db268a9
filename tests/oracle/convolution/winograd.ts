import type { Array64 } from "../../harness/values.ts";

type Matrix = readonly (readonly number[])[];

/** B^T, G and A^T of a tile of 2 or 4 outputs a side. Source: Lavin and Gray 2016. */
const matrices: Record<2 | 4, { B: Matrix; G: Matrix; A: Matrix }> = {
  2: {
    B: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, 1, 0, -1],
    ],
    G: [
      [1, 0, 0],
      [1 / 2, 1 / 2, 1 / 2],
      [1 / 2, -1 / 2, 1 / 2],
      [0, 0, 1],
    ],
    A: [
      [1, 1, 1, 0],
      [0, 1, -1, -1],
    ],
  },
  4: {
    B: [
      [4, 0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0],
      [0, 4, 0, -5, 0, 1],
    ],
    G: [
      [1 / 4, 0, 0],
      [-1 / 6, -1 / 6, -1 / 6],
      [-1 / 6, 1 / 6, -1 / 6],
      [1 / 24, 1 / 12, 1 / 6],
      [1 / 24, -1 / 12, 1 / 6],
      [0, 0, 1],
    ],
    A: [
      [1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 0],
      [0, 1, 1, 4, 4, 0],
      [0, 1, -1, 8, -8, 1],
    ],
  },
};

/** Where zeros lie, and how large the output is. */
export interface WinogradPlace {
  readonly top: number;
  readonly left: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/**
 * Winograd's convolution of x [n, height, width, cin] with a kernel [3, 3, cin, cout] in f64: for each tile
 * Y = A^T [sum over channels of (G g G^T) . (B^T d B)] A.
 * With `magnitudes` all numbers are replaced by their magnitudes. That is what rounding errors are relative to: a computation
 * with at most k roundings between an input and an output is off by at most k 2^-24 of it, to first order.
 */
export function winograd(
  x: Array64,
  kernel: Array64,
  place: WinogradPlace,
  tile: 2 | 4,
  magnitudes: boolean,
): Float64Array {
  const of = magnitudes ? Math.abs : (value: number): number => value;
  const [B, G, A] = ["B", "G", "A"].map((name) => matrices[tile][name as "B"].map((row) => row.map(of)));
  const [n, height, width, cin] = x.shape;
  const cout = kernel.shape[3];
  const { top, left, outHeight, outWidth } = place;
  const taps = (i: number, o: number): Matrix =>
    square(3, (r, c) => of(kernel.data[((r * 3 + c) * cin + i) * cout + o]));
  const weights = Array.from({ length: cin }, (_, i) =>
    Array.from({ length: cout }, (_, o) => sandwich(G, taps(i, o)).flat()),
  );
  const y = new Float64Array(n * outHeight * outWidth * cout);
  for (let image = 0; image < n; image++)
    for (let row = 0; row < outHeight; row += tile)
      for (let col = 0; col < outWidth; col += tile) {
        const input = (r: number, c: number, i: number): number =>
          r < 0 || r >= height || c < 0 || c >= width ? 0 : x.data[((image * height + r) * width + c) * cin + i];
        const inputs = Array.from({ length: cin }, (_, i) =>
          sandwich(
            B,
            square(tile + 2, (r, c) => of(input(row + r - top, col + c - left, i))),
          ).flat(),
        );
        for (let o = 0; o < cout; o++) {
          const products = square(tile + 2, (r, c) => {
            const at = r * (tile + 2) + c;
            return inputs.reduce((sum, d, i) => sum + d[at] * weights[i][o][at], 0);
          });
          sandwich(A, products).forEach((values, r) => {
            values.forEach((value, c) => {
              if (row + r >= outHeight || col + c >= outWidth) return;
              y[((image * outHeight + row + r) * outWidth + col + c) * cout + o] = value;
            });
          });
        }
      }
  return y;
}

const square = (size: number, value: (row: number, col: number) => number): number[][] =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, col) => value(row, col)));

/** M X M^T. */
const sandwich = (M: Matrix, X: Matrix): Matrix => {
  const left = M.map((row) => X[0].map((_, c) => row.reduce((sum, m, k) => sum + m * X[k][c], 0)));
  return left.map((row) => M.map((other) => row.reduce((sum, value, k) => sum + value * other[k], 0)));
};

/**
 * The gradient with respect to the weights [3, 3, cin, cout] of such a convolution of x, for the output's gradient dy, with tiles
 * of 4: G^T [sum over tiles of (A dy A^T) . (B^T d B)] G, in f64; `magnitudes` as in {@link winograd}.
 */
export function winogradWeightGradient(
  x: Array64,
  dy: Array64,
  { top, left }: Pick<WinogradPlace, "top" | "left">,
  magnitudes: boolean,
): Float64Array {
  const of = magnitudes ? Math.abs : (value: number): number => value;
  const [B, GT, A] = [matrices[4].B, transposed(matrices[4].G), transposed(matrices[4].A)].map((matrix) =>
    matrix.map((row) => row.map(of)),
  );
  const [n, outHeight, outWidth, cout] = dy.shape;
  const cin = x.shape[3];
  const at = ({ shape: [, height, width, channels], data }: Array64, image: number, r: number, c: number, i: number) =>
    r < 0 || r >= height || c < 0 || c >= width ? 0 : of(data[((image * height + r) * width + c) * channels + i]);
  const sums = Array.from({ length: cin * cout }, () => new Float64Array(36));
  for (let image = 0; image < n; image++)
    for (let row = 0; row < outHeight; row += 4)
      for (let col = 0; col < outWidth; col += 4) {
        const inputs = Array.from({ length: cin }, (_, i) =>
          sandwich(
            B,
            square(6, (r, c) => at(x, image, row + r - top, col + c - left, i)),
          ).flat(),
        );
        for (let o = 0; o < cout; o++) {
          const gradients = sandwich(
            A,
            square(4, (r, c) => at(dy, image, row + r, col + c, o)),
          ).flat();
          for (let i = 0; i < cin; i++)
            for (let p = 0; p < 36; p++) sums[i * cout + o][p] += inputs[i][p] * gradients[p];
        }
      }
  const dw = new Float64Array(9 * cin * cout);
  sums.forEach((sum, pair) => {
    sandwich(
      GT,
      square(6, (r, c) => sum[6 * r + c]),
    )
      .flat()
      .forEach((value, tap) => {
        dw[tap * cin * cout + pair] = value;
      });
  });
  return dw;
}

const transposed = (matrix: Matrix): Matrix => matrix[0].map((_, c) => matrix.map((row) => row[c]));
