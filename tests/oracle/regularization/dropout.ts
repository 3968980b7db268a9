import type { Oracle } from "../../harness/checkOp.ts";
import { type Drawn, keptFactor, keptOf } from "./random.ts";

/** y = factor x + offset where x is kept, else dropped; dx = factor dy or 0. In inference y = x. */
function dropping(rate: number, drawn: Drawn, factor: number, offset: number, dropped: number): Oracle {
  return {
    forward([{ shape, data }]) {
      const kept = keptOf(data.length, rate, drawn);
      return { shape, data: data.map((x, i) => (kept[i] ? factor * x + offset : dropped)) };
    },
    inference: ([x]) => x,
    backward({ data }) {
      const kept = keptOf(data.length, rate, drawn);
      return { inputs: [data.map((dy, i) => (kept[i] ? factor * dy : 0))], parameters: {} };
    },
  };
}

export const dropout = (rate: number, drawn: Drawn): Oracle => dropping(rate, drawn, keptFactor(rate), 0, 0);

/** What is dropped becomes s, where SELU ends; then the mean is made 0 and the variance 1 again. */
export function alphaDropout(rate: number, drawn: Drawn): Oracle {
  const s = -1.0507009873554805 * 1.6732632423543772;
  const share = 1 - Math.round(rate * 65536) / 65536;
  const factor = (share * (1 + (1 - share) * s * s)) ** -0.5;
  const offset = -factor * (1 - share) * s;
  return dropping(rate, drawn, factor, offset, factor * s + offset);
}
