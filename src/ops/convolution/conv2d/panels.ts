import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { type Program, work } from "../../../plan/program.ts";

/** Output channels in a panel of packed weights: `CHANNELS` of assembly/convolution/tile.ts. */
export const CHANNELS = 8;

/** Where the weights of a convolution lie, in floats; steps may be negative. */
export interface WeightSteps {
  readonly origin: number;
  readonly groupStep: number;
  readonly outStep: number;
  readonly inStep: number;
  readonly tapStepY: number;
  readonly tapStepX: number;
}

/** The sizes of packed weights: `groups` kernels of [tapsY, tapsX, cin] weights for each of cout channels. */
export interface PanelSizes {
  readonly groups: number;
  readonly tapsY: number;
  readonly tapsX: number;
  readonly cin: number;
  readonly cout: number;
}

/** Panels in all. */
export const panelCount = ({ groups, cout }: PanelSizes): number => groups * Math.ceil(cout / CHANNELS);

/** Packs `kernel` into panels when parameters have changed; each output channel's weights are multiplied by its `factor`. */
export function packPanels(
  program: Program,
  kernel: Slot,
  sizes: PanelSizes,
  steps: WeightSteps,
  factor: Slot | null = null,
): Slot {
  const { groups: _, ...taps } = sizes;
  const rows = sizes.tapsY * sizes.tapsX * sizes.cin;
  const panels = program.prepared("panels", Math.max(16, panelCount(sizes) * rows * CHANNELS * 4));
  if (rows)
    program.prepare(
      kernels.pack,
      { panels, weights: kernel, factor, ...taps, ...steps },
      work(panelCount(sizes), rows * CHANNELS * 2),
    );
  return panels;
}
