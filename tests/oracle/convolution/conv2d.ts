import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Sizes of a convolution that shapes do not tell. */
export interface ConvolutionSizes {
  stride: readonly [number, number];
  dilation: readonly [number, number];
  groups: number;
  /** Zeros above and to the left; the output's size decides those below and to the right. */
  top: number;
  left: number;
  outHeight: number;
  outWidth: number;
}

/** Calls `visit` for every multiply-add: indices of y, x and the kernel, flat. */
function multiplyAdds(
  x: Array64,
  kernel: Array64,
  s: ConvolutionSizes,
  visit: (y: number, x: number, k: number) => void,
): void {
  const [batch, height, width, channels] = x.shape;
  const [taps, tapsX, groupChannels, filters] = kernel.shape;
  for (let n = 0; n < batch; n++)
    for (let r = 0; r < s.outHeight; r++)
      for (let c = 0; c < s.outWidth; c++)
        for (let o = 0; o < filters; o++) {
          const group = Math.floor(o / (filters / s.groups));
          for (let ky = 0; ky < taps; ky++)
            for (let kx = 0; kx < tapsX; kx++)
              for (let i = 0; i < groupChannels; i++) {
                const iy = r * s.stride[0] + ky * s.dilation[0] - s.top;
                const ix = c * s.stride[1] + kx * s.dilation[1] - s.left;
                if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                visit(
                  ((n * s.outHeight + r) * s.outWidth + c) * filters + o,
                  ((n * height + iy) * width + ix) * channels + group * groupChannels + i,
                  ((ky * tapsX + kx) * groupChannels + i) * filters + o,
                );
              }
        }
}

/** y[n, r, c, o] = bias[o] + sum over ky, kx, i of x[n, r sy + ky dy - top, c sx + kx dx - left, i] kernel[ky, kx, i, o]. */
export const conv2d = (sizes: ConvolutionSizes): Oracle => ({
  forward([x], { kernel, bias }) {
    const filters = kernel.shape[3];
    const shape = [x.shape[0], sizes.outHeight, sizes.outWidth, filters];
    const data = new Float64Array(shape.reduce((a, b) => a * b)).map((_, at) => bias?.data[at % filters] ?? 0);
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
    if (bias)
      dy.data.forEach((value, at) => {
        dbias[at % dbias.length] += value;
      });
    return { inputs: [dx], parameters: { kernel: dkernel, ...(bias && { bias: dbias }) } };
  },
});
