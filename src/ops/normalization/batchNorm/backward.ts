import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { flatWork, type Program } from "../../../plan/program.ts";
import type { BackwardSite } from "../../op.ts";
import type { BatchNormAttributes, BatchStatistics } from "./forward.ts";
import { channelWork, rowWork, sizesOf, sliceWork } from "./sizes.ts";

/** Emits the gradients for a forward pass with these statistics, a clamp behind it included. */
export function normalizeBackward(
  site: BackwardSite<BatchNormAttributes>,
  { mean, factor, offset, inverse }: BatchStatistics,
): void {
  const { program, inputs, outputGradient, parameterGradients } = site;
  const [x, dx] = [inputs[0], site.inputGradients[0]?.slot];
  const { low, high } = site.epilogue;
  const sizes = sizesOf(x);
  const { count, channels, pattern, slices, sliceRows } = sizes;
  const [shifts, scales] = ["shifts", "scales"].map((name) => program.slot(name, slices * pattern * 4));
  const [slope, level] = ["slope", "level"].map((name) => program.slot(name, pattern * 4));
  const { frozen = false } = site.attributes;
  const given = { dy: outputGradient.slot, x: x.slot, factor, offset, count, pattern, low, high };
  const dscale = parameterGradients.scale?.slot ?? null;
  const dshift = parameterGradients.shift?.slot ?? null;
  if (!frozen || dscale || dshift) {
    program.emit(kernels.batchNormBackwardSums, { shifts, scales, mean, sliceRows, ...given }, sliceWork(sizes, 4));
    program.emit(
      kernels.batchNormBackwardStatistics,
      { dscale, dshift, slope, level, shifts, scales, mean, factor, inverse, count, channels, pattern, sliceRows },
      channelWork(channels, slices * (pattern / channels)),
    );
  }
  if (!dx) return;
  // Statistics that are held do not depend on x, and dx = factor dy.
  const through = frozen ? { slope: zeros(program, pattern), level: zeros(program, pattern) } : { slope, level };
  const inPlace = [dx, outputGradient.slot, x.slot] as const;
  program.emit(kernels.batchNormBackwardInput, { dx, ...through, ...given }, rowWork(sizes, 6), { inPlace });
}

/** A row of zeros, written once. */
function zeros(program: Program, count: number): Slot {
  return program.once(`zeros/${count}`, () => {
    const y = program.prepared("zeros", count * 4);
    program.prepare(kernels.fill, { y, count, value: 0 }, flatWork(count, 1));
    return y;
  });
}
