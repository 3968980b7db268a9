import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Calls `each` with the places of the numbers along `axis` of a sample, for every row along it. */
function along({ shape, data }: Array64, axis: number, each: (places: number[]) => void): void {
  const at = axis < 0 ? axis + shape.length : axis + 1;
  const inner = shape.slice(at + 1).reduce((product, size) => product * size, 1);
  for (let i = 0; i < data.length; i++)
    if (Math.floor(i / inner) % shape[at] === 0) each(Array.from({ length: shape[at] }, (_, j) => i + j * inner));
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

/** y[i] = exp(x[i]) / sum of exp(x[j]); dx[i] = y[i] (dy[i] - sum of dy[j] y[j]). */
export const softmaxAlong = (axis: number): Oracle => ({
  forward([x]) {
    const y = new Float64Array(x.data.length);
    along(x, axis, (places) => {
      const greatest = Math.max(...places.map((i) => x.data[i]));
      const total = sum(places.map((i) => Math.exp(x.data[i] - greatest)));
      for (const i of places) y[i] = Math.exp(x.data[i] - greatest) / total;
    });
    return { shape: x.shape, data: y };
  },

  backward({ data: dy }, inputs, parameters) {
    const y = softmaxAlong(axis).forward(inputs, parameters);
    const dx = new Float64Array(dy.length);
    along(y, axis, (places) => {
      const mean = sum(places.map((i) => dy[i] * y.data[i]));
      for (const i of places) dx[i] = y.data[i] * (dy[i] - mean);
    });
    return { inputs: [dx], parameters: {} };
  },
});

export const softmax: Oracle = softmaxAlong(-1);

/** y[i] = x[i] - log of the sum of exp(x[j]); dx[i] = dy[i] - exp(y[i]) sum of dy[j]. */
export const logSoftmaxAlong = (axis: number): Oracle => ({
  forward([x]) {
    const y = new Float64Array(x.data.length);
    along(x, axis, (places) => {
      const greatest = Math.max(...places.map((i) => x.data[i]));
      const total = sum(places.map((i) => Math.exp(x.data[i] - greatest)));
      for (const i of places) y[i] = x.data[i] - greatest - Math.log(total);
    });
    return { shape: x.shape, data: y };
  },

  backward({ data: dy }, inputs, parameters) {
    const y = logSoftmaxAlong(axis).forward(inputs, parameters);
    const dx = new Float64Array(dy.length);
    along(y, axis, (places) => {
      const total = sum(places.map((i) => dy[i]));
      for (const i of places) dx[i] = dy[i] - Math.exp(y.data[i]) * total;
    });
    return { inputs: [dx], parameters: {} };
  },
});
