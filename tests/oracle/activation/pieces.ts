import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

const last = ({ shape }: Array64): number => shape[shape.length - 1];

/** For each row of channels: y[c] = max(x[c], 0), y[channels + c] = max(-x[c], 0). */
export const crelu: Oracle = {
  forward([x]) {
    const channels = last(x);
    const y = new Float64Array(2 * x.data.length);
    x.data.forEach((value, i) => {
      const [row, c] = [Math.floor(i / channels), i % channels];
      y[2 * row * channels + c] = Math.max(value, 0);
      y[2 * row * channels + channels + c] = Math.max(-value, 0);
    });
    return { shape: [...x.shape.slice(0, -1), 2 * channels], data: y };
  },

  backward({ data: dy }, [x]) {
    const channels = last(x);
    const dx = x.data.map((value, i) => {
      const from = 2 * Math.floor(i / channels) * channels + (i % channels);
      return value > 0 ? dy[from] : value < 0 ? -dy[from + channels] : 0;
    });
    return { inputs: [dx], parameters: {} };
  },
};

/** For each row of channels: y[u] = the greatest of x[p units + u] over the pieces p; dy goes to the first such piece. */
export const maxout = (pieces: number): Oracle => ({
  forward([x]) {
    const units = last(x) / pieces;
    const y = new Float64Array(x.data.length / pieces).map((_, i) => {
      const from = Math.floor(i / units) * units * pieces + (i % units);
      return Math.max(...Array.from({ length: pieces }, (_, p) => x.data[from + p * units]));
    });
    return { shape: [...x.shape.slice(0, -1), units], data: y };
  },

  backward({ data: dy }, [x]) {
    const units = last(x) / pieces;
    const dx = new Float64Array(x.data.length);
    dy.forEach((gradient, i) => {
      const from = Math.floor(i / units) * units * pieces + (i % units);
      const values = Array.from({ length: pieces }, (_, p) => x.data[from + p * units]);
      const chosen = values.indexOf(Math.max(...values));
      if (chosen >= 0) dx[from + chosen * units] = gradient;
    });
    return { inputs: [dx], parameters: {} };
  },
});

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** For each row of channels: y[u] = x[u] s(x[units + u]) with s(x) = 1 / (1 + e^-x). */
export const glu: Oracle = {
  forward([x]) {
    const units = last(x) / 2;
    const y = new Float64Array(x.data.length / 2).map((_, i) => {
      const from = 2 * Math.floor(i / units) * units + (i % units);
      return x.data[from] * logistic(x.data[from + units]);
    });
    return { shape: [...x.shape.slice(0, -1), units], data: y };
  },

  backward({ data: dy }, [x]) {
    const units = last(x) / 2;
    const dx = new Float64Array(x.data.length);
    dy.forEach((gradient, i) => {
      const from = 2 * Math.floor(i / units) * units + (i % units);
      const gate = x.data[from + units];
      dx[from] = gradient * logistic(gate);
      dx[from + units] = gradient * x.data[from] * logistic(gate) * logistic(-gate);
    });
    return { inputs: [dx], parameters: {} };
  },
};
