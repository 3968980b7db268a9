import type { Oracle } from "../../harness/checkOp.ts";

/** Along the last axis: y[i] = exp(x[i]) / sum of exp(x[j]); dx[i] = y[i] (dy[i] - sum of dy[j] y[j]). */
export const softmax: Oracle = {
  forward([{ shape, data: x }]) {
    const size = shape[shape.length - 1];
    const y = new Float64Array(x.length);
    for (let row = 0; row < x.length; row += size) {
      const greatest = Math.max(...x.subarray(row, row + size));
      let sum = 0;
      for (let i = row; i < row + size; i++) sum += Math.exp(x[i] - greatest);
      for (let i = row; i < row + size; i++) y[i] = Math.exp(x[i] - greatest) / sum;
    }
    return { shape, data: y };
  },

  backward({ data: dy }, inputs, parameters) {
    const { shape, data: y } = softmax.forward(inputs, parameters);
    const size = shape[shape.length - 1];
    const dx = new Float64Array(y.length);
    for (let row = 0; row < y.length; row += size) {
      let mean = 0;
      for (let i = row; i < row + size; i++) mean += dy[i] * y[i];
      for (let i = row; i < row + size; i++) dx[i] = y[i] * (dy[i] - mean);
    }
    return { inputs: [dx], parameters: {} };
  },
};
