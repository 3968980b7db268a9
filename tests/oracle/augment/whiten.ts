/** matrix (x - mean). */
export const whiten = (x: ArrayLike<number>, mean: ArrayLike<number>, matrix: ArrayLike<number>): Float64Array =>
  Float64Array.from(x, (_, row) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += matrix[row * x.length + i] * (x[i] - mean[i]);
    return sum;
  });
