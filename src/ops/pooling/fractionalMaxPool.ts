import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import type { Shape } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import { purpose, seedKey } from "../../random.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import type { Pair } from "../window.ts";
import { checkSizes, type Rank } from "../windowNd.ts";
import { type MaxSaved, maxBackward, maxForward } from "./maxRegions.ts";
import { axesOf, type Fail, type Triple } from "./pool.ts";
import { type AxisRegions, layRegions } from "./regions.ts";

/** Options of {@link fractionalMaxPool2d} and {@link fractionalMaxPool3d}. */
export interface FractionalMaxPoolOptions<Size = Pair> extends LayerOptions {
  /** How many times smaller the output is, 1 or more and any fraction, such as Math.SQRT2: a number, or one for each axis. Default:
   * none, then `size` says it. */
  ratio?: Size;
  /** Size of the output, not above the input's: a number, or one for each axis. Default: none, then `ratio` says it. */
  size?: Size;
  /**
   * How regions are drawn. "pseudo-random": they begin at ceil((input / size) (o + u)) - 1, u random; "random": their lengths, floor(input /
   * size) and one more, are shuffled. Default "pseudo-random".
   */
  regions?: "random" | "pseudo-random";
  /** True: a region holds the first position of the next one too. Default true. */
  overlapping?: boolean;
  /**
   * Regions are windows of this fixed size instead, which begin at floor(alpha (o + u)) - floor(alpha u) with alpha = (input - window) /
   * (size - 1), as PyTorch draws them. Excludes `regions` and `overlapping`. Default: none.
   */
  window?: Size;
  /** Decides the regions, an integer from 0 to 2^53 - 1; give each layer one of its own. Default 0. */
  seed?: number;
}

interface Attributes {
  /** One of the two. */
  readonly ratio?: readonly number[];
  readonly size?: readonly number[];
  readonly regions: "random" | "pseudo-random" | { readonly window: readonly number[] };
  readonly overlapping: boolean;
  readonly seed: number;
}

/** The constants of assembly/pooling/regionTables.ts. */
const KINDS = { random: 0, "pseudo-random": 1, windows: 2 } as const;

function layFractions({ regions, overlapping, seed }: Attributes, inputs: Shape, sizes: Shape): AxisRegions[] {
  const [seedLow, seedHigh] = seedKey(seed);
  const window = typeof regions === "object" ? regions.window : null;
  const kind = KINDS[typeof regions === "object" ? "windows" : regions];
  return sizes.map((outputs, axis) => {
    const drawn = { seedLow: seedLow | 0, seedHigh, axis, purpose: purpose.pooling };
    const how = { kind, overlap: Number(overlapping), window: window?.[axis] ?? 0 };
    const args = { inputs: inputs[axis], outputs, ...how, ...drawn };
    return {
      ...{ outputs, step: 1, taps: window?.[axis] ?? Math.ceil(inputs[axis] / outputs) + 1 },
      fill: (program, table) => program.prepare(kernels.fractionalRegions, { table, ...args }, work(1, 20 * outputs)),
    };
  });
}

/** The output's size for an input of `sizes`. */
function outputOf({ ratio, size, regions }: Attributes, sizes: Shape, problem: Fail): Shape {
  const outputs = size ?? sizes.map((input, axis) => Math.floor(input / (ratio as readonly number[])[axis]));
  const window = typeof regions === "object" ? regions.window : outputs.map(() => 1);
  sizes.forEach((input, axis) => {
    if (outputs[axis] < 1 || outputs[axis] + window[axis] - 1 > input)
      problem({
        got: `${input} positions along axis ${axis} for ${outputs[axis]} regions${typeof regions === "object" ? ` of ${window[axis]}` : ""}`,
        expected: "at least one region, and at least as many positions as regions begin and the last one holds",
      });
  });
  return outputs;
}

const fractional = (name: string, rank: Rank): Op<Attributes, MaxSaved> => ({
  name,
  infer: (attributes, [x], problem) => ({
    shape: [...outputOf(attributes, axesOf(x, rank, problem), problem), x[rank]],
  }),

  forward(site) {
    const { program, attributes, inputs, output: y } = site;
    const [x] = inputs;
    const axes = layFractions(attributes, x.shape.slice(1, -1), y.shape.slice(1, -1));
    return maxForward(site, layRegions(program, x.shape, axes));
  },

  backward: maxBackward,
});

export const fractionalMaxPool2dOp: Op<Attributes, MaxSaved> = /* @__PURE__ */ fractional("fractionalMaxPool2d", 2);
export const fractionalMaxPool3dOp: Op<Attributes, MaxSaved> = /* @__PURE__ */ fractional("fractionalMaxPool3d", 3);

