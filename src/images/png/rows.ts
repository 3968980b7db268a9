/** The rows of a PNG picture: which there are, and undoing their filters (W3C PNG, third edition, sections 8 and 9). */
import { failPng, type PngHeader } from "./header.ts";

/** Rows of every `stepY`th line from `y`, with every `stepX`th pixel from `x`. */
export interface Pass {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
  /** Pixels a row. */
  width: number;
  height: number;
  /** Bytes a row, without the one that names its filter. */
  rowBytes: number;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** The passes in which the picture is stored: one, or the seven of Adam7; none is empty. */
export function passesOf({ width, height, depth, samples, interlaced }: PngHeader): Pass[] {
  return (interlaced ? ADAM7 : [[0, 0, 1, 1]])
    .map(([x, y, stepX, stepY]) => {
      const across = Math.ceil((width - x) / stepX);
      const rowBytes = Math.ceil((across * depth * samples) / 8);
      return { x, y, stepX, stepY, width: across, height: Math.ceil((height - y) / stepY), rowBytes };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of all rows of the passes, with their filters. */
export const sizeOf = (passes: readonly Pass[]): number =>
  passes.reduce((sum, { height, rowBytes }) => sum + height * (1 + rowBytes), 0);

/**
 * Undoes, in place, the filters of one pass that begins at `start`: each byte was stored less what its neighbours let expect, the one
 * `reach` bytes to the left and those above.
 */
export function unfilter(rows: Uint8Array, start: number, pass: Pass, reach: number, where: string): void {
  const { height, rowBytes } = pass;
  const nothing = new Uint8Array(rowBytes);
  let above: Uint8Array = nothing;
  for (let y = 0, at = start; y < height; y++, at += 1 + rowBytes) {
    const row = rows.subarray(at + 1, at + 1 + rowBytes);
    const filter = rows[at];
    if (filter > 4) failPng(where, `a PNG whose row ${pass.y + y * pass.stepY} has filter ${filter}`);
    if (filter === 1) for (let i = reach; i < rowBytes; i++) row[i] += row[i - reach];
    else if (filter === 2) for (let i = 0; i < rowBytes; i++) row[i] += above[i];
    else if (filter === 3) addAverage(row, above, reach);
    else if (filter === 4) addPaeth(row, above, reach);
    above = row;
  }
}

function addAverage(row: Uint8Array, above: Uint8Array, reach: number): void {
  const first = Math.min(reach, row.length);
  for (let i = 0; i < first; i++) row[i] += above[i] >> 1;
  for (let i = reach; i < row.length; i++) row[i] += (row[i - reach] + above[i]) >> 1;
}

function addPaeth(row: Uint8Array, above: Uint8Array, reach: number): void {
  const first = Math.min(reach, row.length);
  for (let i = 0; i < first; i++) row[i] += above[i];
  for (let i = reach; i < row.length; i++) row[i] += paeth(row[i - reach], above[i], above[i - reach]);
}

/** Which of left, above and the one left of that is nearest to left + above - corner. */
export function paeth(left: number, above: number, corner: number): number {
  const byLeft = Math.abs(above - corner);
  const byAbove = Math.abs(left - corner);
  const byCorner = Math.abs(left + above - 2 * corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
