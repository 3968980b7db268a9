/** Masks beside their picture: what is true, what was predicted, where they differ. */
import type { Picture } from "../../data/samples.ts";
import type { MaskExample } from "./examine.ts";
import { escapeHtml, percent } from "./html.ts";
import { image } from "./pictures.ts";

/** Colours of classes: black for the first, which mostly is the background, then hues far from one another. */
const COLOURS = [
  [0, 0, 0],
  [255, 255, 255],
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

/** The examples as rows of pictures. */
export function maskRows(examples: readonly MaskExample[]): string {
  const rows: string[] = [];
  for (const { picture, name, truth, predicted, height, width } of examples) {
    const right = truth.filter((label, i) => label === predicted[i]).length / truth.length;
    const shown: (readonly [string, Picture])[] = [
      ...(picture ? [["picture", picture] as const] : []),
      ["true", mask(truth, height, width)],
      ["predicted", mask(predicted, height, width)],
      ["wrong pixels", differences(truth, predicted, height, width)],
    ];
    const figures: string[] = [];
    for (const [what, each] of shown)
      figures.push(`<figure>${image(each, `${name}: ${what}`)}<figcaption>${what}</figcaption></figure>`);
    rows.push(
      `<div class="masks"><p>${escapeHtml(name)}: ${percent(right)} of the pixels right</p>${figures.join("")}</div>`,
    );
  }
  return rows.join("");
}

function mask(labels: Uint8Array, height: number, width: number): Picture {
  const data = new Uint8Array(labels.length * 3);
  labels.forEach((label, i) => {
    data.set(COLOURS[label < COLOURS.length ? label : 1 + ((label - 1) % (COLOURS.length - 1))], i * 3);
  });
  return { width, height, channels: 3, data };
}

function differences(truth: Uint8Array, predicted: Uint8Array, height: number, width: number): Picture {
  const data = new Uint8Array(truth.length * 3);
  truth.forEach((label, i) => {
    data.set(label === predicted[i] ? [32, 32, 32] : [230, 60, 40], i * 3);
  });
  return { width, height, channels: 3, data };
}
