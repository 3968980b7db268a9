import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Op, Site, Tensor } from "../op.ts";
import { positive } from "../options.ts";
import { rateOf } from "./drop.ts";

/** Options of {@link dropBlock}. */
export interface DropBlockOptions extends LayerOptions {
  /** Share of the elements that is dropped in training, about, from 0 to below 1. Default 0.1. */
  rate?: number;
  /** Height and width of a block, in pixels. Default 7. */
  blockSize?: number;
}

interface DropBlockAttributes {
  readonly rate: number;
  readonly blockSize: number;
}

/** What is kept, as words of all ones or none, and what that is multiplied by. */
interface Mask {
  readonly mask: Slot;
  readonly scale: Slot;
}

/** Words of random numbers that a kernel may draw beyond those that it needs: it begins and ends with whole groups. */
const MORE_WORDS = 34;

export const dropBlockOp: Op<DropBlockAttributes, Mask> = {
  name: "dropBlock",
  alias: ({ rate }, training) => !training || rate === 0,

  infer({ blockSize }, [x], problem) {
    if (x.length !== 3) problem({ got: format(x), expected: "[height, width, channels]" });
    if (blockSize > Math.min(x[0], x[1]))
      problem({ got: format(x), expected: `height and width of at least the blockSize ${blockSize}` });
    return { shape: x };
  },

  forward(site) {
    const mask = draw(site);
    apply(site.program, site.output, site.inputs[0], mask);
    return mask;
  },

  backward({ program, outputGradient, inputGradients: [dx] }, mask) {
    if (dx) apply(program, dx, outputGradient, mask);
  },
};

function draw({ program, random, attributes, inputs: [x] }: Site<DropBlockAttributes>): Mask {
  const { rate, blockSize: size } = attributes;
  const [images, height, width, channels] = x.shape;
  const [starts, columns, floats] = [height - size + 1, width - size + 1, width * channels];
  const chance = ((rate / size ** 2) * (height * width)) / (starts * columns);
  const { words, stream } = random();
  const rows = program.slot("rows", images * starts * floats * 4);
  program.emit(
    kernels.dropBlockRows,
    {
      rows,
      random: words,
      stream,
      starts,
      width,
      channels,
      size,
      threshold: Math.min(Math.round(chance * 2 ** 32), 2 ** 32 - 1) | 0,
    },
    { ...work(images * starts, floats * (8 + size)), scratch: (columns * channels + MORE_WORDS) * 4 },
  );
  const mask = program.slot("mask", count(x.shape) * 4);
  const kept = program.slot("kept", images * height * 4);
  const sizes = { starts, height, floats, size };
  program.emit(kernels.dropBlockMask, { mask, kept, rows, ...sizes }, work(images * height, floats * (2 + size)));
  const scale = program.slot("scale", 4);
  program.emit(kernels.dropBlockScale, { scale, kept, rows: images * height, floats }, work(1, images * height));
  return { mask, scale };
}

function apply(program: Program, y: Tensor, x: Tensor, mask: Mask): void {
  const elements = count(x.shape);
  const args = { y: y.slot, x: x.slot, ...mask, count: elements };
  program.emit(kernels.dropBlockApply, args, flatWork(elements, 3), { inPlace: [y.slot, x.slot] });
}

/**
 * Square blocks of each channel are dropped in training: y = x n / kept where no block lies, else 0, where n counts the
 * elements of the batch and kept those outside of blocks. A block begins at each of the (height - b + 1) (width - b +
 * 1) places where it fits with probability rate / b^2 height width / ((height - b + 1) (width - b + 1)), b = blockSize,
 * so that about the share `rate` is dropped (a little less, as blocks overlap). What is dropped is 0 even where x is
 * NaN. In inference y = x, at no cost.
 * Shapes: [height, width, channels] -> the same; height and width at least blockSize.
 * Gradient: dx = dy n / kept outside of blocks, else 0.
 * Source: Ghiasi, Lin and Le 2018, "DropBlock: a regularization method for convolutional networks"; as torchvision's
 * drop_block2d.
 *
 * @throws FoveaError for unknown options, a rate outside 0 to below 1, and inputs smaller than a block.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3, padding: "same" }), relu(), dropBlock({ rate: 0.1, blockSize: 5 }));
 */
export function dropBlock(options: DropBlockOptions = {}): Layer {
  checkLayerOptions("dropBlock", options, ["rate", "blockSize"]);
  const rate = rateOf("dropBlock.rate", options.rate ?? 0.1);
  return layer(dropBlockOp, { rate, blockSize: positive("dropBlock.blockSize", options.blockSize ?? 7) }, options.name);
}
