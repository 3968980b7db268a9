import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

interface Options {
  region?: "across" | "within";
  size?: number;
  alpha?: number;
  beta?: number;
  k?: number;
}

/**
 * y = x t^-beta with t = k + alpha / n sum of squares in the window, n numbers when whole; and
 * dx_i = dy_i t_i^-beta - 2 alpha beta / n x_i (sum over the windows j that hold i of dy_j x_j t_j^(-beta - 1)).
 */
export function localResponseNorm({ region = "across", size = 5, alpha = 1e-4, beta = 0.75, k = 1 }: Options): Oracle {
  const n = region === "across" ? size : size * size;
  const windowOf = (i: number, { shape }: Array64): number[] => {
    const channels = shape[shape.length - 1];
    const before = Math.floor(size / 2);
    const reach = Array.from({ length: size }, (_, j) => j - before);
    if (region === "across")
      return reach.filter((d) => (i % channels) + d >= 0 && (i % channels) + d < channels).map((d) => i + d);
    const [, height, width] = shape;
    const [y, x] = [Math.floor(i / channels / width) % height, Math.floor(i / channels) % width];
    return reach
      .filter((dy) => y + dy >= 0 && y + dy < height)
      .flatMap((dy) =>
        reach.filter((dx) => x + dx >= 0 && x + dx < width).map((dx) => i + (dy * width + dx) * channels),
      );
  };
  const divisors = (x: Array64): Float64Array =>
    x.data.map((_, i) => k + (alpha / n) * windowOf(i, x).reduce((sum, j) => sum + x.data[j] ** 2, 0));
  return {
    forward([x]) {
      const t = divisors(x);
      return { shape: x.shape, data: x.data.map((value, i) => value * t[i] ** -beta) };
    },
    backward({ data: dy }, [x]) {
      const t = divisors(x);
      const dx = dy.map((value, i) => value * t[i] ** -beta);
      for (let j = 0; j < dy.length; j++)
        for (const i of windowOf(j, x))
          dx[i] -= ((2 * alpha * beta) / n) * x.data[i] * dy[j] * x.data[j] * t[j] ** (-beta - 1);
      return { inputs: [dx], parameters: {} };
    },
  };
}
