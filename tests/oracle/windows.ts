import type { Shape } from "../../src/graph/shape.ts";

/** Windows over images: size, step, padding on top and on the left, and how many fit down and across. */
export interface Windows {
  window: readonly [number, number];
  stride: readonly [number, number];
  top: number;
  left: number;
  outHeight: number;
  outWidth: number;
}

/** Calls `visit` for each window of images [n, height, width, channels] and each channel, with its pixels inside the image. */
export function eachWindow(
  [batch, height, width, channels]: Shape,
  { window, stride, top, left, outHeight, outWidth }: Windows,
  visit: (output: number, inputs: number[]) => void,
): void {
  for (let n = 0; n < batch; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let c = 0; c < channels; c++) {
          const inputs: number[] = [];
          for (let ky = 0; ky < window[0]; ky++)
            for (let kx = 0; kx < window[1]; kx++) {
              const iy = oy * stride[0] + ky - top;
              const ix = ox * stride[1] + kx - left;
              if (iy >= 0 && iy < height && ix >= 0 && ix < width)
                inputs.push(((n * height + iy) * width + ix) * channels + c);
            }
          visit(((n * outHeight + oy) * outWidth + ox) * channels + c, inputs);
        }
}

export const outputShape = ([batch, , , channels]: Shape, { outHeight, outWidth }: Windows): Shape => [
  batch,
  outHeight,
  outWidth,
  channels,
];
