import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { positive } from "../options.ts";
import { permutation } from "./permute.ts";

/** Options of {@link pixelShuffle} and {@link pixelUnshuffle}. */
export interface PixelShuffleOptions extends LayerOptions {
  /** Pixels along each side of a block, a positive whole number. There is no default. */
  block: number;
  /**
   * How a block's pixels lie in the channels of the small image. `"channelFirst"`: channel (c block + i) block + j holds channel c of
   * pixel [i, j], as PyTorch has it (ONNX: CRD). `"blockFirst"`: channel (i block + j) C + c does, as TensorFlow's depth_to_space (ONNX:
   * DCR); this is the faster one. Default `"channelFirst"`.
   */
  order?: "channelFirst" | "blockFirst";
}

interface Attributes {
  readonly block: number;
  readonly order: "channelFirst" | "blockFirst";
}

export const pixelShuffleOp: Op<Attributes> = /* @__PURE__ */ permutation(
  "pixelShuffle",
  ({ block, order }, x, problem) => {
    const [height, width, deep] = imageOf(x, problem);
    const channels = deep / block ** 2;
    if (!Number.isInteger(channels))
      problem({ got: `${deep} channels`, expected: `a multiple of ${block ** 2}, the pixels of a block` });
    const shape = [height * block, width * block, channels];
    return order === "channelFirst"
      ? { seen: [height, width, channels, block, block], order: [0, 3, 1, 4, 2], shape }
      : { seen: [height, width, block, block, channels], order: [0, 2, 1, 3, 4], shape };
  },
);

export const pixelUnshuffleOp: Op<Attributes> = /* @__PURE__ */ permutation(
  "pixelUnshuffle",
  ({ block, order }, x, problem) => {
    const [height, width, channels] = imageOf(x, problem);
    if (height % block || width % block)
      problem({ got: `an image of ${height} x ${width}`, expected: `sides that are multiples of block (${block})` });
    const [down, across] = [height / block, width / block];
    const seen = [down, block, across, block, channels];
    return {
      seen,
      order: order === "channelFirst" ? [0, 2, 4, 1, 3] : [0, 2, 1, 3, 4],
      shape: [down, across, channels * block ** 2],
    };
  },
);

function imageOf(x: Shape, problem: (p: ShapeProblem) => never): Shape {
  if (x.length !== 3) problem({ got: `input ${format(x)}`, expected: "[height, width, channels]" });
  return x;
}

function attributesOf(op: string, options: PixelShuffleOptions): Attributes {
  checkLayerOptions(op, options, ["block", "order"]);
  const { block, order = "channelFirst" } = options;
  if (order !== "channelFirst" && order !== "blockFirst")
    fail("option", { where: `${op}.order`, got: show(order), expected: '"channelFirst" or "blockFirst"' });
  return { block: positive(`${op}.block`, block), order };
}

/**
 * y[h block + i, w block + j, c] = x[h, w, (c block + i) block + j]: channels become pixels, a large image without a transposed
 * convolution. With order "blockFirst", x's channel is (i block + j) C + c, C being y's channels.
 * Shapes: [height, width, C block²] -> [height block, width block, C].
 * Gradient: dx = pixelUnshuffle of dy.
 * Source: Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel CNN"; as PyTorch's PixelShuffle.
 *
 * @throws FoveaError for an unknown option, what is no image, channels that are no multiple of block².
 * @example
 * sequential(conv2d({ filters: 3 * 4, kernel: 3, padding: "same" }), pixelShuffle({ block: 2 }))
 */
export function pixelShuffle(options: PixelShuffleOptions): Layer {
  return layer(pixelShuffleOp, attributesOf("pixelShuffle", options), options.name);
}

/**
 * y[h, w, (c block + i) block + j] = x[h block + i, w block + j, c]: pixels become channels; {@link pixelShuffle} undoes it. With order
 * "blockFirst", y's channel is (i block + j) C + c, C being x's channels.
 * Shapes: [height, width, C] -> [height / block, width / block, C block²].
 * Gradient: dx = pixelShuffle of dy.
 * Source: as PyTorch's PixelUnshuffle; also called space to depth.
 *
 * @throws FoveaError for an unknown option, what is no image, sides that are no multiples of block.
 * @example
 * sequential(pixelUnshuffle({ block: 2 }), conv2d({ filters: 32, kernel: 3 }))
 */
export function pixelUnshuffle(options: PixelShuffleOptions): Layer {
  return layer(pixelUnshuffleOp, attributesOf("pixelUnshuffle", options), options.name);
}
