import type { Oracle } from "../../harness/checkOp.ts";

/** A row of `classes` for each number: 1 at the index that it is. */
export function oneHot(classes: number): Oracle {
  return {
    forward([{ shape, data }]) {
      const y = new Float64Array(data.length * classes);
      for (const [i, value] of data.entries())
        for (let k = 0; k < classes; k++) if (value === k) y[i * classes + k] = 1;
      return { shape: [...shape, classes], data: y };
    },
    backward: (_, [{ data }]) => ({ inputs: [new Float64Array(data.length)], parameters: {} }),
  };
}
