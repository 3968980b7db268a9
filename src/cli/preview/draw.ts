/** From pictures to the families of a sheet. */
import { augment, resize, zcaOf } from "../../augment/index.ts";
import { digits as drawDigits } from "../../data/index.ts";
import type { Picture } from "../../data/samples.ts";
import type { Engine } from "../../index.ts";
import { COLUMNS, type Desk, type PictureSample } from "./cells.ts";
import { families } from "./families.ts";
import { boxMask, drawScene, sceneBox, scenes } from "./scenes.ts";
import type { DrawnFamily } from "./sheet.ts";

/** Digits that the whitening is fitted on, and their side: its time grows with the sixth power of that. */
const FITTED = 400;
const SIDE_OF_FITTED = 16;

/** Pixels of a side of the drawn pictures. */
const SIDE = 48;

/** The drawn pictures, as many as a row has, with a box and a mask of what they show. */
export function drawnPictures(side: number = SIDE): readonly PictureSample[] {
  const samples = scenes.map((scene) => {
    const box = sceneBox(scene, side);
    return { x: drawScene(scene, side), y: boxMask(box, side), boxes: [box], name: scene.name };
  });
  return Array.from({ length: COLUMNS }, (_, i) => samples[i % samples.length]);
}

/** Every transform on `pictures`, squares of one size in three channels. */
export async function drawFamilies(
  engine: Engine,
  pictures: readonly PictureSample[],
  seed: number,
): Promise<readonly (DrawnFamily & { readonly name: string })[]> {
  const side = pictures[0].x.width;
  const digits = drawnDigits();
  const smallDigits = await resized(engine, digits, SIDE_OF_FITTED);
  const zca = await zcaOf(smallDigits, { epsilon: 0.1 });
  const row = Array.from({ length: COLUMNS }, (_, i) => pictures[i % pictures.length]);
  const desk: Desk = { engine, seed, side, pictures: row, digits, smallDigits };
  const drawn = [];
  const bare: Desk = { ...desk, pictures: row.map(({ boxes, ...sample }) => sample) };
  for (const { rows, moves, ...family } of families(side, zca)) {
    const done = [];
    for (const { name, code, draw } of rows) done.push({ name, code, cells: await draw(moves ? desk : bare) });
    drawn.push({ ...family, rows: done.filter(({ cells }) => cells.length) });
  }
  return drawn;
}

async function resized(engine: Engine, samples: readonly PictureSample[], size: number): Promise<PictureSample[]> {
  using change = await augment([resize({ size })], { engine });
  return samples.map((sample, index) => ({ x: change(sample, { epoch: 0, index }).x as Picture }));
}

function drawnDigits(): PictureSample[] {
  const { x } = drawDigits({ count: FITTED });
  return Array.from({ length: FITTED }, (_, i) => ({
    x: { width: 28, height: 28, channels: 1, data: x.subarray(784 * i, 784 * (i + 1)) },
  }));
}
