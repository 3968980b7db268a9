/** Pictures in a terminal: two pixels a character, one above the other. */
import { stripVTControlCharacters } from "node:util";

/** A cell's two pixels as the halves of a block, by whether each is inked: [upper][lower]. */
const BLOCKS = [
  [" ", "▄"],
  ["▀", "█"],
] as const;

/** The first of the 24 greys of a 256-colour terminal; the last is white. */
const FIRST_GREY = 232;
const GREYS = 24;

/** The lines that show a picture of light ink on dark paper; `greys` uses the terminal's 256 colours, else ink is there or not. */
export function drawPicture(pixels: ArrayLike<number>, width: number, height: number, greys: boolean): string[] {
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    for (let x = 0; x < width; x++) {
      const upper = pixels[y * width + x];
      const lower = y + 1 < height ? pixels[(y + 1) * width + x] : 0;
      line += greys ? `\x1b[38;5;${grey(upper)};48;5;${grey(lower)}m▀` : BLOCKS[upper > 95 ? 1 : 0][lower > 95 ? 1 : 0];
    }
    lines.push(greys ? `${line}\x1b[0m` : line);
  }
  return lines;
}

function grey(value: number): number {
  return FIRST_GREY + Math.floor((value * GREYS) / 256);
}

/** The middle `size` x `size` pixels of a picture: handwritten digits leave a margin, and a terminal is narrow. */
export function middle(pixels: Uint8Array, width: number, height: number, size: number): Uint8Array {
  const left = (width - size) >> 1;
  const top = (height - size) >> 1;
  const out = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const start = (top + y) * width + left;
    out.set(pixels.subarray(start, start + size), y * size);
  }
  return out;
}

/** Blocks of equally many lines, each `width` characters wide on the screen, beside each other. */
export function sideBySide(blocks: readonly string[][], width: number, gap: string): string[] {
  const visible = (line: string): number => [...stripVTControlCharacters(line)].length;
  const fill = (line: string): string => line + " ".repeat(Math.max(0, width - visible(line)));
  return blocks[0].map((_, row) =>
    blocks
      .map((block) => fill(block[row]))
      .join(gap)
      .trimEnd(),
  );
}
