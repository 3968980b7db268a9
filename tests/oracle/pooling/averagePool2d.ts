import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import { eachWindow, outputShape, type Windows } from "../windows.ts";

/** y = the mean of each window: over its part inside the image, or with countPadding over all of it, zeros included. */
export function averagePool2d(windows: Windows, countPadding: boolean): Oracle {
  const sizeOf = (inputs: number[]): number => (countPadding ? windows.window[0] * windows.window[1] : inputs.length);
  return {
    forward([x]) {
      const shape = outputShape(x.shape, windows);
      const y = new Float64Array(count(shape));
      eachWindow(x.shape, windows, (output, inputs) => {
        for (const i of inputs) y[output] += x.data[i] / sizeOf(inputs);
      });
      return { shape, data: y };
    },

    backward(dy, [x]) {
      const dx = new Float64Array(x.data.length);
      eachWindow(x.shape, windows, (output, inputs) => {
        for (const i of inputs) dx[i] += dy.data[output] / sizeOf(inputs);
      });
      return { inputs: [dx], parameters: {} };
    },
  };
}
