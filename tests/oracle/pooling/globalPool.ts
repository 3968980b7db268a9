import type { Oracle } from "../../harness/checkOp.ts";

/** Shape of the output for images [batch, height, width, channels]. */
const shapeOf = ([batch, , , channels]: readonly number[], keepDimensions: boolean): number[] =>
  keepDimensions ? [batch, 1, 1, channels] : [batch, channels];

/** Calls `each` for every channel of every image: its place in the output, and those of its numbers in the input. */
function eachChannel(
  [batch, height, width, channels]: readonly number[],
  each: (output: number, inputs: number[]) => void,
): void {
  const pixels = height * width;
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++)
      each(
        n * channels + c,
        Array.from({ length: pixels }, (_, p) => (n * pixels + p) * channels + c),
      );
}

/** y[c] = the sum of x[p, c] / pixels; dx[p, c] = dy[c] / pixels. */
export const globalAveragePool2d = (keepDimensions: boolean): Oracle => ({
  forward([x]) {
    const y = new Float64Array(x.shape[0] * x.shape[3]);
    eachChannel(x.shape, (output, inputs) => {
      y[output] = inputs.reduce((sum, i) => sum + x.data[i], 0) / inputs.length;
    });
    return { shape: shapeOf(x.shape, keepDimensions), data: y };
  },

  backward(dy, [x]) {
    const dx = new Float64Array(x.data.length);
    eachChannel(x.shape, (output, inputs) => {
      for (const i of inputs) dx[i] = dy.data[output] / inputs.length;
    });
    return { inputs: [dx], parameters: {} };
  },
});

/** y[c] = the greatest x[p, c]; dy[c] goes to the first place where that stands. */
export const globalMaxPool2d = (keepDimensions: boolean): Oracle => ({
  forward([x]) {
    const y = new Float64Array(x.shape[0] * x.shape[3]);
    eachChannel(x.shape, (output, inputs) => {
      y[output] = Math.max(...inputs.map((i) => x.data[i]));
    });
    return { shape: shapeOf(x.shape, keepDimensions), data: y };
  },

  backward(dy, [x]) {
    const dx = new Float64Array(x.data.length);
    eachChannel(x.shape, (output, inputs) => {
      const greatest = Math.max(...inputs.map((i) => x.data[i]));
      dx[inputs.find((i) => x.data[i] === greatest) as number] = dy.data[output];
    });
    return { inputs: [dx], parameters: {} };
  },
});
