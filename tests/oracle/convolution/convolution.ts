import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Where windows lie, one number for each axis between batch and channels. */
export interface ConvolutionSizes {
  stride: readonly number[];
  dilation: readonly number[];
  groups: number;
  /** Positions added before each axis; the output's size decides those behind it. */
  before: readonly number[];
  /** Sizes of the output along the axes. */
  out: readonly number[];
  /** What stands outside the sample; default zeros. */
  mode?: "zeros" | "reflect" | "replicate" | "circular";
}

/** The position of a sample of `size` that stands at `position`, which may lie outside; -1 for a zero. */
export function positionAt(position: number, size: number, mode: ConvolutionSizes["mode"] = "zeros"): number {
  if (position >= 0 && position < size) return position;
  if (mode === "zeros") return -1;
  if (mode === "replicate") return position < 0 ? 0 : size - 1;
  if (mode === "circular") return (position + size) % size;
  return position < 0 ? -position : 2 * (size - 1) - position; // reflect: the border itself is not repeated
}

/** All index tuples below `sizes`, the last the quickest. */
export function* indices(sizes: readonly number[]): Generator<number[]> {
  if (sizes.length === 0) yield [];
  else
    for (const first of indices(sizes.slice(0, -1)))
      for (let i = 0; i < sizes[sizes.length - 1]; i++) yield [...first, i];
}

/** Place of an index tuple in memory. */
export const flat = (index: readonly number[], sizes: readonly number[]): number =>
  index.reduce((at, i, axis) => at * sizes[axis] + i, 0);

/**
 * Calls `visit` for every multiply-add of a convolution of x [n, ...axes, channels] with a kernel [...taps, channels / groups, filters]
 * that gives y [n, ...out, filters]: places of y, x and the kernel.
 */
export function multiplyAdds(
  axes: readonly number[],
  kernel: readonly number[],
  batch: number,
  s: ConvolutionSizes,
  visit: (y: number, x: number, k: number) => void,
): void {
  const taps = kernel.slice(0, -2);
  const [groupChannels, filters] = kernel.slice(-2);
  const channels = groupChannels * s.groups;
  const [outputs, inputs] = [product(s.out), product(axes)];
  for (const out of indices(s.out))
    for (const tap of indices(taps)) {
      const position = out.map((o, axis) =>
        positionAt(o * s.stride[axis] + tap[axis] * s.dilation[axis] - s.before[axis], axes[axis], s.mode),
      );
      if (position.includes(-1)) continue;
      const [y, x, k] = [flat(out, s.out), flat(position, axes), flat(tap, taps)];
      for (let n = 0; n < batch; n++)
        for (let o = 0; o < filters; o++)
          for (let i = 0; i < groupChannels; i++) {
            const group = Math.floor(o / (filters / s.groups));
            visit(
              (n * outputs + y) * filters + o,
              (n * inputs + x) * channels + group * groupChannels + i,
              (k * groupChannels + i) * filters + o,
            );
          }
    }
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** y = as much of the bias, if there is one, as each channel has. */
const biased = (shape: readonly number[], bias: Array64 | undefined): Float64Array =>
  new Float64Array(product(shape)).map((_, at) => bias?.data[at % bias.data.length] ?? 0);

/** The sums of dy over everything but the channels. */
function biasGradient(dy: Array64, bias: Array64 | undefined): { bias?: Float64Array } {
  if (!bias) return {};
  const sums = new Float64Array(bias.data.length);
  dy.data.forEach((value, at) => {
    sums[at % sums.length] += value;
  });
  return { bias: sums };
}

/** y[n, p, o] = bias[o] + sum over taps t and channels i of o's group of x[n, p stride + t dilation - before, i] kernel[t, i, o]. */
export const convolution = (sizes: ConvolutionSizes): Oracle => ({
  forward([x], { kernel, bias }) {
    const [batch, axes] = [x.shape[0], x.shape.slice(1, -1)];
    const shape = [batch, ...sizes.out, kernel.shape[kernel.shape.length - 1]];
    const data = biased(shape, bias);
    multiplyAdds(axes, kernel.shape, batch, sizes, (iy, ix, ik) => {
      data[iy] += x.data[ix] * kernel.data[ik];
    });
    return { shape, data };
  },

  backward(dy, [x], { kernel, bias }) {
    const dx = new Float64Array(x.data.length);
    const dkernel = new Float64Array(kernel.data.length);
    multiplyAdds(x.shape.slice(1, -1), kernel.shape, x.shape[0], sizes, (iy, ix, ik) => {
      dx[ix] += dy.data[iy] * kernel.data[ik];
      dkernel[ik] += dy.data[iy] * x.data[ix];
    });
    return { inputs: [dx], parameters: { kernel: dkernel, ...biasGradient(dy, bias) } };
  },
});

/**
 * A convolution the other way round: x stands where that has its output, y where it has its input. With x of
 * [n, ...axes, channels] and a kernel [...taps, filters / groups, channels], y[n, a stride + t dilation - before, o] gets
 * x[n, a, i] kernel[t, o, i]; `out` is y's size.
 */
export const transposedConvolution = (sizes: ConvolutionSizes): Oracle => {
  const turned = (x: Array64): ConvolutionSizes => ({ ...sizes, out: x.shape.slice(1, -1) });
  return {
    forward([x], { kernel, bias }) {
      const filters = kernel.shape[kernel.shape.length - 2] * sizes.groups;
      const shape = [x.shape[0], ...sizes.out, filters];
      const data = biased(shape, bias);
      multiplyAdds(sizes.out, kernel.shape, x.shape[0], turned(x), (ix, iy, ik) => {
        data[iy] += x.data[ix] * kernel.data[ik];
      });
      return { shape, data };
    },

    backward(dy, [x], { kernel, bias }) {
      const dx = new Float64Array(x.data.length);
      const dkernel = new Float64Array(kernel.data.length);
      multiplyAdds(sizes.out, kernel.shape, x.shape[0], turned(x), (ix, iy, ik) => {
        dx[ix] += dy.data[iy] * kernel.data[ik];
        dkernel[ik] += dy.data[iy] * x.data[ix];
      });
      return { inputs: [dx], parameters: { kernel: dkernel, ...biasGradient(dy, bias) } };
    },
  };
};
