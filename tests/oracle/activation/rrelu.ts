import type { Oracle } from "../../harness/checkOp.ts";
import { type Drawn, streamOf } from "../regularization/random.ts";

/**
 * y = x where x > 0, else slope x. In training the i-th word of the stream is element i's: its upper 24 bits say where between
 * lower and upper the slope is. In inference it is in the middle.
 */
export function rrelu(lower: number, upper: number, drawn: Drawn): Oracle {
  const slopes = (length: number): Float64Array => {
    const stream = streamOf(drawn);
    return Float64Array.from({ length }, () => lower + ((upper - lower) * (stream.uint32() >>> 8)) / 2 ** 24);
  };
  return {
    forward([{ shape, data: x }]) {
      const slope = slopes(x.length);
      return { shape, data: x.map((value, i) => (value > 0 ? value : slope[i] * value)) };
    },

    inference: ([{ shape, data: x }]) => ({
      shape,
      data: x.map((value) => (value > 0 ? value : ((lower + upper) / 2) * value)),
    }),

    backward({ data: dy }, [{ data: x }]) {
      const slope = slopes(x.length);
      return { inputs: [x.map((value, i) => (value > 0 ? dy[i] : slope[i] * dy[i]))], parameters: {} };
    },
  };
}
