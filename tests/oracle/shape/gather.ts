import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { moved } from "./moved.ts";

/** The elements `indices`, counted from 0, along sample axis `along`. */
export function gatherList(indices: readonly number[], along: number): Oracle {
  return moved(
    (x) => x.map((size, axis) => (axis === along + 1 ? indices.length : size)),
    (place) => place.map((i, axis) => (axis === along + 1 ? indices[i] : i)),
  );
}

/** The elements that the second input says, for each sample, along sample axis `along`: NaN where that is no index. */
export function gather(along: number): Oracle {
  /** Calls `each` with places in y and in x; -1 where x has none. */
  const walk = ([x, indices]: readonly Array64[], each: (to: number, from: number) => void): void => {
    const [batch, ...sizes] = x.shape;
    const outer = count(sizes.slice(0, along));
    const n = sizes[along];
    const inner = count(sizes.slice(along + 1));
    const picks = count(indices.shape.slice(1));
    for (let b = 0; b < batch; b++)
      for (let o = 0; o < outer; o++)
        for (let p = 0; p < picks; p++)
          for (let c = 0; c < inner; c++) {
            const index = indices.data[b * picks + p];
            const isIndex = Number.isInteger(index) && index >= 0 && index < n;
            const from = isIndex ? ((b * outer + o) * n + index) * inner + c : -1;
            each(((b * outer + o) * picks + p) * inner + c, from);
          }
  };
  return {
    forward(inputs) {
      const [x, indices] = inputs;
      const shape = [...x.shape.slice(0, along + 1), ...indices.shape.slice(1), ...x.shape.slice(along + 2)];
      const data = new Float64Array(count(shape));
      walk(inputs, (to, from) => {
        data[to] = from < 0 ? Number.NaN : x.data[from];
      });
      return { shape, data };
    },
    backward(dy, inputs) {
      const dx = new Float64Array(inputs[0].data.length);
      walk(inputs, (to, from) => {
        if (from >= 0) dx[from] += dy.data[to];
      });
      return { inputs: [dx, new Float64Array(inputs[1].data.length)], parameters: {} };
    },
  };
}
