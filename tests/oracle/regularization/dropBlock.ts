import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import { type Drawn, streamOf } from "./random.ts";

/**
 * The factor of each element of [images, height, width, channels]: 0 where a block lies, elsewhere elements over elements that are
 * kept. At each place where a block fits one begins with the probability that makes `rate` of the elements, were blocks apart.
 */
export function factors(shape: readonly number[], rate: number, size: number, drawn: Drawn): Float64Array {
  const [images, height, width, channels] = shape;
  const [rows, columns] = [height - size + 1, width - size + 1];
  const chance = (rate / size ** 2) * ((height * width) / (rows * columns));
  const stream = streamOf(drawn);
  const mask = new Float64Array(images * height * width * channels).fill(1);
  for (let image = 0; image < images; image++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let c = 0; c < channels; c++) {
          if (stream.uint32() >= Math.round(chance * 2 ** 32)) continue;
          for (let i = y; i < y + size; i++)
            for (let j = x; j < x + size; j++) mask[((image * height + i) * width + j) * channels + c] = 0;
        }
  const kept = mask.reduce((sum, each) => sum + each, 0);
  return mask.map((each) => (each * mask.length) / Math.max(1, kept));
}

export function dropBlock(rate: number, size: number, drawn: Drawn): Oracle {
  const scaled = ({ shape, data }: Array64): Float64Array => {
    const factor = factors(shape, rate, size, drawn);
    return data.map((value, i) => value * factor[i]);
  };
  return {
    forward: ([x]) => ({ shape: x.shape, data: scaled(x) }),
    inference: ([x]) => x,
    backward: (dy) => ({ inputs: [scaled(dy)], parameters: {} }),
  };
}
