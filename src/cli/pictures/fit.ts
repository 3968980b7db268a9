/** Grey pictures (of one channel) made into what a network takes: its size, and light ink on dark paper. */
import type { Picture } from "../../data/samples.ts";
import { resizePicture } from "../../images/index.ts";

/** Whether dark and light are swapped: when the paper is light, always, or never; then the picture stays as it is. */
export type Invert = "auto" | "yes" | "no";

/**
 * The picture at `width` x `height`, its proportions kept: resized to fit, centred, the rest filled with paper, whose colour is
 * the median of the picture's edge. Unless `invert` is "no" the paper then becomes black, as it is in the pictures that
 * networks learned from: "auto" takes ink for dark when the paper is lighter than mid-grey, "yes" in any case.
 */
export function fitPicture(picture: Picture, width: number, height: number, invert: Invert): Uint8Array {
  const paper = median(edge(picture));
  const fitted = pad(resizeToFit(picture, width, height), width, height, paper);
  if (invert === "no") return fitted;
  const isInkDark = invert === "yes" || paper > 127;
  return isInkDark
    ? blacken(
        fitted.map((value) => 255 - value),
        255 - paper,
      )
    : blacken(fitted, paper);
}

/** Makes what is as dark as the paper black, and stretches the rest: white stays white. */
function blacken(pixels: Uint8Array, paper: number): Uint8Array {
  if (paper === 255) return pixels.map(() => 0);
  return pixels.map((value) => Math.round((Math.max(0, value - paper) * 255) / (255 - paper)));
}

/** The outermost pixels. */
function edge({ width, height, data }: Picture): Picture["data"] {
  return data.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
}

function median(values: Picture["data"]): number {
  return values.toSorted()[values.length >> 1];
}

/** The picture in the largest size of its proportions that fits into `width` x `height`. */
function resizeToFit(picture: Picture, width: number, height: number): Picture {
  const scale = Math.min(width / picture.width, height / picture.height);
  const size = (length: number): number => Math.max(1, Math.round(length * scale));
  return resizePicture(picture, { width: size(picture.width), height: size(picture.height), fit: "stretch" });
}

function pad(picture: Picture, width: number, height: number, paper: number): Uint8Array {
  const left = (width - picture.width) >> 1;
  const top = (height - picture.height) >> 1;
  const out = new Uint8Array(width * height).fill(paper);
  for (let y = 0; y < picture.height; y++)
    out.set(picture.data.subarray(y * picture.width, (y + 1) * picture.width), (top + y) * width + left);
  return out;
}
