// Predicting pictures together with their mirror images.

/** The share of `samples` whose label has the greatest mean of the logits for the picture and for its mirror image. */
export async function mirroredAccuracy(net, { x, y, size }, [height, width, channels]) {
  const mirrored = new x.constructor(x.length);
  for (let row = 0; row < size * height; row++)
    for (let column = 0; column < width; column++)
      for (let c = 0; c < channels; c++)
        mirrored[(row * width + column) * channels + c] = x[(row * width + width - 1 - column) * channels + c];
  const [plain, other] = [await net.predict(x), await net.predict(mirrored)];
  const classes = plain.length / size;
  let right = 0;
  for (let i = 0; i < size; i++) {
    const scores = plain.subarray(i * classes, (i + 1) * classes).map((score, c) => score + other[i * classes + c]);
    if (scores.indexOf(Math.max(...scores)) === y[i]) right++;
  }
  return right / size;
}
