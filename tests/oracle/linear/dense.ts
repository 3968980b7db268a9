import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Calls `visit` for every multiply-add: indices of y, x and the kernel, flat. A row is all but the last axis. */
function multiplyAdds(x: Array64, kernel: Array64, visit: (y: number, x: number, k: number) => void): void {
  const [inputs, units] = kernel.shape;
  for (let row = 0; row < x.data.length / inputs; row++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < units; o++) visit(row * units + o, row * inputs + i, i * units + o);
}

/** y[r, o] = bias[o] + sum over i of x[r, i] kernel[i, o]. */
export const dense: Oracle = {
  forward([x], { kernel, bias }) {
    const [inputs, units] = kernel.shape;
    const data = new Float64Array((x.data.length / inputs) * units).map((_, at) => bias?.data[at % units] ?? 0);
    multiplyAdds(x, kernel, (y, from, k) => {
      data[y] += x.data[from] * kernel.data[k];
    });
    return { shape: [...x.shape.slice(0, -1), units], data };
  },

  backward(dy, [x], { kernel, bias }) {
    const dx = new Float64Array(x.data.length);
    const dkernel = new Float64Array(kernel.data.length);
    multiplyAdds(x, kernel, (y, from, k) => {
      dx[from] += dy.data[y] * kernel.data[k];
      dkernel[k] += dy.data[y] * x.data[from];
    });
    const dbias = new Float64Array(bias?.data.length ?? 0);
    if (bias)
      dy.data.forEach((value, at) => {
        dbias[at % dbias.length] += value;
      });
    return { inputs: [dx], parameters: { kernel: dkernel, ...(bias && { bias: dbias }) } };
  },
};
