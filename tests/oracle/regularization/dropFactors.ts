import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { type Drawn, keptFactor, keptOf } from "./random.ts";

/** y = x / (1 - rate) where number `groupOf(i)` of the stream says kept, else 0, of x[i] of [batch, positions, channels]. */
function dropping(
  rate: number,
  drawn: Drawn,
  groups: (x: Array64) => { count: number; of: (i: number) => number },
): Oracle {
  const scaled = (x: Array64): Float64Array => {
    const { count, of } = groups(x);
    const kept = keptOf(count, rate, drawn);
    return x.data.map((value, i) => (kept[of(i)] ? value * keptFactor(rate) : 0));
  };
  return {
    forward: ([x]) => ({ shape: x.shape, data: scaled(x) }),
    inference: ([x]) => x,
    backward: (dy) => ({ inputs: [scaled(dy)], parameters: {} }),
  };
}

/** One number for each channel of each sample. */
export const channelDropout = (rate: number, drawn: Drawn): Oracle =>
  dropping(rate, drawn, ({ shape, data }) => {
    const [batch, channels] = [shape[0], shape[shape.length - 1]];
    const sample = data.length / batch;
    return { count: batch * channels, of: (i) => Math.floor(i / sample) * channels + (i % channels) };
  });

/** One number for each sample. */
export const dropPath = (rate: number, drawn: Drawn): Oracle =>
  dropping(rate, drawn, ({ shape, data }) => ({
    count: shape[0],
    of: (i) => Math.floor((i * shape[0]) / data.length),
  }));
