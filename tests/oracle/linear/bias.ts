import type { Oracle } from "../../harness/checkOp.ts";

/** y[p, c] = x[p, c] + bias[c]; dx = dy, dbias[c] = sum over p of dy[p, c]. */
export const bias: Oracle = {
  forward([x], { bias }) {
    const channels = bias.data.length;
    return { shape: x.shape, data: x.data.map((value, i) => value + bias.data[i % channels]) };
  },

  backward(dy, _, { bias }) {
    const dbias = new Float64Array(bias.data.length);
    dy.data.forEach((value, i) => {
      dbias[i % dbias.length] += value;
    });
    return { inputs: [dy.data.slice()], parameters: { bias: dbias } };
  },
};
