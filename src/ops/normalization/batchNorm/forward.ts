import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import type { Program } from "../../../plan/program.ts";
import type { Affine } from "../../epilogue.ts";
import type { Site, Tensor } from "../../op.ts";
import { channelWork, rowWork, type Sizes, sizesOf, sliceWork } from "./sizes.ts";

/** The options of batchNorm as the graph keeps them. */
export interface BatchNormAttributes {
  readonly momentum: number;
  readonly epsilon: number;
  readonly scale: boolean;
  readonly shift: boolean;
  /** Absent in graphs of before there was this option. */
  readonly frozen?: boolean;
}

/** What the backward pass reads beside the layer's input; factor, offset and mean are repeated to fill a row of the pattern. */
export interface BatchStatistics extends Affine {
  readonly mean: Slot;
  /** [channels] 1 / sqrt(variance + epsilon) */
  readonly inverse: Slot;
}

/**
 * Emits the forward pass: with the statistics of the batch in training, else, or where the layer is frozen, with the running ones.
 * Returns what it took in training.
 */
export function normalize(site: Site<BatchNormAttributes>): BatchStatistics | null {
  const { program, attributes, inputs, output, parameters, training } = site;
  const { residual, low, high } = site.epilogue;
  const [x] = inputs;
  const sizes = sizesOf(x);
  const { count, pattern } = sizes;
  const { frozen = false, epsilon } = attributes;
  const statistics = training ? (frozen ? hold(program, epsilon, parameters, sizes) : measure(site, x, sizes)) : null;
  const { factor, offset } = statistics ?? fold(program, epsilon, parameters, pattern);
  const [y, reads] = [output.slot, residual ? [x.slot, residual] : [x.slot]];
  const args = { y, x: x.slot, residual, factor, offset, count, pattern, low, high };
  program.emit(kernels.batchNormForward, args, rowWork(sizes, residual ? 6 : 4), { inPlace: [y, ...reads] });
  return statistics;
}

/**
 * Factor and offset of a layer in inference: factor = scale / sqrt(variance + epsilon) and offset = shift - mean factor, of
 * the running statistics, repeated to fill `pattern` floats, a multiple of the channels. They are computed when parameters
 * changed, not in each run.
 */
export function fold(
  program: Program,
  epsilon: number,
  { scale, shift, mean, variance }: Readonly<Record<string, Tensor>>,
  pattern: number = mean.shape[0],
): Affine {
  return program.once(`folded/${mean.slot.label}/${pattern}`, () => {
    const [channels] = mean.shape;
    const folded = {
      factor: program.prepared("factor", pattern * 4),
      offset: program.prepared("offset", pattern * 4),
    };
    const given = { ...learnt({ scale, shift }), mean: mean.slot, variance: variance.slot };
    program.prepare(
      kernels.batchNormFold,
      { ...folded, means: null, inverse: null, ...given, channels, pattern, epsilon },
      channelWork(channels, pattern / channels),
    );
    return folded;
  });
}

/** The same, and what a backward pass reads, for a layer that keeps to its running statistics in training. */
function hold(
  program: Program,
  epsilon: number,
  { scale, shift, mean, variance }: Readonly<Record<string, Tensor>>,
  { channels, pattern }: Sizes,
): BatchStatistics {
  return program.once(`held/${mean.slot.label}/${pattern}`, () => {
    const slot = (name: string, floats: number): Slot => program.prepared(name, floats * 4);
    const folded = {
      factor: slot("factor", pattern),
      offset: slot("offset", pattern),
      inverse: slot("inverse", channels),
    };
    const means = slot("mean", pattern);
    const given = { ...learnt({ scale, shift }), mean: mean.slot, variance: variance.slot };
    program.prepare(
      kernels.batchNormFold,
      { ...folded, means, ...given, channels, pattern, epsilon },
      channelWork(channels, pattern / channels),
    );
    return { ...folded, mean: means };
  });
}

/** Emits the statistics of the batch, and for a training step the update of the running ones. */
function measure(site: Site<BatchNormAttributes>, { slot: x }: Tensor, sizes: Sizes): BatchStatistics {
  const { program, attributes, parameters } = site;
  const { count, channels, pattern, slices, sliceRows } = sizes;
  if (count === channels)
    site.problem({
      got: "a single value for each channel in training",
      expected: "at least 2, or there is no variance",
      hint: "take a larger batch, and a number of samples that leaves no batch of 1 at the end",
    });
  const slots = (names: string[], floats: number): Slot[] => names.map((name) => program.slot(name, floats * 4));
  const [pivots, sums, squares] = slots(["pivots", "sums", "squares"], slices * pattern);
  const [mean, factor, offset] = slots(["mean", "factor", "offset"], pattern);
  const [inverse, variance] = slots(["inverse", "variance"], channels);
  const cut = { count, pattern, sliceRows };
  program.emit(kernels.batchNormMoments, { pivots, sums, squares, x, ...cut }, sliceWork(sizes, 2));
  const statistics = { mean, factor, offset, inverse };
  const { epsilon, momentum } = attributes;
  program.emit(
    kernels.batchNormStatistics,
    { ...statistics, variance, pivots, sums, squares, ...learnt(parameters), channels, ...cut, epsilon },
    channelWork(channels, 2 * slices * (pattern / channels)),
  );
  const batch = { mean: mean.at(0, channels * 4), variance };
  site.afterwards([batch.mean, batch.variance], () => {
    track(program, parameters.mean, batch.mean, momentum);
    track(program, parameters.variance, batch.variance, momentum);
  });
  return statistics;
}

/** running = (1 - momentum) running + momentum batch */
function track(program: Program, { slot: running, shape: [count] }: Tensor, batch: Slot, momentum: number): void {
  const args = { running, batch, count, keep: 1 - momentum, momentum };
  program.emit(kernels.batchNormTrack, args, channelWork(count, 1));
}

/** The parameters that a layer may lack. */
const learnt = ({ scale, shift }: Readonly<Record<string, Tensor>>): { scale: Slot | null; shift: Slot | null } => ({
  scale: scale?.slot ?? null,
  shift: shift?.slot ?? null,
});
