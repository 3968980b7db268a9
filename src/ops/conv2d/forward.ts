import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import { flattened, type Geometry } from "./geometry.ts";

/** Output channels in a panel of packed weights: `CHANNELS` of assembly/tile.ts. */
export const CHANNELS = 8;
/** Pixels, or rows of a weight gradient, in one item of work: `ITEM` there. */
export const ITEM = 12;

/** Bytes of the panels that hold `groups` kernels of `rows` weights for each of `out` channels. */
export const panelBytes = (groups: number, rows: number, out: number): number =>
  groups * Math.ceil(out / CHANNELS) * rows * CHANNELS * 4;

/** Zeros that a program's convolutions read where a tap lies outside the image. */
export function zeros(program: Program, channels: number): Slot {
  return program.once(`zeros/${channels}`, () => {
    const slot = program.prepared("zeros", channels * 4);
    program.prepare(kernels.fill, { y: slot, count: channels, value: 0 }, flatWork(channels));
    return slot;
  });
}

/** Tiles of one place in many images pay where images have edges to clip and there are enough of them to fill the tiles. */
export const imagesFirst = (n: number, edges: boolean): number => (edges && n >= ITEM ? 1 : 0);

/** y = bias + x * kernel. */
export function convolve(
  program: Program,
  given: Geometry,
  { y, x, kernel, bias }: { y: Slot; x: Slot; kernel: Slot; bias: Slot | null },
): void {
  const g = flattened(given);
  const panels = program.once(`panels/${kernel.label}`, () => packKernel(program, g, kernel));
  const pixels = g.n * g.outHeight * g.outWidth;
  const cost = g.tapsY * g.tapsX * g.cin * g.groups * Math.ceil(g.cout / CHANNELS) * CHANNELS * ITEM;
  program.emit(
    kernels.conv2dForward,
    {
      ...{ y, x, panels, bias, zeros: zeros(program, g.cin), groups: g.groups, cin: g.cin, cout: g.cout },
      ...{ inHeight: g.inHeight, inWidth: g.inWidth, inPitch: g.groups * g.cin },
      ...{ outHeight: g.outHeight, outWidth: g.outWidth, outPitch: g.groups * g.cout },
      ...{
        n: g.n,
        rows: g.outHeight,
        cols: g.outWidth,
        imagesFirst: imagesFirst(g.n, g.top + g.left + g.bottom + g.right > 0),
        rowStep: 1,
        colStep: 1,
        rowOrigin: 0,
        colOrigin: 0,
      },
      ...{ tapsY: g.tapsY, tapsX: g.tapsX, tapStepY: g.dilationY, tapStepX: g.dilationX },
      ...{ strideY: g.strideY, strideX: g.strideX, top: g.top, left: g.left },
    },
    work(Math.ceil(pixels / ITEM), cost),
  );
}

/** Panels of a layer's kernel [tapsY, tapsX, in, groups * out] as it is. */
function packKernel(program: Program, g: Geometry, kernel: Slot): Slot {
  const rows = g.tapsY * g.tapsX * g.cin;
  const panels = program.prepared("panels", panelBytes(g.groups, rows, g.cout));
  const pitch = g.groups * g.cout;
  program.prepare(
    kernels.pack,
    {
      ...{
        panels,
        weights: kernel,
        cin: g.cin,
        cout: g.cout,
        tapsY: g.tapsY,
        tapsX: g.tapsX,
        origin: 0,
        groupStep: g.cout,
      },
      ...{ outStep: 1, inStep: pitch, tapStepY: g.tapsX * g.cin * pitch, tapStepX: g.cin * pitch },
    },
    work(g.groups * Math.ceil(g.cout / CHANNELS), rows * CHANNELS * 2),
  );
  return panels;
}
