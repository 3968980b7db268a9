import * as kernels from "../../../bindings/kernels.ts";
import { checkInitializer, constant, type Initializer } from "../../graph/initializer.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { flatWork } from "../../plan/program.ts";
import { sumRows } from "../arithmetic/broadcast.ts";
import { rowWork, type Sizes, sizesOf, sliceWork } from "../normalization/batchNorm/sizes.ts";
import type { Op, Site, Tensor } from "../op.ts";
import { boolean } from "../options.ts";

interface Attributes {
  readonly shared: boolean;
  readonly initializer: Initializer;
}

export const preluOp: Op<Attributes, Tensor["slot"]> = {
  name: "prelu",

  infer({ shared, initializer }, [x]) {
    const shape = [shared ? 1 : x[x.length - 1]];
    return { shape: x, parameters: { slope: { shape, initializer, fanIn: 1, fanOut: 1 } } };
  },

  forward(site) {
    const {
      program,
      inputs: [x],
      output: y,
    } = site;
    const { pattern, ...sizes } = cut(site);
    const slopes = program.prepared("slopes", pattern * 4);
    const repeated = { scale: 1, rows: pattern / sizes.channels, inner: sizes.channels, count: pattern };
    program.prepare(
      kernels.spreadRows,
      { y: slopes, x: site.parameters.slope.slot, ...repeated },
      flatWork(pattern, 1),
    );
    const args = { y: y.slot, x: x.slot, slopes, pattern, count: sizes.count };
    program.emit(kernels.preluForward, args, rowWork({ pattern, ...sizes }, 2), { inPlace: [y.slot, x.slot] });
    return slopes;
  },

  backward(site, slopes) {
    const {
      program,
      inputs: [x],
      outputGradient: dy,
      inputGradients: [dx],
      parameterGradients: { slope },
    } = site;
    if (!dx && !slope) return;
    const sizes = cut(site);
    const { pattern, slices, sliceRows: rows, channels, count } = sizes;
    const partials = program.slot("slopes", slices * pattern * 4);
    const args = { dx: dx?.slot ?? null, partials, dy: dy.slot, x: x.slot, slopes, pattern, rows, count };
    program.emit(kernels.preluBackward, args, sliceWork(sizes, 4), dx ? { inPlace: [dx.slot, dy.slot, x.slot] } : {});
    const sums = { outer: 1, rows: (slices * pattern) / channels, inner: channels };
    if (slope) sumRows(program, slope.slot, partials, sums);
  },
};

/** The kernels see one channel where all channels share a slope. */
const cut = ({ attributes, output }: Site<Attributes>): Sizes =>
  sizesOf(attributes.shared ? { ...output, shape: [count(output.shape), 1] } : output);

/** Options of {@link prelu}. */
export interface PreluOptions extends LayerOptions {
  /** Whether all channels have one slope. Default false: each has its own. */
  shared?: boolean;
  /** First slopes. Default constant(0.25). */
  initializer?: Initializer;
}

/**
 * y = x where x > 0, else slope x, with slopes that are learnt: parameter `slope`, [channels], or [1] if `shared`. No decay of
 * weights should pull them to 0, says the paper.
 * Shapes: [..., channels] -> the same.
 * Gradient: dx = dy where x > 0, else slope dy, also at the kink x = 0; dslope = the sum of dy min(x, 0).
 * Source: He et al. 2015, "Delving deep into rectifiers".
 *
 * @throws FoveaError for an unknown option, a `shared` that is not true or false, what is no initializer.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 3 }), prelu())
 */
export function prelu(options: PreluOptions = {}): Layer {
  checkLayerOptions("prelu", options, ["shared", "initializer"]);
  const attributes = {
    shared: boolean("prelu.shared", options.shared ?? false),
    initializer: checkInitializer("prelu.initializer", options.initializer ?? constant(0.25)),
  };
  return layer(preluOp, attributes, options.name);
}
