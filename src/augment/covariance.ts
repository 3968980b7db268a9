/** Mean and covariance of vectors that come one by one, in f64. */

/** Vectors gathered before they are added: the matrix goes through memory once for all of them. */
const TOGETHER = 16;

/** Adds up v and v v' of vectors; of bytes exactly, so in any order. */
export class Covariance {
  readonly size: number;
  count = 0;
  readonly #sum: Float64Array;
  /** The triangle on and above the diagonal. */
  readonly #products: Float64Array;
  readonly #gathered: Float64Array[] = [];

  constructor(size: number) {
    this.size = size;
    this.#sum = new Float64Array(size);
    this.#products = new Float64Array(size * size);
  }

  add(vector: Float64Array): void {
    this.count++;
    for (let i = 0; i < this.size; i++) this.#sum[i] += vector[i];
    this.#gathered.push(vector);
    if (this.#gathered.length === TOGETHER) this.#flush();
  }

  #flush(): void {
    addProducts(this.#products, this.#gathered, this.size);
    this.#gathered.length = 0;
  }

  get mean(): Float64Array {
    return this.#sum.map((sum) => sum / this.count);
  }

  /** [size, size]; divided by the count, of which there must be one at least. */
  matrix(): Float64Array {
    this.#flush();
    const { size, count, mean } = this;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = i; j < size; j++)
        matrix[i * size + j] = matrix[j * size + i] = this.#products[i * size + j] / count - mean[i] * mean[j];
    return matrix;
  }
}

/** Adds v v' of each vector to the triangle on and above the diagonal of `matrix` [size, size]. */
export function addProducts(matrix: Float64Array, vectors: readonly Float64Array[], size: number): void {
  for (let i = 0; i < size; i++) {
    const row = matrix.subarray(i * size, (i + 1) * size);
    for (const vector of vectors) {
      const own = vector[i];
      if (own === 0) continue;
      for (let j = i; j < size; j++) row[j] += own * vector[j];
    }
  }
}
