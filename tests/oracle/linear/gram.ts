import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** Calls `visit` for every multiply-add of y[n, i, j] = sum over p of x[n, p, i] x[n, p, j], with flat indices of y and both x. */
function multiplyAdds(x: Array64, visit: (y: number, left: number, right: number) => void): void {
  const [batch, channels] = [x.shape[0], x.shape[x.shape.length - 1]];
  const positions = x.data.length / batch / channels;
  for (let n = 0; n < batch; n++)
    for (let p = 0; p < positions; p++) {
      const pixel = (n * positions + p) * channels;
      for (let i = 0; i < channels; i++)
        for (let j = 0; j < channels; j++) visit((n * channels + i) * channels + j, pixel + i, pixel + j);
    }
}

/** With `normalize`, the sums are divided by the number of a sample's elements. */
export const gram = (normalize: boolean): Oracle => {
  const factor = (x: Array64): number => (normalize ? x.shape[0] / x.data.length : 1);
  return {
    forward([x]) {
      const [batch, channels] = [x.shape[0], x.shape[x.shape.length - 1]];
      const data = new Float64Array(batch * channels * channels);
      multiplyAdds(x, (y, left, right) => {
        data[y] += factor(x) * x.data[left] * x.data[right];
      });
      return { shape: [batch, channels, channels], data };
    },
    backward(dy, [x]) {
      const dx = new Float64Array(x.data.length);
      multiplyAdds(x, (y, left, right) => {
        dx[left] += factor(x) * dy.data[y] * x.data[right];
        dx[right] += factor(x) * dy.data[y] * x.data[left];
      });
      return { inputs: [dx], parameters: {} };
    },
  };
};
