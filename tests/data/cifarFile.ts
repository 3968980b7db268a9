/** Makes files of CIFAR's binary version, for tests. */

/** Records of labels and a picture whose red, green and blue planes begin at `64 * index`, 100 and 200, a step a pixel. */
export function cifarFile(labels: readonly (readonly number[])[]): Uint8Array {
  const length = labels[0].length + 3072;
  const bytes = new Uint8Array(labels.length * length);
  for (const [index, own] of labels.entries()) {
    bytes.set(own, index * length);
    for (const [channel, start] of [64 * index, 100, 200].entries())
      for (let i = 0; i < 1024; i++) bytes[index * length + own.length + channel * 1024 + i] = start + i;
  }
  return bytes;
}

/** What its pixels are, channels last. */
export function cifarPixels(count: number): Uint8Array {
  return Uint8Array.from({ length: count * 3072 }, (_, at) => {
    const [index, rest] = [Math.floor(at / 3072), at % 3072];
    return [64 * index, 100, 200][rest % 3] + Math.floor(rest / 3);
  });
}
