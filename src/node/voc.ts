/** Pictures with boxes from a folder in the layout of Pascal VOC. */
import { join } from "node:path";
import { dataset } from "../data/dataset/make.ts";
import type { Dataset } from "../data/dataset.ts";
import { checkClasses } from "../data/labelled.ts";
import type { BoxedPicture } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Decode } from "../formats/table/samples.ts";
import { type VocBox, vocBoxes } from "../formats/voc/voc.ts";
import { decodePicture } from "../images/index.ts";
import { readBytes } from "./files.ts";
import { type CorruptOptions, checkPictureFolder, type PictureFolderOptions, readSamples } from "./folder/pictures.ts";
import { checkPath, failMissing, listFolder } from "./folder.ts";

/** What {@link vocFolder} takes. */
export interface VocFolderOptions extends Pick<PictureFolderOptions, "channels">, CorruptOptions {
  /** Which pictures: the name of a list in the folder `ImageSets/Main` or in the folder itself, as "train". Default: all that are annotated. */
  set?: string;
  /** Names of the classes, by index. Default: those that the chosen annotations name, sorted. */
  classes?: readonly string[];
  /** Whether objects that are marked as difficult are kept. Default true. */
  difficult?: boolean;
  /** What the first pixel is called in the annotations: 1 in VOC and in most tools; 0 in some. Default 1. */
  first?: 0 | 1;
  /** Makes pictures of files' bytes. Default: `decodePicture` of fovea/images, for PNG and JPEG. */
  decode?: Decode;
}

const PICTURES = ["JPEGImages", "images"];
const ANNOTATIONS = ["Annotations", "annotations"];

/** A picture that has been listed but not opened. */
interface Entry {
  /** The picture's path. */
  name: string;
  /** The annotation's path. */
  annotation: string;
  width: number;
  height: number;
  boxes: readonly VocBox[];
}

/**
 * The pictures of a folder in the layout of Pascal VOC, with their boxes: pictures in `JPEGImages` or `images`, an XML file for each of
 * them in `Annotations` or `annotations`, and, for the option `set`, lists of names in `ImageSets/Main` or beside these folders. The
 * annotations are read at once and held (see `vocBoxes` of `fovea/formats` for what becomes of their numbers); a picture is read and decoded
 * when its sample is; with `corrupt: "skip"`, those that are damaged are left out.
 *
 * @returns a data set of `{ x: Picture, boxes, name }`, in the order of the list or of the names, with `classes`.
 * @throws FoveaError "file" naming what is missing or cannot be read; "format" or "data" as `vocBoxes`; "data" for a class that is none of
 *   `classes`, and, when a sample is read, for a picture of another size than its annotation says.
 * @example
 * const train = await vocFolder("data/VOC2007", { set: "train" });
 */
export async function vocFolder(path: string, options: VocFolderOptions = {}): Promise<Dataset<BoxedPicture>> {
  checkPath("vocFolder path", path);
  checkVocOptions(options);
  const present = await listFolder(path);
  const pictures = await folderOf(path, PICTURES, present);
  const annotations = await folderOf(path, ANNOTATIONS, present);
  const ids = options.set === undefined ? annotatedIds(annotations) : await listedIds(path, options.set, present);
  const entries: Entry[] = [];
  for (const id of ids) entries.push(await entryOf(id, pictures, annotations, options));
  const classes = options.classes ?? [...new Set(entries.flatMap(({ boxes }) => boxes.map(({ name }) => name)))].sort();
  const labelled = entries.map((entry) => withLabels(entry, classes));
  return readSamples(dataset(labelled, { classes }), options, (entry) => open(entry, options));
}

function checkVocOptions(options: VocFolderOptions): void {
  checkOptions("vocFolder", options, [
    ...["set", "classes", "difficult", "first", "decode", "channels", "corrupt", "onCorrupt"],
  ]);
  checkPictureFolder("vocFolder", options);
  const { decode, set, classes, difficult = true } = options;
  if (decode !== undefined && typeof decode !== "function")
    fail("option", { where: "vocFolder decode", got: show(decode), expected: "a function that makes pictures" });
  if (set !== undefined) checkPath("vocFolder set", set, "the name of a list");
  if (classes !== undefined) checkClasses("vocFolder classes", classes);
  if (typeof difficult !== "boolean")
    fail("option", { where: "vocFolder difficult", got: show(difficult), expected: "true or false" });
}

