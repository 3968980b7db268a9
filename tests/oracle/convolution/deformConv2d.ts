import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";
import type { ConvolutionSizes } from "./convolution.ts";

/** Sizes of a deformable convolution; `stride` and the like are [y, x]. */
export interface DeformSizes extends ConvolutionSizes {
  offsetGroups: number;
}

/** A pixel that a tap reads, with its weight, and how that changes with the place. */
interface Corner {
  x: number;
  weight: number;
  byY: number;
  byX: number;
}

interface Visit {
  y: number;
  k: number;
  /** Place of the offsets' y; x is the next one. */
  offset: number;
  mask: number;
  corners: Corner[];
}

/** Calls `visit` for every multiply-add with a value between pixels. */
function multiplyAdds(x: Array64, offsets: Array64, kernel: Array64, s: DeformSizes, visit: (v: Visit) => void): void {
  const [batch, height, width, channels] = x.shape;
  const [tapsY, tapsX, groupChannels, filters] = kernel.shape;
  const [outHeight, outWidth] = s.out;
  const taps = tapsY * tapsX;
  for (let n = 0; n < batch; n++)
    for (let r = 0; r < outHeight; r++)
      for (let c = 0; c < outWidth; c++)
        for (let tap = 0; tap < taps; tap++)
          for (let channel = 0; channel < channels; channel++) {
            const pixel = (n * outHeight + r) * outWidth + c;
            const offsetGroup = Math.floor(channel / (channels / s.offsetGroups));
            const mask = (pixel * s.offsetGroups + offsetGroup) * taps + tap;
            const py = r * s.stride[0] + Math.floor(tap / tapsX) * s.dilation[0] - s.before[0] + offsets.data[2 * mask];
            const px = c * s.stride[1] + (tap % tapsX) * s.dilation[1] - s.before[1] + offsets.data[2 * mask + 1];
            const [iy, ix] = [Math.floor(py), Math.floor(px)];
            const [fy, fx] = [py - iy, px - ix];
            const corners = [
              { row: iy, column: ix, weight: (1 - fy) * (1 - fx), byY: fx - 1, byX: fy - 1 },
              { row: iy, column: ix + 1, weight: (1 - fy) * fx, byY: -fx, byX: 1 - fy },
              { row: iy + 1, column: ix, weight: fy * (1 - fx), byY: 1 - fx, byX: -fy },
              { row: iy + 1, column: ix + 1, weight: fy * fx, byY: fx, byX: fy },
            ]
              .filter(({ row, column }) => row >= 0 && row < height && column >= 0 && column < width)
              .map(({ row, column, ...rest }) => ({
                x: ((n * height + row) * width + column) * channels + channel,
                ...rest,
              }));
            const [group, i] = [Math.floor(channel / groupChannels), channel % groupChannels];
            const share = filters / s.groups;
            for (let o = group * share; o < (group + 1) * share; o++)
              visit({
                y: pixel * filters + o,
                k: (tap * groupChannels + i) * filters + o,
                offset: 2 * mask,
                mask,
                corners,
              });
          }
}

const sum = (corners: readonly Corner[], x: Array64, of: "weight" | "byY" | "byX"): number =>
  corners.reduce((total, corner) => total + corner[of] * x.data[corner.x], 0);

/** A convolution whose taps read x at places moved by the offsets, bilinearly, times the mask if there is one. */
export const deformConv2d = (sizes: DeformSizes): Oracle => ({
  forward([x, offsets, mask], { kernel, bias }) {
    const shape = [x.shape[0], ...sizes.out, kernel.shape[3]];
    const data = new Float64Array(shape.reduce((a, b) => a * b)).map((_, at) => bias?.data[at % bias.data.length] ?? 0);
    multiplyAdds(x, offsets, kernel, sizes, (v) => {
      data[v.y] += (mask?.data[v.mask] ?? 1) * sum(v.corners, x, "weight") * kernel.data[v.k];
    });
    return { shape, data };
  },

  backward(dy, [x, offsets, mask], { kernel, bias }) {
    const [dx, doffsets, dmask, dkernel, dbias] = [x, offsets, mask, kernel, bias].map(
      (of) => new Float64Array(of?.data.length ?? 0),
    );
    multiplyAdds(x, offsets, kernel, sizes, (v) => {
      const factor = mask?.data[v.mask] ?? 1;
      const gradient = dy.data[v.y] * kernel.data[v.k]; // of the masked value
      for (const corner of v.corners) dx[corner.x] += gradient * factor * corner.weight;
      doffsets[v.offset] += gradient * factor * sum(v.corners, x, "byY");
      doffsets[v.offset + 1] += gradient * factor * sum(v.corners, x, "byX");
      dkernel[v.k] += dy.data[v.y] * factor * sum(v.corners, x, "weight");
      if (mask) dmask[v.mask] += gradient * sum(v.corners, x, "weight");
    });
    dy.data.forEach((value, at) => {
      if (bias) dbias[at % dbias.length] += value;
    });
    return {
      inputs: mask ? [dx, doffsets, dmask] : [dx, doffsets],
      parameters: { kernel: dkernel, ...(bias && { bias: dbias }) },
    };
  },
});
