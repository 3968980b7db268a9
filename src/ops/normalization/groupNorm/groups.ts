import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { count, type Shape } from "../../../graph/shape.ts";
import { type Work, work } from "../../../plan/program.ts";
import type { BackwardSite, Site, Tensor } from "../../op.ts";
import { patternOf } from "../batchNorm/sizes.ts";
import { sumSlices } from "../rowNorm/rows.ts";

/** The options of groupNorm and instanceNorm as the graph keeps them. */
export interface GroupNormAttributes {
  /** Absent: a group for each channel. */
  readonly groups?: number;
  readonly epsilon: number;
  readonly scale: boolean;
  readonly shift: boolean;
}

/** What the backward pass reads beside the layer's input, each [samples, channels]. */
export interface GroupStatistics {
  readonly mean: Slot;
  /** What rounding added to the mean. */
  readonly residue: Slot;
  readonly inverse: Slot;
  readonly factor: Slot;
}

/** How the kernels of assembly/normalization/groupNorm.ts cut a sample; a function of its shape alone. */
interface Sizes {
  readonly floats: number;
  readonly channels: number;
  readonly pattern: number;
  readonly slices: number;
  readonly sliceRows: number;
}

/** Floats of a slice, about. */
const SLICE = 1 << 14;

function sizesOf([samples, ...shape]: Shape): Sizes & { samples: number } {
  const channels = shape[shape.length - 1];
  const floats = count(shape);
  const pattern = patternOf(channels);
  const rows = Math.ceil(floats / pattern);
  const sliceRows = Math.ceil(rows / Math.max(1, Math.round(floats / SLICE)));
  return { samples, floats, channels, pattern, slices: Math.ceil(rows / sliceRows), sliceRows };
}

/** Work of `samples` times `slices` items that need four rows of scratch memory. */
const sliceWork = (samples: number, { floats, pattern, slices }: Sizes, cost: number): Work => ({
  ...work(samples * slices, (floats / slices) * cost),
  scratch: 4 * pattern * 4,
});

/** Emits the forward pass. */
export function normalizeGroups(site: Site<GroupNormAttributes>): GroupStatistics {
  const { program, attributes, inputs, output, parameters } = site;
  const [x] = inputs;
  const { samples, ...sizes } = sizesOf(x.shape);
  const { channels, slices } = sizes;
  const slots = (names: string[], floats: number): Slot[] => names.map((name) => program.slot(name, floats * 4));
  const [pivots, sums, squares] = slots(["pivots", "sums", "squares"], samples * slices * channels);
  const [mean, residue, inverse, factor, offset] = slots(
    ["mean", "residue", "inverse", "factor", "offset"],
    samples * channels,
  );
  program.emit(kernels.groupNormMoments, { pivots, sums, squares, x: x.slot, ...sizes }, sliceWork(samples, sizes, 2));
  const { groups = channels, epsilon } = attributes;
  const learnt = { scale: parameters.scale?.slot ?? null, shift: parameters.shift?.slot ?? null };
  program.emit(
    kernels.groupNormStatistics,
    { mean, residue, inverse, factor, offset, pivots, sums, squares, ...learnt, ...sizes, groups, epsilon },
    work(samples, 8 * slices * channels),
  );
  const args = { y: output.slot, x: x.slot, mean, factor, offset, ...sizes };
  program.emit(kernels.groupNormForward, args, sliceWork(samples, sizes, 4), { inPlace: [output.slot, x.slot] });
  return { mean, residue, inverse, factor };
}

/** Emits the gradients of a forward pass with these statistics. */
export function normalizeGroupsBackward(
  site: BackwardSite<GroupNormAttributes>,
  { mean, residue, inverse, factor }: GroupStatistics,
): void {
  const { program, attributes, inputs, parameters, outputGradient, parameterGradients } = site;
  const [x, dx] = [inputs[0], site.inputGradients[0]?.slot];
  const { samples, ...sizes } = sizesOf(x.shape);
  const { floats, channels, slices } = sizes;
  const slots = (names: string[], n: number): Slot[] => names.map((name) => program.slot(name, n * 4));
  const [shifts, scales] = slots(["shifts", "scales"], samples * slices * channels);
  const [slope, level, dscale, dshift] = slots(["slope", "level", "dscales", "dshifts"], samples * channels);
  const given = { dy: outputGradient.slot, x: x.slot };
  program.emit(
    kernels.groupNormBackwardSums,
    { shifts, scales, ...given, mean, ...sizes },
    sliceWork(samples, sizes, 4),
  );
  const { groups = channels } = attributes;
  program.emit(
    kernels.groupNormBackwardStatistics,
    {
      ...{ dscale, dshift, slope, level, shifts, scales, residue, inverse, scale: parameters.scale?.slot ?? null },
      ...{ floats, channels, groups, slices },
    },
    work(samples, 4 * slices * channels),
  );
  program.together(() => {
    const sum = (y: Tensor | null | undefined, partials: Slot): void => {
      if (y) sumSlices(program, y.slot, partials, channels, samples);
    };
    sum(parameterGradients.scale, dscale);
    sum(parameterGradients.shift, dshift);
    if (!dx) return;
    const args = { dx, ...given, mean, factor, slope, level, ...sizes };
    program.emit(kernels.groupNormBackwardInput, args, sliceWork(samples, sizes, 6));
  });
}
