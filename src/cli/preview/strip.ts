import type { Picture } from "../../data/samples.ts";
import type { Cell } from "./cells.ts";

/** Pixels between two pictures. */
const GAP = 4;

/** The pictures of a row beside each other, on white paper. */
export function strip(cells: readonly Cell[]): Picture {
  const pictures = cells.map(({ picture }) => picture);
  const [wide, high] = [
    Math.max(...pictures.map(({ width }) => width)),
    Math.max(...pictures.map(({ height }) => height)),
  ];
  const width = (wide + GAP) * pictures.length - GAP;
  const data = new Uint8Array(width * high * 3).fill(255);
  for (const [i, picture] of pictures.entries()) {
    const left = i * (wide + GAP) + ((wide - picture.width) >> 1);
    const top = (high - picture.height) >> 1;
    for (let row = 0; row < picture.height; row++)
      for (let column = 0; column < picture.width; column++) {
        const from = (row * picture.width + column) * picture.channels;
        const to = ((top + row) * width + left + column) * 3;
        for (let c = 0; c < 3; c++) data[to + c] = picture.data[from + (picture.channels === 1 ? 0 : c)];
      }
  }
  return { width, height: high, channels: 3, data };
}
