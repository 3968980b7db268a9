import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** The inputs one behind the other along sample axis `axis`, counted from 0. */
export function concat(axis: number): Oracle {
  /** Calls `each` for all numbers of the inputs, with their place in the output. */
  const walk = (inputs: readonly Array64[], each: (k: number, from: number, to: number) => void): void => {
    const sizes = inputs.map(({ shape }) => shape[axis + 1]); // the batch is axis 0
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const inner = count(inputs[0].shape.slice(axis + 2));
    let before = 0;
    for (const [k, { data }] of inputs.entries()) {
      for (let from = 0; from < data.length; from++) {
        const along = Math.floor(from / inner) % sizes[k];
        const outer = Math.floor(from / inner / sizes[k]);
        each(k, from, (outer * total + before + along) * inner + (from % inner));
      }
      before += sizes[k];
    }
  };
  return {
    forward(inputs) {
      const total = inputs.reduce((sum, { shape }) => sum + shape[axis + 1], 0);
      const shape = inputs[0].shape.map((size, i) => (i === axis + 1 ? total : size));
      const data = new Float64Array(count(shape));
      walk(inputs, (k, from, to) => {
        data[to] = inputs[k].data[from];
      });
      return { shape, data };
    },
    backward(dy, inputs) {
      const gradients = inputs.map(({ data }) => new Float64Array(data.length));
      walk(inputs, (k, from, to) => {
        gradients[k][from] = dy.data[to];
      });
      return { inputs: gradients, parameters: {} };
    },
  };
}
