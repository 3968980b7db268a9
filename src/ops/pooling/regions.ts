import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import type { Shape } from "../../graph/shape.ts";
import { type Program, work } from "../../plan/program.ts";

/** How the regions of a pooling lie along one axis (assembly/pooling/regions.ts). */
export interface AxisRegions {
  /** How many there are. */
  readonly outputs: number;
  /** What lies between their taps. */
  readonly step: number;
  /** Taps of the largest, for the cost. */
  readonly taps: number;
  /** Emits what writes their table. */
  readonly fill: (program: Program, table: Slot) => void;
}

/** Regions as the kernels take them. */
export interface RegionSizes {
  readonly depths: Slot;
  readonly rows: Slot;
  readonly columns: Slot;
  readonly channels: number;
  readonly inDepth: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outDepth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly stepDepth: number;
  readonly stepHeight: number;
  readonly stepWidth: number;
}

/** A pooling of a batch: regions of the kernels, and what the calls cost. */
export interface Regions {
  readonly sizes: RegionSizes;
  readonly batch: number;
  /** Taps of a region. */
  readonly taps: number;
}

/** `outputs` regions that share out `inputs` positions evenly, as adaptive pooling does. */
export const adaptiveAxis = (inputs: number, outputs: number): AxisRegions => ({
  outputs,
  step: 1,
  taps: Math.ceil(inputs / outputs),
  fill: (program, table) => program.prepare(kernels.adaptiveRegions, { table, inputs, outputs }, work(1, inputs)),
});

/** One number or thing for each of three axes: a sequence runs down an image one pixel wide, and an image is one deep. */
const threeAxes = <T>(axes: readonly T[], missing: T): [T, T, T] => {
  if (axes.length === 1) return [missing, axes[0], missing];
  return axes.length === 2 ? [missing, axes[0], axes[1]] : [axes[0], axes[1], axes[2]];
};

/** The tables of `axes` over an input of [batch, ...sizes, channels]; they are written once, not in every run. */
export function layRegions(program: Program, [batch, ...sample]: Shape, axes: readonly AxisRegions[]): Regions {
  const channels = sample[sample.length - 1];
  const [inDepth, inHeight, inWidth] = threeAxes(sample.slice(0, -1), 1);
  const regions = threeAxes(axes, adaptiveAxis(1, 1));
  const [depths, rows, columns] = regions.map(({ outputs, fill }, i) => {
    const table = program.prepared("regions", 4 * (3 * outputs + 2 * [inDepth, inHeight, inWidth][i]));
    fill(program, table);
    return table;
  });
  const [outDepth, outHeight, outWidth] = regions.map(({ outputs }) => outputs);
  const [stepDepth, stepHeight, stepWidth] = regions.map(({ step }) => step);
  return {
    sizes: {
      ...{ depths, rows, columns, channels, inDepth, inHeight, inWidth, outDepth, outHeight, outWidth },
      ...{ stepDepth, stepHeight, stepWidth },
    },
    batch,
    taps: regions.reduce((product, { taps }) => product * taps, 1),
  };
}

/** What becomes of a region; the constants of assembly/pooling/poolRegions.ts. */
const KINDS = { max: 0, mean: 2, norm1: 3, norm2: 4, norm: 5 } as const;

/** What a region's greatest, mean or norm costs, in multiply-adds a tap. */
const COST = { max: 3, mean: 2, norm1: 2, norm2: 2, norm: 40 };

/** Which norm has a kernel of its own. */
const normKind = (p: number): keyof typeof KINDS => (p === 1 ? "norm1" : p === 2 ? "norm2" : "norm");

/** Emits y = what `kind` says of each region; `places` where the greatest stands, as i32 or, with `floats`, f32. */
function emitPool(
  program: Program,
  { sizes, batch, taps }: Regions,
  slots: { y: Slot | null; places: Slot | null; x: Slot },
  { kind, p = 1, floats = false }: { kind: keyof typeof KINDS; p?: number; floats?: boolean },
): void {
  const args = { ...sizes, ...slots, kind: KINDS[kind], floats: Number(floats), p };
  const rows = batch * sizes.outDepth * sizes.outHeight;
  program.emit(kernels.poolRegions, args, work(rows, COST[kind] * taps * sizes.outWidth * sizes.channels));
}

/** y = the greatest of each region and, where asked for, its i32 place. */
export const poolMax = (
  program: Program,
  regions: Regions,
  slots: { y: Slot | null; places: Slot | null; x: Slot },
  floats = false,
): void => emitPool(program, regions, slots, { kind: "max", floats });

/** y = the mean of each region. */
export const poolMean = (program: Program, regions: Regions, slots: { y: Slot; x: Slot }): void =>
  emitPool(program, regions, { ...slots, places: null }, { kind: "mean" });

/** y = (sum of |x|^p)^(1/p) of each region. */
export const poolNorm = (program: Program, regions: Regions, slots: { y: Slot; x: Slot }, p: number): void =>
  emitPool(program, regions, { ...slots, places: null }, { kind: normKind(p), p });

/** dx = the sum of dy over the regions whose greatest has this place. */
export const spreadMax = (program: Program, regions: Regions, slots: { dx: Slot; dy: Slot; places: Slot }): void =>
  emitSpread(program, regions, { ...slots, x: null }, 1);

/** dx = the sum of dy / its region's size over the regions that hold it. */
export const spreadMean = (program: Program, regions: Regions, slots: { dx: Slot; dy: Slot }): void =>
  emitSpread(program, regions, { ...slots, places: null, x: null }, 1);

/** dx = the sum of dy over the regions that hold it, times sign(x) |x|^(p - 1). */
export const spreadNorm = (
  program: Program,
  regions: Regions,
  slots: { dx: Slot; dy: Slot; x: Slot },
  p: number,
): void => emitSpread(program, regions, { ...slots, places: null }, p);

function emitSpread(
  program: Program,
  { sizes, batch, taps }: Regions,
  slots: { dx: Slot; dy: Slot; places: Slot | null; x: Slot | null },
  p: number,
): void {
  const rows = sizes.inDepth * sizes.inHeight;
  const perRow = (sizes.outDepth * sizes.outHeight * sizes.outWidth * taps) / rows;
  const power = p === 1 || p === 2 ? 2 : 40;
  const cost = sizes.channels * (2 * perRow + (slots.x ? power : 1) * sizes.inWidth);
  program.emit(kernels.poolRegionsBackward, { ...sizes, ...slots, p }, work(batch * rows, Math.ceil(cost)));
}
