import type { Oracle } from "../../harness/checkOp.ts";
import { type Drawn, streamOf } from "./random.ts";

/** Normal numbers: for each pair (u, v) of the stream's, sqrt(-2 log(1 - u)) times the cosine and the sine of v turns. */
export function normals(count: number, drawn: Drawn): Float64Array {
  const stream = streamOf(drawn);
  const n = new Float64Array(count + 1);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    n[i] = radius * Math.cos(angle);
    n[i + 1] = radius * Math.sin(angle);
  }
  return n.subarray(0, count);
}

/** y = x + deviation n; dx = dy. */
export const gaussianNoise = (deviation: number, drawn: Drawn): Oracle => ({
  forward([{ shape, data }]) {
    const n = normals(data.length, drawn);
    return { shape, data: data.map((x, i) => x + deviation * n[i]) };
  },
  inference: ([x]) => x,
  backward: (dy) => ({ inputs: [dy.data], parameters: {} }),
});

/** y = x (1 + deviation n) with deviation^2 = rate / (1 - rate); dx = dy (1 + deviation n). */
export function gaussianDropout(rate: number, drawn: Drawn): Oracle {
  const scaled = (x: Float64Array): Float64Array => {
    const n = normals(x.length, drawn);
    return x.map((value, i) => value * (1 + Math.sqrt(rate / (1 - rate)) * n[i]));
  };
  return {
    forward: ([{ shape, data }]) => ({ shape, data: scaled(data) }),
    inference: ([x]) => x,
    backward: (dy) => ({ inputs: [scaled(dy.data)], parameters: {} }),
  };
}