function attributesOf(
  op: string,
  rank: Rank,
  { ratio, size, regions, overlapping, window, seed = 0 }: FractionalMaxPoolOptions<number | readonly number[]>,
): Attributes {
  if ((ratio === undefined) === (size === undefined))
    fail("option", {
      where: op,
      got: ratio === undefined ? "neither ratio nor size" : "ratio and size",
      expected: "one of them",
    });
  if (window !== undefined && (regions !== undefined || overlapping !== undefined))
    fail("option", { where: op, got: "window with regions or overlapping", expected: "window alone: it fixes both" });
  if (regions !== undefined && regions !== "random" && regions !== "pseudo-random")
    fail("option", { where: `${op}.regions`, got: show(regions), expected: `"random" or "pseudo-random"` });
  seedKey(seed, `${op}.seed`);
  return {
    ...(ratio === undefined
      ? { size: checkSizes(op, size as number, "size", rank) }
      : { ratio: checkRatio(op, ratio, rank) }),
    regions: window === undefined ? (regions ?? "pseudo-random") : { window: checkSizes(op, window, "window", rank) },
    overlapping: boolean(`${op}.overlapping`, overlapping ?? window === undefined),
    seed,
  };
}

/** One ratio for each axis. */
function checkRatio(op: string, ratio: number | readonly number[], rank: Rank): readonly number[] {
  const ratios = typeof ratio === "number" ? Array.from({ length: rank }, () => ratio) : ratio;
  if (!Array.isArray(ratios) || ratios.length !== rank || !ratios.every((r) => Number.isFinite(r) && r >= 1))
    fail("option", { where: `${op}.ratio`, got: show(ratio), expected: "a number, 1 or more, or one for each axis" });
  return ratios;
}

function fractionalMaxPool(
  op: Op<Attributes, MaxSaved>,
  rank: Rank,
  options: FractionalMaxPoolOptions<number | readonly number[]>,
): Layer {
  checkLayerOptions(op.name, options, ["ratio", "size", "regions", "overlapping", "window", "seed"]);
  return layer(op as Op<Attributes>, attributesOf(op.name, rank, options), options.name);
}

/**
 * y[o, c] = the greatest x[i, c] of region o, where regions divide each axis into runs whose lengths mix floor(input / size) and one
 * more: pooling by a ratio that is no whole number. The regions are drawn once, from `seed` (Philox), the same for all samples, channels
 * and steps, in training and inference; a NaN in a region is its greatest.
 * Shapes: [height, width, channels] -> [height', width', channels], height' = floor(height / ratio), or size.
 * Gradient: dx[i, c] = the sum of dy over the regions whose greatest stands at i; of equal values that is the first in reading order.
 * Source: Graham 2014, "Fractional max-pooling"; with `window` as PyTorch's FractionalMaxPool2d.
 *
 * @throws FoveaError for an unknown option, both or none of ratio and size, window with regions or overlapping, more regions than fit.
 * @example
 * sequential(conv2d({ filters: 32, kernel: 2 }), relu(), fractionalMaxPool2d({ ratio: Math.SQRT2, seed: 1 }))
 */
export function fractionalMaxPool2d(options: FractionalMaxPoolOptions): Layer {
  return fractionalMaxPool(fractionalMaxPool2dOp, 2, options);
}

/**
 * y[o, c] = the greatest x[i, c] of region o, where regions divide each axis into runs whose lengths mix floor(input / size) and one
 * more: pooling by a ratio that is no whole number. The regions are drawn once, from `seed` (Philox), the same for all samples, channels
 * and steps, in training and inference; a NaN in a region is its greatest.
 * Shapes: [depth, height, width, channels] -> [depth', height', width', channels], depth' = floor(depth / ratio), or size.
 * Gradient: dx[i, c] = the sum of dy over the regions whose greatest stands at i; of equal values that is the first in reading order.
 * Source: Graham 2014, "Fractional max-pooling"; with `window` as PyTorch's FractionalMaxPool3d.
 *
 * @throws FoveaError for an unknown option, both or none of ratio and size, window with regions or overlapping, more regions than fit.
 * @example
 * sequential(conv3d({ filters: 32, kernel: 2 }), relu(), fractionalMaxPool3d({ ratio: 1.5, seed: 1 }))
 */
export function fractionalMaxPool3d(options: FractionalMaxPoolOptions<Triple>): Layer {
  return fractionalMaxPool(fractionalMaxPool3dOp, 3, options);
}
