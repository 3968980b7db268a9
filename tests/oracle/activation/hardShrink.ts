import type { Oracle } from "../../harness/checkOp.ts";

/** y[i] = 0 where |x[i]| <= threshold, else x[i]. */
export const hardShrink = (threshold: number): Oracle => ({
  forward: ([x]) => ({ shape: x.shape, data: x.data.map((value) => (Math.abs(value) <= threshold ? 0 : value)) }),
  backward: (dy, [x]) => ({
    inputs: [dy.data.map((gradient, i) => (Math.abs(x.data[i]) <= threshold ? 0 : gradient))],
    parameters: {},
  }),
});
