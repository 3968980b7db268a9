import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkInitializer, type Initializer, lecunNormal } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { positive } from "../options.ts";
import { sumPicked } from "../shape/gather.ts";
import { copyView, viewOf } from "../shape/view.ts";

/** Options of {@link embedding}. */
export interface EmbeddingOptions extends LayerOptions {
  /** Vectors in the table, a positive whole number. There is no default. */
  count: number;
  /** Numbers in each vector, a positive whole number. There is no default. */
  size: number;
  /** An index that stands for nothing, from 0 to count - 1: its vector is 0 and is not learnt. Default: none. */
  padding?: number;
  /** First values of the table; its fan in is 1. Default {@link lecunNormal}, which is N(0, 1) here. */
  initializer?: Initializer;
}

interface Attributes {
  readonly count: number;
  readonly size: number;
  readonly padding: number | null;
  readonly initializer: Initializer;
}

export const embeddingOp: Op<Attributes> = {
  name: "embedding",

  infer: ({ count, size, initializer }, [x]) => ({
    shape: [...x, size],
    parameters: { table: { shape: [count, size], initializer, fanIn: 1, fanOut: size } },
  }),

  forward({ program, attributes: { count: n, size: inner, padding }, inputs: [x], output: y, parameters: { table } }) {
    const picks = count(x.shape);
    const args = {
      y: y.slot,
      x: table.slot,
      indices: x.slot,
      outer: 1,
      n,
      picks,
      inner,
      pitch: picks,
      zero: padding ?? -1,
    };
    program.emit(kernels.gatherForward, args, work(picks, inner + 16));
  },

  backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx], parameterGradients }) {
    if (dx) copyView(program, viewOf(dx, dx.shape), 0);
    const { table } = parameterGradients;
    if (!table) return;
    const { count: n, size: inner, padding } = attributes;
    const sizes = { outer: 1, n, picks: count(x.shape), inner, zero: padding ?? -1 };
    sumPicked(program, { dx: table.slot, dy: dy.slot, indices: x.slot, ...sizes }, 1, 1);
  },
};

/**
 * y[...] = table[x[...]], with table [count, size]: a learnt vector for each whole number from 0 to count - 1. Where x is out of range or
 * not whole, y is NaN, so that it cannot go unseen, and nothing is learnt; nothing outside the table is ever read.
 * Shapes: [...] -> [..., size].
 * Gradient: dtable[k] = the sum of dy over the places where x = k, in their order; 0 for the padding; x has none (0).
 * Source: Bengio et al. 2003, "A neural probabilistic language model"; as PyTorch's Embedding, whose padding vector is 0 at first.
 *
 * @throws FoveaError for unknown options, count and size that are not positive whole numbers, a padding that is no index.
 * @example
 * const words = sequential(embedding({ count: 5000, size: 64, padding: 0 }), conv1d({ filters: 100, kernel: 3 }));
 */
export function embedding(options: EmbeddingOptions): Layer {
  checkLayerOptions("embedding", options, ["count", "size", "padding", "initializer"]);
  const attributes = {
    count: positive("embedding.count", options.count),
    size: positive("embedding.size", options.size),
    padding: options.padding ?? null,
    initializer: checkInitializer("embedding.initializer", options.initializer ?? lecunNormal()),
  };
  if (attributes.count > 2 ** 24)
    fail("option", {
      where: "embedding.count",
      got: show(options.count),
      expected: "at most 2^24: indices are floats",
    });
  const { padding } = attributes;
  if (padding !== null && !(Number.isInteger(padding) && padding >= 0 && padding < attributes.count))
    fail("option", {
      where: "embedding.padding",
      got: show(padding),
      expected: `an index from 0 to ${attributes.count - 1}`,
    });
  return layer(embeddingOp, attributes, options.name);
}
