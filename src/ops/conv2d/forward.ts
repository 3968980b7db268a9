import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { type Program, work } from "../../plan/program.ts";
import { flattened, type Geometry } from "./geometry.ts";
import { CHANNELS, type PanelSizes, packPanels, panelCount } from "./panels.ts";
import { cut, type Grid, stripBytes, stripCount, stripPixels } from "./strips.ts";

/** What happens to a convolution's sums on their way to memory. */
export interface Epilogue {
  readonly bias: Slot | null;
  /** Added, as large as the output. */
  readonly residual: Slot | null;
  /** The result is clamped to [low, high]. */
  readonly low: number;
  readonly high: number;
}

export const noEpilogue: Epilogue = {
  bias: null,
  residual: null,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/** Bytes of a `Panel` of assembly/multiply.ts, rounded up to a cache line. */
const PANEL_BYTES = 64;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;
/** Panels that an item should have: its strip is laid for all of them. */
const FEWEST_PANELS = 4;

/** y = x * kernel, with an epilogue. */
export function convolve(
  program: Program,
  given: Geometry,
  { y, x, kernel }: { y: Slot; x: Slot; kernel: Slot },
  epilogue: Epilogue,
): void {
  const g = flattened(given);
  const panels = program.once(`panels/${kernel.label}`, () => {
    const pitch = g.groups * g.cout;
    const steps = { groupStep: g.cout, outStep: 1, inStep: pitch, tapStepY: g.tapsX * g.cin * pitch };
    return packPanels(program, kernel, g, { origin: 0, ...steps, tapStepX: g.cin * pitch });
  });
  const { inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left, n } = g;
  const grid: Grid = {
    ...{ y, x, n, inHeight, inWidth, inPitch: g.groups * g.cin },
    ...{ outHeight, outWidth, outPitch: g.groups * g.cout, rows: outHeight, cols: outWidth },
    ...{ rowStep: 1, colStep: 1, rowOrigin: 0, colOrigin: 0 },
    ...{ tapsY, tapsX, tapStepY: g.dilationY, tapStepX: g.dilationX, strideY, strideX, top, left },
  };
  emitDirect(program, grid, g, panels, epilogue);
}

/** Emits the direct kernel. Few strips are shared out by output channels too, so that there is work for all threads. */
export function emitDirect(program: Program, grid: Grid, sizes: PanelSizes, panels: Slot, epilogue: Epilogue): void {
  const strips = cut(grid, { clip: true });
  const count = stripCount(strips);
  const all = panelCount(sizes);
  const blocks = Math.max(1, Math.min(Math.ceil(ENOUGH_ITEMS / count), Math.floor(all / FEWEST_PANELS)));
  const blockPanels = Math.ceil(all / blocks);
  const terms = Math.max(1, sizes.tapsY * sizes.tapsX * sizes.cin);
  const { groups, cin, cout } = sizes;
  program.emit(
    kernels.conv2dForward,
    { ...strips, panels, groups, cin, cout, blockPanels, ...epilogue },
    {
      ...work(count * Math.ceil(all / blockPanels), stripPixels(strips) * terms * blockPanels * CHANNELS),
      scratch: PANEL_BYTES + stripBytes(strips),
    },
  );
}
