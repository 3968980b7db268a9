import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

type Order = "channelFirst" | "blockFirst";

/** The channel of the small image that holds channel c of pixel [i, j] of a block. */
const deep = (order: Order, block: number, channels: number, i: number, j: number, c: number): number =>
  order === "channelFirst" ? (c * block + i) * block + j : (i * block + j) * channels + c;

export function pixelShuffle(block: number, order: Order): Oracle {
  return moved(
    ([batch, height, width, channels]) => [batch, height * block, width * block, channels / block ** 2],
    ([sample, h, w, c], [, , , channels]) => [
      ...[sample, Math.floor(h / block), Math.floor(w / block)],
      deep(order, block, channels / block ** 2, h % block, w % block, c),
    ],
  );
}

export function pixelUnshuffle(block: number, order: Order): Oracle {
  return moved(
    ([batch, height, width, channels]) => [batch, height / block, width / block, channels * block ** 2],
    ([sample, h, w, k], [, , , channels]) => {
      for (let i = 0; i < block; i++)
        for (let j = 0; j < block; j++)
          for (let c = 0; c < channels; c++)
            if (deep(order, block, channels, i, j, c) === k) return [sample, h * block + i, w * block + j, c];
      return null;
    },
  );
}
