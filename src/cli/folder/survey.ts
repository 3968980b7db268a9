/** A first look at some of a folder's pictures: how large they are, and whether they have colours. */
import { join } from "node:path";
import type { Picture } from "../../data/index.ts";
import { FoveaError } from "../../error.ts";
import { decodePicture } from "../../images/index.ts";
import { readBytes } from "../../node/files.ts";
import type { Survey } from "./choose.ts";
import type { DataFolder } from "./files.ts";

/** Pictures looked at, evenly over the folder. */
const LOOKED_AT = 60;
/** Channels of a grey pixel that was saved as JPEG in colour may differ by a little. */
const GREY = 12;

/** `held` is the share of the pictures that is not trained on. */
export async function survey({ root, classes, train: { paths } }: DataFolder, held: number): Promise<Survey> {
  const every = Math.max(1, Math.floor(paths.length / LOOKED_AT));
  const sizes: { width: number; height: number }[] = [];
  let coloured = false;
  let reason: string | undefined;
  for (let i = 0; i < paths.length && (sizes.length < LOOKED_AT || i % every === 0); i += every) {
    const picture = await look(join(root, paths[i]));
    if (typeof picture === "string") {
      reason ??= picture;
      continue;
    }
    sizes.push(picture);
    coloured ||= hasColour(picture);
  }
  if (!sizes.length)
    throw new FoveaError(
      "data",
      `${root}: got no picture that can be read, expected PNG or JPEG pictures. The first: ${reason}`,
    );
  const median = (side: "width" | "height"): number =>
    sizes.map((each) => each[side]).sort((a, b) => a - b)[sizes.length >> 1];
  return {
    pictures: Math.max(1, Math.round(paths.length * (1 - held))),
    classes: classes.length,
    width: median("width"),
    height: median("height"),
    coloured,
  };
}

/** What is wrong with it, for a damaged picture: whether that is an error is decided when all are checked. */
async function look(path: string): Promise<Picture | string> {
  try {
    return decodePicture(await readBytes(path), { channels: 3, name: path });
  } catch (error) {
    if (error instanceof FoveaError && error.code !== "file") return error.message;
    throw error;
  }
}

/** Whether more than a hundredth of the pixels have a colour. */
function hasColour({ data, width, height }: Picture): boolean {
  let count = 0;
  for (let i = 0; i < data.length; i += 3) {
    const most = Math.max(data[i], data[i + 1], data[i + 2]);
    if (most - Math.min(data[i], data[i + 1], data[i + 2]) > GREY) count++;
  }
  return count * 100 > width * height;
}
