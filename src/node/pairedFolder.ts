/** Pictures and their masks, for segmentation. */
import { extname, relative } from "node:path";
import { type Dataset, dataset, type MaskedPicture, type Picture } from "../data/index.ts";
import { checkOptions, FoveaError, fail, show } from "../error.ts";
import { decodePicture } from "../images/index.ts";
import { readBytes } from "./files.ts";
import { failFolder, picturesIn } from "./folder/classes.ts";
import {
  checkPath,
  checkPictureFolder,
  PICTURE_OPTIONS,
  type PictureFolderOptions,
  pictureReader,
  readSamples,
} from "./folder/pictures.ts";

/** How {@link pairedFolder} reads two folders. */
export interface PairedFolderOptions extends Omit<PictureFolderOptions, "size"> {
  /** The label of each value that masks hold, such as `{ 0: 0, 255: 1 }`. A value that is not there is an error. Default: values are labels. */
  map?: Readonly<Record<number, number>>;
  /** Names of the classes, by label. Default none. */
  classes?: readonly string[];
}

const LABELS = 256; // a byte's

/**
 * A data set of the pictures below one folder and, for each, the mask of the same name below another: `image/cells/7.jpg` with
 * `label/cells/7.png`. Each element is a {@link MaskedPicture}: `x` the picture, `y` the mask, a picture of one channel whose bytes are labels, `name`
 * the picture's path. Masks are PNG; those of a palette count by their grey.
 *
 * @throws FoveaError "file" for what cannot be read; "data" for a picture without a mask, a mask without a picture, two of one name; when read,
 *   "data" for a mask of another size, or with a value that `map` lacks. All name the path.
 * @example
 * const cells = await pairedFolder("membrane/image", "membrane/label", { channels: 1, map: { 0: 0, 255: 1 } });
 */
export async function pairedFolder(
  pictures: string,
  masks: string,
  options: PairedFolderOptions = {},
): Promise<Dataset<MaskedPicture>> {
  for (const path of [pictures, masks]) checkPath("pairedFolder", path);
  checkOptions("pairedFolder", options, ["map", "classes", ...PICTURE_OPTIONS.filter((name) => name !== "size")]);
  checkPictureFolder("pairedFolder", options);
  const { classes } = options;
  const labels = labelsOf(options);
  const paths = await picturesIn(pictures, true);
  const own = byStem(pictures, paths);
  const theirs = byStem(masks, await picturesIn(masks, true));
  const pairs = new Map([...own].map(([stem, path]) => [path, theirs.get(stem)]));
  for (const [path, mask] of pairs)
    if (mask === undefined) failFolder(path, "no mask", `one of the same name in ${masks}`);
  const stray = [...theirs].find(([stem]) => !own.has(stem));
  if (stray) failFolder(stray[1], "a mask without a picture", `one of the same name in ${pictures}`);
  const read = pictureReader(options);
  return readSamples(dataset(paths, { ...(classes && { classes }) }), options, async (path) => {
    const x = await read(path);
    return { x, y: await readMask(pairs.get(path) as string, labels, x), name: path };
  });
}

/** Paths by what they are below the folder, without their endings. */
function byStem(folder: string, paths: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const stem = relative(folder, path.slice(0, -extname(path).length));
    const other = found.get(stem);
    if (other !== undefined) failFolder(path, `a picture named like ${other}`, "each name once");
    found.set(stem, path);
  }
  return found;
}

/** The label of each value from 0 to 255; -1 where it has none. */
function labelsOf({ map, classes }: PairedFolderOptions): Int16Array {
  if (map === undefined) return Int16Array.from({ length: LABELS }, (_, value) => value);
  const where = "pairedFolder.map";
  if (typeof map !== "object" || map === null || Object.keys(map).length === 0)
    fail("option", { where, got: show(map), expected: "labels by value, such as { 0: 0, 255: 1 }" });
  const most = Math.min(LABELS, classes?.length || LABELS) - 1;
  const labels = new Int16Array(LABELS).fill(-1);
  for (const [value, label] of Object.entries(map)) {
    if (!/^\d+$/.test(value) || Number(value) >= LABELS || !Number.isInteger(label) || label < 0 || label > most)
      fail("option", {
        where,
        got: `${value}: ${show(label)}`,
        expected: `values of 0 to 255, labels of 0 to ${most}`,
      });
    labels[Number(value)] = label;
  }
  return labels;
}

async function readMask(path: string, labels: Int16Array, { width, height }: Picture): Promise<Picture> {
  const mask = decodePicture(await readBytes(path), { channels: 1, name: path });
  if (mask.width !== width || mask.height !== height)
    throw new FoveaError(
      "data",
      `${path}: got a mask of ${mask.width} x ${mask.height} pixels, expected ${width} x ${height}, as the picture has.`,
    );
  const at = mask.data.findIndex((value: number) => labels[value] < 0);
  if (at >= 0)
    fail("data", {
      where: path,
      got: `the value ${mask.data[at]} at pixel ${at % width}, ${Math.floor(at / width)}`,
      expected: `one of ${[...labels.keys()].filter((value) => labels[value] >= 0).join(", ")}`,
      hint: "map says which label each value is; a mask saved as JPEG is smeared, use PNG",
    });
  return { ...mask, data: Uint8Array.from(mask.data, (value) => labels[value]) };
}
