import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import { eachWindow, outputShape, type Windows } from "../windows.ts";

/** y = the greatest of each window; its dy goes to the first place where that stands. */
export const maxPool2d = (windows: Windows): Oracle => ({
  forward([x]) {
    const shape = outputShape(x.shape, windows);
    const y = new Float64Array(count(shape));
    eachWindow(x.shape, windows, (output, inputs) => {
      y[output] = Math.max(...inputs.map((i) => x.data[i]));
    });
    return { shape, data: y };
  },

  backward(dy, [x]) {
    const dx = new Float64Array(x.data.length);
    eachWindow(x.shape, windows, (output, inputs) => {
      const greatest = Math.max(...inputs.map((i) => x.data[i]));
      const first = inputs.find((i) => x.data[i] === greatest) as number;
      dx[first] += dy.data[output];
    });
    return { inputs: [dx], parameters: {} };
  },
});
