import type { Oracle } from "../../harness/checkOp.ts";

const rowsOf = (shape: readonly number[]): number[] => (shape.length === 2 ? [shape[0], 1] : shape.slice(0, -1));

/** y = |a - b| for the vectors along the last axis, or its square; at 0 the gradient is 0. */
export const distance = (squared: boolean): Oracle => ({
  forward([a, b]) {
    const size = a.shape[a.shape.length - 1];
    const y = new Float64Array(a.data.length / size);
    a.data.forEach((value, i) => {
      y[Math.floor(i / size)] += (value - b.data[i]) ** 2;
    });
    return { shape: rowsOf(a.shape), data: squared ? y : y.map(Math.sqrt) };
  },
  backward(dy, [a, b]) {
    const size = a.shape[a.shape.length - 1];
    const y = this.forward([a, b], {}).data;
    const da = a.data.map((value, i) => {
      const row = Math.floor(i / size);
      const slope = squared ? 2 : y[row] === 0 ? 0 : 1 / y[row];
      return dy.data[row] * slope * (value - b.data[i]);
    });
    return { inputs: [da, da.map((d) => -d)], parameters: {} };
  },
});

/** y = a . b / (|a| |b|) for the vectors along the last axis; norms are at least epsilon. */
export const cosineSimilarity = (epsilon: number): Oracle => ({
  forward([a, b]) {
    const size = a.shape[a.shape.length - 1];
    const data = Float64Array.from({ length: a.data.length / size }, (_, row) => {
      const { ab, normA, normB } = products(a.data, b.data, row, size, epsilon);
      return ab / normA / normB;
    });
    return { shape: rowsOf(a.shape), data };
  },
  backward(dy, [a, b]) {
    const size = a.shape[a.shape.length - 1];
    const [da, db] = [new Float64Array(a.data.length), new Float64Array(a.data.length)];
    dy.data.forEach((d, row) => {
      const { ab, normA, normB } = products(a.data, b.data, row, size, epsilon);
      for (let i = row * size; i < (row + 1) * size; i++) {
        const [u, v] = [a.data[i], b.data[i]];
        const cosine = ab / normA / normB;
        da[i] = d * (v / normA / normB - (normA > epsilon ? (cosine * u) / normA ** 2 : 0));
        db[i] = d * (u / normA / normB - (normB > epsilon ? (cosine * v) / normB ** 2 : 0));
      }
    });
    return { inputs: [da, db], parameters: {} };
  },
});

function products(a: Float64Array, b: Float64Array, row: number, size: number, epsilon: number) {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = row * size; i < (row + 1) * size; i++) {
    ab += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return { ab, normA: Math.max(Math.sqrt(aa), epsilon), normB: Math.max(Math.sqrt(bb), epsilon) };
}

/** y = the sum over neighbours, right and below, of |difference| or its square, for each image [height, width, channels]. */
export const totalVariation = (squared: boolean): Oracle => ({
  forward([x]) {
    const data = new Float64Array(x.shape[0]);
    eachPair(x.shape, (image, i, j) => {
      const d = x.data[j] - x.data[i];
      data[image] += squared ? d ** 2 : Math.abs(d);
    });
    return { shape: [x.shape[0], 1], data };
  },
  backward(dy, [x]) {
    const dx = new Float64Array(x.data.length);
    eachPair(x.shape, (image, i, j) => {
      const d = x.data[j] - x.data[i];
      const slope = dy.data[image] * (squared ? 2 * d : Math.sign(d));
      dx[i] -= slope;
      dx[j] += slope;
    });
    return { inputs: [dx], parameters: {} };
  },
});

function eachPair(
  [images, height, width, channels]: readonly number[],
  visit: (image: number, i: number, j: number) => void,
): void {
  for (let image = 0; image < images; image++)
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++)
        for (let k = 0; k < channels; k++) {
          const at = (row: number, column: number): number => ((image * height + row) * width + column) * channels + k;
          if (c + 1 < width) visit(image, at(r, c), at(r, c + 1));
          if (r + 1 < height) visit(image, at(r, c), at(r + 1, c));
        }
}
