/** Numbers [height, width] smoothed by a two-dimensional Gaussian, cut off beyond three deviations either way; zeros lie around. */
export function smooth(x: ArrayLike<number>, height: number, width: number, sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const gaussian = (d: number): number => Math.exp(-(d * d) / (2 * sigma * sigma));
  let whole = 0;
  for (let d = -reach; d <= reach; d++) whole += gaussian(d);
  return Float64Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    let sum = 0;
    for (let r = Math.max(0, row - reach); r <= Math.min(height - 1, row + reach); r++)
      for (let c = Math.max(0, column - reach); c <= Math.min(width - 1, column + reach); c++)
        sum += (gaussian(r - row) / whole) * (gaussian(c - column) / whole) * x[r * width + c];
    return sum;
  });
}
