/** From pictures to the families of a sheet. */
import { zcaOf } from "../../augment/index.ts";
import { digits } from "../../data/index.ts";
import type { Engine } from "../../index.ts";
import { COLUMNS, type Desk, type PictureSample } from "./cells.ts";
import { families } from "./families.ts";
import { boxMask, drawScene, sceneBox, scenes } from "./scenes.ts";
import type { DrawnFamily } from "./sheet.ts";

/** Digits that the whitening is fitted on. */
const FITTED = 400;

/** Pixels of a side of the drawn pictures. */
const SIDE = 48;

/** The drawn pictures, as many as a row has, with a box and a mask of what they show. */
export function drawnPictures(side: number = SIDE): readonly PictureSample[] {
  return Array.from({ length: COLUMNS }, (_, i) => {
    const scene = scenes[i % scenes.length];
    const box = sceneBox(scene, side);
    return { x: drawScene(scene, side), y: boxMask(box, side), boxes: [box], name: scene.name };
  });
}

/** Every transform on `pictures`, squares of one size in three channels. */
export async function drawFamilies(
  engine: Engine,
  pictures: readonly PictureSample[],
  seed: number,
): Promise<readonly (DrawnFamily & { readonly name: string })[]> {
  const side = pictures[0].x.width;
  const inked = drawnDigits();
  const zca = await zcaOf(inked, { epsilon: 0.1 });
  const row = Array.from({ length: COLUMNS }, (_, i) => pictures[i % pictures.length]);
  const desk: Desk = { engine, seed, side, pictures: row, digits: inked.slice(0, COLUMNS) };
  const drawn = [];
  const bare: Desk = { ...desk, pictures: row.map(({ boxes, ...sample }) => sample) };
  for (const { rows, moves, ...family } of families(side, zca)) {
    const done = [];
    for (const { name, code, draw } of rows) done.push({ name, code, cells: await draw(moves ? desk : bare) });
    drawn.push({ ...family, rows: done.filter(({ cells }) => cells.length) });
  }
  return drawn;
}

function drawnDigits(): PictureSample[] {
  const { x } = digits({ count: FITTED });
  return Array.from({ length: FITTED }, (_, i) => ({
    x: { width: 28, height: 28, channels: 1, data: x.subarray(784 * i, 784 * (i + 1)) },
  }));
}
