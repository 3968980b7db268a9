import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { flatWork, type Program, work } from "../../../plan/program.ts";
import type { Epilogue, Step } from "../../epilogue.ts";
import { flattened, type Geometry } from "./geometry.ts";
import { CHANNELS, type PanelSizes, packPanels, panelCount } from "./panels.ts";
import { cut, type Grid, stripBytes, stripCount, stripPixels } from "./strips.ts";
import { winograd, winogradSizes, winogradTile } from "./winograd.ts";

/** Bytes of a `Panel` of assembly/convolution/multiply.ts, rounded up to a cache line. */
const PANEL_BYTES = 64;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;
/** Panels that an item should have: its strip is laid for all of them. */
const FEWEST_PANELS = 2;

/** What a convolution reads and writes. */
export interface ConvolutionSlots {
  readonly y: Slot;
  readonly x: Slot;
  readonly kernel: Slot;
  readonly bias: Slot | null;
}

/** The steps that a convolution's kernels can do on the way to memory. */
export const convolutionTakes = (): readonly Step["kind"][] => ["affine", "add", "clamp"];

/** y = x * kernel + bias, with an epilogue. */
export function convolve(
  program: Program,
  given: Geometry,
  { y, x, kernel, bias }: ConvolutionSlots,
  epilogue: Epilogue,
): void {
  const factor = epilogue.affine?.factor ?? null;
  const folded = { ...epilogue, bias: foldBias(program, bias, epilogue) };
  const sizes = program.winograd ? winogradSizes(given) : null;
  const tile = sizes ? winogradTile(sizes) : 0;
  if (sizes && tile) {
    const { residual, low, high } = epilogue;
    const slots = { y, x, kernel, factor, bias: folded.bias, residual };
    winograd(program, sizes, slots, { tile, flipped: false, low, high });
    return;
  }
  const g = flattened(given);
  const panels = program.once(`panels/${kernel.label}/${factor?.label}`, () => {
    const pitch = g.groups * g.cout;
    const steps = { groupStep: g.cout, outStep: 1, inStep: pitch, tapStepY: g.tapsX * g.cin * pitch };
    return packPanels(program, kernel, g, { origin: 0, ...steps, tapStepX: g.cin * pitch }, factor);
  });
  const { inHeight, inWidth, outHeight, outWidth, tapsY, tapsX, strideY, strideX, top, left, n } = g;
  const grid: Grid = {
    ...{ y, x, n, inHeight, inWidth, inPitch: g.groups * g.cin },
    ...{ outHeight, outWidth, outPitch: g.groups * g.cout, rows: outHeight, cols: outWidth },
    ...{ rowStep: 1, colStep: 1, rowOrigin: 0, colOrigin: 0 },
    ...{ tapsY, tapsX, tapStepY: g.dilationY, tapStepX: g.dilationX, strideY, strideX, top, left },
  };
  emitDirect(program, grid, g, panels, folded);
}

/** The bias behind an affine step: offset + factor bias. */
export function foldBias(program: Program, bias: Slot | null, { affine }: Epilogue): Slot | null {
  if (!affine || !bias) return affine?.offset ?? bias;
  const { factor, offset } = affine;
  return program.once(`bias/${bias.label}/${factor.label}`, () => {
    const y = program.prepared("bias", bias.bytes);
    const count = bias.bytes / 4;
    program.prepare(kernels.affine, { y, x: bias, factor, offset, count }, flatWork(count));
    return y;
  });
}

/** What the direct kernel does with its sums. */
export type DirectEpilogue = Pick<Epilogue, "residual" | "low" | "high"> & { bias: Slot | null };

/** Emits the direct kernel. Few strips are shared out by output channels too, so that there is work for all threads. */
export function emitDirect(
  program: Program,
  grid: Grid,
  sizes: PanelSizes,
  panels: Slot,
  epilogue: DirectEpilogue,
): void {
  const strips = cut(grid, { clip: true });
  const count = stripCount(strips);
  const all = panelCount(sizes);
  const wanted = Math.ceil(ENOUGH_ITEMS / count);
  const even = (wanted * count) % 2 && wanted > 1 ? wanted + 1 : wanted; // items that two threads can share
  const blocks = Math.max(1, Math.min(even, Math.floor(all / FEWEST_PANELS)));
  const blockPanels = Math.ceil(all / blocks);
  const terms = Math.max(1, sizes.tapsY * sizes.tapsX * sizes.cin);
  const { groups, cin, cout } = sizes;
  const { bias, residual, low, high } = epilogue;
  program.emit(
    kernels.conv2dForward,
    { ...strips, panels, groups, cin, cout, blockPanels, bias, residual, low, high },
    {
      ...work(count * Math.ceil(all / blockPanels), stripPixels(strips) * terms * blockPanels * CHANNELS),
      scratch: PANEL_BYTES + stripBytes(strips),
    },
    residual ? { inPlace: [grid.y, residual] } : {},
  );
}
