import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import { emitProduct } from "./matrices.ts";

/** Options of {@link gram}. */
export interface GramOptions extends LayerOptions {
  /** Whether the sums are divided by the number of x's elements, so that layers of any size weigh alike. Default true. */
  normalize?: boolean;
}

interface Attributes {
  readonly normalize: boolean;
}

/** The batch, positions and channels of a batch of samples. */
const sizesOf = (x: Shape): { outer: number; positions: number; channels: number } => {
  const channels = x[x.length - 1];
  return { outer: x[0], positions: count(x) / x[0] / channels, channels };
};

const scaleOf = ({ normalize }: Attributes, x: Shape): number => (normalize ? x[0] / count(x) : 1);

export const gramOp: Op<Attributes> = {
  name: "gram",

  infer(_, [x], problem) {
    const channels = x[x.length - 1];
    if (x.length < 2)
      problem({ got: format(x), expected: "positions with channels, such as [height, width, channels]" });
    return { shape: [channels, channels], multiplyAdds: count(x) * channels };
  },

  forward({ program, attributes, inputs: [x], output: y }) {
    const { outer, positions, channels } = sizesOf(x.shape);
    const sizes = { outer, m: channels, n: channels, k: positions };
    const scale = scaleOf(attributes, x.shape);
    emitProduct(program, sizes, { y: y.slot, a: x.slot, b: x.slot }, { transposeA: true, scale });
  },

  backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const { outer, positions, channels } = sizesOf(x.shape);
    const sizes = { outer, m: positions, n: channels, k: channels };
    const slots = { y: dx.slot, a: x.slot, b: dy.slot };
    const scale = scaleOf(attributes, x.shape);
    emitProduct(program, sizes, slots, { scale });
    emitProduct(program, sizes, slots, { scale, transposeB: true, accumulate: true });
  },
};

/**
 * y[i, j] = the sum over all positions p of x[p, i] x[p, j], over the number of x's elements unless told otherwise: which channels
 * are active together, wherever that is. The style of an image, layer by layer.
 * Shapes: [height, width, channels] -> [channels, channels]; any number of axes before the channels.
 * Gradient: dx[p, i] = the sum over j of x[p, j] (dy[i, j] + dy[j, i]), over the same number.
 * Source: Gatys et al. 2016, "Image style transfer using convolutional neural networks"; normalised as Johnson et al. 2016,
 * "Perceptual losses for real-time style transfer and super-resolution".
 *
 * @throws FoveaError for unknown options, and what has no axis before its channels.
 * @example
 * const style = sequential(conv2d({ filters: 16, kernel: 3 }), relu(), gram());
 */
export function gram(options: GramOptions = {}): Layer {
  checkLayerOptions("gram", options, ["normalize"]);
  return layer(gramOp, { normalize: boolean("gram.normalize", options.normalize ?? true) }, options.name);
}
