import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Mean and variance of each channel (the last axis) of `x`; the variance of n numbers with n - `less` below. */
export function moments({ shape, data }: Array64, less: 0 | 1): { mean: Float64Array; variance: Float64Array } {
  const channels = shape[shape.length - 1];
  const n = data.length / channels;
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  data.forEach((x, i) => {
    mean[i % channels] += x / n;
  });
  data.forEach((x, i) => {
    variance[i % channels] += (x - mean[i % channels]) ** 2 / (n - less);
  });
  return { mean, variance };
}

/**
 * y = scale xhat + shift, clamped to [low, high], with xhat = (x - mean) / sqrt(variance + epsilon); over n numbers a channel
 *
 *     dshift = sum of dy,  dscale = sum of dy xhat,  dx = scale / sqrt(variance + epsilon) (dy - dshift / n - xhat dscale / n)
 *
 * where dy counts as 0 where y is at a bound.
 */
export function batchNorm({ epsilon = 1e-5, low = -Infinity, high = Infinity } = {}): Required<Oracle> {
  type Moments = Record<"mean" | "variance", ArrayLike<number>>;
  type Parameters = Readonly<Record<string, Array64>>;
  const normalized = ({ shape, data }: Array64, { mean, variance }: Moments): Float64Array => {
    const channels = shape[shape.length - 1];
    return data.map((x, i) => (x - mean[i % channels]) / Math.sqrt(variance[i % channels] + epsilon));
  };
  const output = (x: Array64, moments: Moments, { scale, shift }: Parameters): Array64 => {
    const channels = x.shape[x.shape.length - 1];
    const y = normalized(x, moments).map(
      (value, i) => value * (scale?.data[i % channels] ?? 1) + (shift?.data[i % channels] ?? 0),
    );
    return { shape: x.shape, data: y.map((value) => Math.min(high, Math.max(low, value))) };
  };
  return {
    forward: ([x], parameters) => output(x, moments(x, 0), parameters),
    inference: ([x], parameters) =>
      output(x, { mean: parameters.mean.data, variance: parameters.variance.data }, parameters),

    backward(given, [x], parameters) {
      const channels = x.shape[x.shape.length - 1];
      const n = x.data.length / channels;
      const found = moments(x, 0);
      const xhat = normalized(x, found);
      const y = output(x, found, parameters).data;
      const dy = given.data.map((value, i) => (y[i] <= low || y[i] >= high ? 0 : value));
      const [dscale, dshift] = [new Float64Array(channels), new Float64Array(channels)];
      dy.forEach((value, i) => {
        dscale[i % channels] += value * xhat[i];
        dshift[i % channels] += value;
      });
      const dx = dy.map((value, i) => {
        const c = i % channels;
        const factor = (parameters.scale?.data[c] ?? 1) / Math.sqrt(found.variance[c] + epsilon);
        return factor * (value - dshift[c] / n - (xhat[i] * dscale[c]) / n);
      });
      return {
        inputs: [dx],
        parameters: { ...(parameters.scale && { scale: dscale }), ...(parameters.shift && { shift: dshift }) },
      };
    },
  };
}

/** Of the running statistics in training too: then they do not depend on x, and dx = scale / sqrt(variance + epsilon) dy. */
export function frozenBatchNorm({ epsilon = 1e-5, low = -Infinity, high = Infinity } = {}): Oracle {
  const { inference } = batchNorm({ epsilon, low, high });
  return {
    forward: inference,
    inference,
    backward(given, [x], parameters) {
      const channels = x.shape[x.shape.length - 1];
      const y = inference([x], parameters).data;
      const dy = given.data.map((value, i) => (y[i] <= low || y[i] >= high ? 0 : value));
      const { scale, shift, mean, variance } = parameters;
      const deviation = variance.data.map((value) => Math.sqrt(value + epsilon));
      const [dscale, dshift] = [new Float64Array(channels), new Float64Array(channels)];
      dy.forEach((value, i) => {
        const c = i % channels;
        dscale[c] += (value * (x.data[i] - mean.data[c])) / deviation[c];
        dshift[c] += value;
      });
      return {
        inputs: [dy.map((value, i) => (value * (scale?.data[i % channels] ?? 1)) / deviation[i % channels])],
        parameters: { ...(scale && { scale: dscale }), ...(shift && { shift: dshift }) },
      };
    },
  };
}
