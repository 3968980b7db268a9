/** Geometry that moves whole pixels: flips, crops, borders. */
import * as kernels from "../../bindings/kernels.ts";
import { fillOf, type Surroundings } from "./border.ts";
import type { Canvas } from "./canvas.ts";
import type { Layer } from "./layer.ts";

/** What is drawn where nothing beyond the picture is. */
export const nothingAround: Surroundings = { border: "constant", fill: 0 };

/**
 * The picture and its masks, or `layers` of them, become those whose pixel [r, c] is what stands at [rows[r], columns[c]]; -1 stands for the fill of
 * `around`. Boxes are the caller's.
 */
export function pick(
  canvas: Canvas,
  transform: string,
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  around: Surroundings = nothingAround,
  layers: readonly Layer[] = canvas.layers,
): void {
  const places = { rows: canvas.integers("rows", rows), columns: canvas.integers("columns", columns) };
  const [height, width] = [rows.length, columns.length];
  for (const layer of layers) {
    const fill = fillOf(canvas, transform, layer, around);
    layer.redraw({ height, width }, (y, x) => {
      const args = { y, x, ...places, fill, width, channels: layer.channels, pitch: layer.width };
      canvas.call(kernels.pickPixels, args, height);
    });
  }
}

/** `count` numbers, one more each, from `first` on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
