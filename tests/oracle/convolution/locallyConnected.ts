import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { type ConvolutionSizes, flat, indices, positionAt } from "./convolution.ts";

/** Calls `visit` for every multiply-add: places of y, x and the kernel [...out, ...taps, channels, filters]. */
function multiplyAdds(
  x: Array64,
  kernel: Array64,
  s: ConvolutionSizes,
  visit: (y: number, x: number, k: number) => void,
): void {
  const [axes, rank] = [x.shape.slice(1, -1), s.out.length];
  const [taps, [channels, filters]] = [kernel.shape.slice(rank, 2 * rank), kernel.shape.slice(-2)];
  for (const out of indices(s.out))
    for (const tap of indices(taps)) {
      const position = out.map((o, axis) =>
        positionAt(o * s.stride[axis] + tap[axis] * s.dilation[axis] - s.before[axis], axes[axis]),
      );
      if (position.includes(-1)) continue;
      for (let n = 0; n < x.shape[0]; n++)
        for (let i = 0; i < channels; i++)
          for (let o = 0; o < filters; o++)
            visit(
              flat([n, ...out, o], [0, ...s.out, filters]),
              flat([n, ...position, i], x.shape),
              flat([...out, ...tap, i, o], kernel.shape),
            );
    }
}

/** y[n, p, o] = bias[p, o] + sum over taps t and channels i of x[n, p stride + t dilation - before, i] kernel[p, t, i, o]. */
export const locallyConnected = (sizes: ConvolutionSizes): Oracle => ({
  forward([x], { kernel, bias }) {
    const shape = [x.shape[0], ...sizes.out, kernel.shape[kernel.shape.length - 1]];
    const data = new Float64Array(shape.reduce((a, b) => a * b)).map((_, at) => bias?.data[at % bias.data.length] ?? 0);
    multiplyAdds(x, kernel, sizes, (iy, ix, ik) => {
      data[iy] += x.data[ix] * kernel.data[ik];
    });
    return { shape, data };
  },

  backward(dy, [x], { kernel, bias }) {
    const dx = new Float64Array(x.data.length);
    const dkernel = new Float64Array(kernel.data.length);
    multiplyAdds(x, kernel, sizes, (iy, ix, ik) => {
      dx[ix] += dy.data[iy] * kernel.data[ik];
      dkernel[ik] += dy.data[iy] * x.data[ix];
    });
    const dbias = new Float64Array(bias?.data.length ?? 0);
    dy.data.forEach((value, at) => {
      if (bias) dbias[at % dbias.length] += value;
    });
    return { inputs: [dx], parameters: { kernel: dkernel, ...(bias && { bias: dbias }) } };
  },
});
