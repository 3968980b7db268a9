import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { type Program, work } from "../../../plan/program.ts";

/** Which elements of x an element of y reads. */
export type Mode = "nearest" | "nearestExact" | "linear" | "cubic";

/** The kernels' numbers for the modes, and how many elements of x each reads along an axis. */
const MODES: Readonly<Record<Mode, readonly [number: number, taps: number]>> = {
  nearest: [0, 1],
  nearestExact: [1, 1],
  linear: [2, 2],
  cubic: [3, 4],
};

/** One axis' resampling: what a compiled program shares between the axes, layers and batches that do the same. */
export interface Axis {
  readonly mode: Mode;
  readonly aligned: boolean;
  readonly from: number;
  readonly to: number;
  /** Elements of x for one of y. */
  readonly ratio: number;
}

/** Taps of an axis, in memory. */
interface Taps {
  readonly starts: Slot;
  readonly index: Slot;
  readonly weight: Slot;
}

/**
 * y = x resampled along the axes between batch and channels, or for a gradient back: the last two at once, a third in front of them by a
 * pass of its own behind.
 */
export function resampleAxes(
  program: Program,
  y: Slot,
  x: Slot,
  batch: number,
  axes: readonly Axis[],
  channels: number,
  back = false,
): void {
  const all = axes.map((axis) => (back ? tapsBackward : tapsOf)(program, axis));
  const columns = all[all.length - 1];
  const rows = all.at(-2) ?? identity(program);
  if (all.length < 3) {
    resample(program, y, x, batch, rows, columns, channels);
    return;
  }
  const [depth] = all;
  const between = program.slot("between", batch * depth.from * rows.to * columns.to * channels * 4);
  resample(program, between, x, batch * depth.from, rows, columns, channels);
  resample(program, y, between, batch, identity(program), depth, rows.to * columns.to * channels);
}

interface TapsOfAxis extends Taps {
  readonly from: number;
  readonly to: number;
  /** Elements read for each that is written, about. */
  readonly each: number;
}

/** y [outer, rows.to, columns.to, inner] = x [outer, rows.from, columns.from, inner], resampled. */
function resample(
  program: Program,
  y: Slot,
  x: Slot,
  outer: number,
  rows: TapsOfAxis,
  columns: TapsOfAxis,
  inner: number,
): void {
  const args = {
    ...{ y, x, inner, rows: rows.to, columns: columns.to, fromRows: rows.from, fromColumns: columns.from },
    ...{ rowStarts: rows.starts, rowIndex: rows.index, rowWeight: rows.weight },
    ...{ columnStarts: columns.starts, columnIndex: columns.index, columnWeight: columns.weight },
  };
  program.emit(kernels.resample, args, work(outer * rows.to, columns.to * (inner + 8) * rows.each * columns.each));
}

/** An axis of one element, which stays. */
const identity = (program: Program): TapsOfAxis =>
  tapsOf(program, { mode: "nearest", aligned: false, from: 1, to: 1, ratio: 1 });

function tapsOf(program: Program, axis: Axis): TapsOfAxis {
  const { from, to, ratio, aligned } = axis;
  const [mode, each] = MODES[axis.mode];
  return program.once(`resample ${JSON.stringify(axis)}`, () => {
    const taps = slots(program, to, to * each);
    const coarse = Math.fround(ratio);
    const args = { ...taps, mode, aligned: aligned ? 1 : 0, from, to, ratio: coarse, ratioRest: ratio - coarse };
    program.prepare(kernels.resampleTaps, args, work(1, to * 8));
    return { ...taps, from, to, each };
  });
}

/** The same taps, by the element of x that they read: they resample the gradient back. */
function tapsBackward(program: Program, axis: Axis): TapsOfAxis {
  const { from, to } = axis;
  const given = tapsOf(program, axis);
  return program.once(`resample back ${JSON.stringify(axis)}`, () => {
    const taps = slots(program, from, to * given.each);
    const args = { ...taps, given: given.index, givenWeight: given.weight, from, to, taps: given.each };
    program.prepare(kernels.resampleTapsBackward, args, work(1, to * given.each * 4));
    return { ...taps, from: to, to: from, each: Math.max(1, (to * given.each) / from) };
  });
}

function slots(program: Program, elements: number, taps: number): Taps {
  return {
    starts: program.prepared("starts", (elements + 1) * 4),
    index: program.prepared("index", taps * 4),
    weight: program.prepared("weight", taps * 4),
  };
}