/** A folder's path, and what it holds by names without their ends. */
interface Folder {
  path: string;
  files: ReadonlyMap<string, string>;
}

async function folderOf(path: string, names: readonly string[], present: readonly string[]): Promise<Folder> {
  const name = names.find((name) => present.includes(name));
  if (name === undefined)
    return failMissing(
      path,
      names.join(" or "),
      present,
      "pictures and annotations are in two folders beside each other",
    );
  const folder = join(path, name);
  const wanted = names === PICTURES ? /\.(jpe?g|png)$/i : /\.xml$/i;
  const files = (await listFolder(folder)).filter((file) => wanted.test(file) && !file.startsWith("."));
  return { path: folder, files: new Map(files.map((file) => [file.replace(wanted, ""), file])) };
}

function annotatedIds({ path, files }: Folder): string[] {
  return files.size ? [...files.keys()] : failMissing(path, "an annotation", [], "annotations end in .xml");
}

/** The first word of each line of a list; behind it, VOC's lists of one class say whether it is there. */
async function listedIds(path: string, set: string, present: readonly string[]): Promise<string[]> {
  const file = set.endsWith(".txt") ? set : `${set}.txt`;
  const list = present.includes(file) ? join(path, file) : join(path, "ImageSets", "Main", file);
  const text = new TextDecoder().decode(await readBytes(list));
  const ids = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/)[0]);
  const named = ids.filter(Boolean);
  return named.length ? named : fail("data", { where: list, got: "no names", expected: "one on each line" });
}

async function entryOf(id: string, pictures: Folder, annotations: Folder, options: VocFolderOptions): Promise<Entry> {
  const file =
    annotations.files.get(id) ?? failMissing(annotations.path, `${id}.xml`, [...annotations.files.values()], LIST);
  const annotation = join(annotations.path, file);
  const xml = decodeUtf8(await readBytes(annotation), annotation);
  const { width, height, boxes, file: told } = vocBoxes(xml, { name: annotation, first: options.first });
  const picture = pictures.files.get(id) ?? [...pictures.files.values()].find((name) => name === told);
  if (picture === undefined)
    return failMissing(pictures.path, `the picture of ${annotation}`, [...pictures.files.values()], ENDS);
  const kept = options.difficult === false ? boxes.filter(({ difficult }) => !difficult) : boxes;
  return { name: join(pictures.path, picture), annotation, width, height, boxes: kept };
}

const LIST = "each name of a list has an annotation";
const ENDS = "a picture is called as its annotation, and ends in .jpg, .jpeg or .png";

function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("format", { where: name, got: "bytes that are no utf-8", expected: "an annotation in XML" });
  }
}

type LabelledEntry = Omit<Entry, "boxes"> & Pick<BoxedPicture, "boxes">;

function withLabels(entry: Entry, classes: readonly string[]): LabelledEntry {
  const boxes = entry.boxes.map(({ left, top, right, bottom, name }) => {
    const label = classes.indexOf(name);
    if (label < 0)
      fail("data", { where: entry.annotation, got: `class ${show(name)}`, expected: `one of ${show(classes)}` });
    return { left, top, right, bottom, label };
  });
  return { ...entry, boxes };
}

async function open(
  { name, annotation, width, height, boxes }: LabelledEntry,
  { decode = decodePicture, channels = 3 }: VocFolderOptions,
): Promise<BoxedPicture> {
  const x = await decode(await readBytes(name), { name, channels });
  if (width && height && (x.width !== width || x.height !== height))
    fail("data", {
      where: name,
      got: `a picture of ${x.width}x${x.height} pixels`,
      expected: `${width}x${height}, as ${annotation} says`,
    });
  return { x, boxes, name };
}
