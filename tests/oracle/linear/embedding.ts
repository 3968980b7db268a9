import type { Oracle } from "../../harness/checkOp.ts";

/** The vector that each number of x stands for: zeros for the padding, NaN where x is no index. */
export function embedding(padding = -1): Oracle {
  return {
    forward([x], { table }) {
      const [count, size] = table.shape;
      const data = new Float64Array(x.data.length * size);
      for (const [i, index] of x.data.entries())
        for (let c = 0; c < size; c++) {
          const isIndex = Number.isInteger(index) && index >= 0 && index < count;
          data[i * size + c] = !isIndex ? Number.NaN : index === padding ? 0 : table.data[index * size + c];
        }
      return { shape: [...x.shape, size], data };
    },
    backward(dy, [x], { table }) {
      const [count, size] = table.shape;
      const gradient = new Float64Array(count * size);
      for (const [i, index] of x.data.entries())
        for (let c = 0; c < size; c++)
          if (index !== padding && Number.isInteger(index) && index >= 0 && index < count)
            gradient[index * size + c] += dy.data[i * size + c];
      return { inputs: [new Float64Array(x.data.length)], parameters: { table: gradient } };
    },
  };
}
