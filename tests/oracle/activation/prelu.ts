import type { Oracle } from "../../harness/checkOp.ts";

/** y = x where x > 0, else slope x; the slope is that of the channel, the last axis, or the only one. */
export const prelu: Oracle = {
  forward: ([{ shape, data: x }], { slope: { data: slope } }) => ({
    shape,
    data: x.map((value, i) => (value > 0 ? value : slope[i % slope.length] * value)),
  }),

  backward({ data: dy }, [{ data: x }], { slope: { data: slope } }) {
    const dslope = new Float64Array(slope.length);
    x.forEach((value, i) => {
      if (!(value > 0)) dslope[i % slope.length] += dy[i] * value;
    });
    const dx = x.map((value, i) => (value > 0 ? dy[i] : slope[i % slope.length] * dy[i]));
    return { inputs: [dx], parameters: { slope: dslope } };
  },
};
