/** Changing a picture's size: each axis by weighted sums of neighbours. */
import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import type { Canvas } from "./canvas.ts";
import type { Layer } from "./layer.ts";
import { nothingAround, pick } from "./pick.ts";
import type { Sampling } from "./warp.ts";

/** Which elements make each element of an axis: those of element i stand from starts[i] to before starts[i + 1]. */
export interface Taps {
  readonly starts: readonly number[];
  readonly index: readonly number[];
  readonly weight: readonly number[];
}

/** How far a filter reaches, and its value at a distance. */
const filters = {
  bilinear: { reach: 1, at: (d: number): number => (d < 1 ? 1 - d : 0) },
  bicubic: {
    reach: 2,
    at: (d: number): number => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0),
  },
} as const;

/**
 * The taps of an axis of `from` elements that becomes one of `to`. The filter is as wide as an element of the coarser axis, so that
 * shrinking averages; beyond the ends nothing is counted. This is Pillow's rule.
 */
export function tapsOf(from: number, to: number, sampling: "bilinear" | "bicubic"): Taps {
  const { reach, at } = filters[sampling];
  const ratio = from / to;
  const width = Math.max(ratio, 1);
  const taps = { starts: [0], index: [] as number[], weight: [] as number[] };
  for (let i = 0; i < to; i++) {
    const middle = (i + 0.5) * ratio;
    const first = Math.max(0, Math.floor(middle - reach * width + 0.5));
    const end = Math.min(from, Math.floor(middle + reach * width + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) => at(Math.abs(first + k - middle + 0.5) / width));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    taps.index.push(...weights.map((_, k) => first + k));
    taps.weight.push(...weights.map((weight) => weight / sum));
    taps.starts.push(taps.index.length);
  }
  return taps;
}

/** For each of `to` elements the one of `from` whose place its middle is in. */
export const nearestOf = (from: number, to: number): number[] =>
  Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)));

/** The picture, its masks and boxes become `height` by `width`; masks take the nearest pixels. */
export function resample(image: Canvas, transform: string, height: number, width: number, sampling: Sampling): void {
  const from = { height: image.height, width: image.width };
  if (from.height === height && from.width === width) return;
  const smooth = sampling !== "nearest";
  if (!smooth || image.masks.length) {
    const layers = smooth ? image.masks : image.layers;
    pick(image, transform, nearestOf(from.height, height), nearestOf(from.width, width), nothingAround, layers);
  }
  if (smooth) {
    // What makes the picture smaller goes first.
    const axes = height <= from.height ? [resampleRows, resampleColumns] : [resampleColumns, resampleRows];
    for (const axis of axes) axis(image, image.picture, axis === resampleRows ? height : width, sampling);
  }
  image.boxes.move(([x, y]) => [(x * width) / from.width, (y * height) / from.height], width, height);
}

/** An axis of one element that stays. */
const ONE: Taps = { starts: [0, 1], index: [0], weight: [1] };

/** Rows are long vectors: the kernel takes a row as one element of many channels. */
function resampleRows(image: Canvas, layer: Layer, height: number, sampling: "bilinear" | "bicubic"): void {
  if (height === layer.height) return;
  const rows = tapsOf(layer.height, height, sampling);
  const shape = {
    rows: height,
    columns: 1,
    inner: layer.width * layer.channels,
    fromRows: layer.height,
    fromColumns: 1,
  };
  layer.redraw({ height }, (y, x) => run(image, y, x, rows, ONE, shape));
}

function resampleColumns(image: Canvas, layer: Layer, width: number, sampling: "bilinear" | "bicubic"): void {
  if (width === layer.width) return;
  const columns = tapsOf(layer.width, width, sampling);
  const { height, channels } = layer;
  // Each row is an outer element of its own, with one row in it.
  const shape = { rows: 1, columns: width, inner: channels, fromRows: 1, fromColumns: layer.width };
  layer.redraw({ width }, (y, x) => run(image, y, x, ONE, columns, shape, height));
}

type Shape = Record<"rows" | "columns" | "inner" | "fromRows" | "fromColumns", number>;

function run(image: Canvas, y: Slot, x: Slot, rows: Taps, columns: Taps, shape: Shape, outer = 1): void {
  const args = {
    rowStarts: image.integers("resize.rowStarts", rows.starts),
    rowIndex: image.integers("resize.rowIndex", rows.index),
    rowWeight: image.floats("resize.rowWeight", rows.weight),
    columnStarts: image.integers("resize.columnStarts", columns.starts),
    columnIndex: image.integers("resize.columnIndex", columns.index),
    columnWeight: image.floats("resize.columnWeight", columns.weight),
  };
  image.call(kernels.resample, { y, x, ...args, ...shape }, outer * shape.rows);
}
