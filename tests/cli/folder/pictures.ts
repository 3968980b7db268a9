// Folders of pictures for tests: two kinds that a small network tells apart.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePng } from "../../../src/images/index.ts";

const SIDE = 16;

/** A picture of stripes, level or upright, of some colour or grey. */
export function stripes(upright: boolean, i: number, channels: 1 | 3): Uint8Array {
  const data = new Uint8Array(SIDE * SIDE * channels);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      for (let c = 0; c < channels; c++) {
        const place = (upright ? x : y) + i;
        data[(y * SIDE + x) * channels + c] = (place % 6 < 3 ? 220 - 60 * c : 30) + ((x * 7 + y * 13 + i * 5) % 20);
      }
  return encodePng({ width: SIDE, height: SIDE, channels, data });
}

/** Writes `count` pictures of each class into `root`. */
export function writePictures(root: string, count: number, channels: 1 | 3 = 3): void {
  for (const [name, upright] of [
    ["level", false],
    ["upright", true],
  ] as const) {
    mkdirSync(join(root, name), { recursive: true });
    for (let i = 0; i < count; i++)
      writeFileSync(join(root, name, `${String(i).padStart(3, "0")}.png`), stripes(upright, i, channels));
  }
}
