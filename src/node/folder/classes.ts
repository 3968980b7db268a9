/** A folder of pictures: a folder for each class. */
import { join } from "node:path";
import { FoveaError, fail, show } from "../../error.ts";
import { byBytes, entriesOf, filesBelow } from "./list.ts";

/** Pictures with their labels. */
export interface Labelled {
  classes: readonly string[];
  /** Paths, class after class. */
  paths: string[];
  labels: Uint32Array;
}

/** How classes are found. */
export interface ClassOptions {
  /** Their names, where labels are to be in this order. */
  classes?: readonly string[];
  /** Whether a class that is named may have no folder. */
  mayLack?: boolean;
}

const READ = /\.(png|jpe?g)$/i;

/** Pictures that are not read: to pass over them in silence would be to lose a person's data. */
const UNREAD = /\.(webp|gif|bmp|tiff?|avif|heic|heif|jxl|jp2|ppm|pgm|svg)$/i;

const PARTS = ["train", "validation", "val", "valid", "test"];

/** Lists the pictures of each class's folder, in the order of their paths. Files that are no pictures are passed over. */
export async function listClasses(root: string, { classes, mayLack = false }: ClassOptions): Promise<Labelled> {
  const { files, folders } = await entriesOf(root);
  const names = classes ?? folders;
  if (classes) checkNamed(root, classes, folders, mayLack);
  const loose = files.find((file) => READ.test(file) || UNREAD.test(file));
  if (loose !== undefined)
    failFolder(root, `the picture ${loose} beside the folders`, "every picture in the folder of its class");
  checkNames(root, names);
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of names.entries()) {
    if (!folders.includes(name)) continue;
    for (const path of await picturesIn(join(root, name), !mayLack)) {
      paths.push(path);
      labels.push(label);
    }
  }
  if (paths.length === 0) failFolder(root, "no pictures", "PNG or JPEG pictures in a folder for each class");
  return { classes: names, paths, labels: Uint32Array.from(labels) };
}

/** The paths of all pictures below a folder, sorted; `needed`: there must be some. */
export async function picturesIn(folder: string, needed: boolean): Promise<string[]> {
  const files = await filesBelow(folder);
  const unread = files.find((file) => UNREAD.test(file));
  if (unread !== undefined)
    failFolder(folder, `the picture ${unread}`, "PNG or JPEG pictures", "convert it, or move it elsewhere");
  const pictures = files.filter((file) => READ.test(file));
  if (pictures.length === 0 && needed)
    failFolder(
      folder,
      files.length ? `${files.length} files, none of them a picture (${files[0]})` : "an empty folder",
      "PNG or JPEG pictures",
      "a folder is a class; remove it if it is none",
    );
  return pictures.map((file) => join(folder, file));
}

function checkNames(root: string, names: readonly string[]): void {
  if (names.length === 0) failFolder(root, "no folders", "a folder for each class, with its pictures");
  if (names.every((name) => PARTS.includes(name)))
    failFolder(
      root,
      `the folders ${names.join(", ")}`,
      "a folder for each class",
      "imageFolders reads training, validation and test pictures",
    );
  if (names.length === 1)
    failFolder(root, `one class, ${names[0]}`, "two classes or more", "a network needs something to tell apart");
}

function checkNamed(root: string, classes: readonly string[], folders: readonly string[], mayLack: boolean): void {
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    fail("option", { where: "imageFolder.classes", got: show(classes), expected: "an array of names" });
  if (new Set(classes).size < classes.length)
    fail("option", { where: "imageFolder.classes", got: show(classes), expected: "each name once" });
  const stray = folders.find((folder) => !classes.includes(folder));
  if (stray !== undefined)
    failFolder(root, `the folder ${stray}`, `a folder for each of ${[...classes].sort(byBytes).join(", ")}`);
  const missing = classes.find((name) => !folders.includes(name));
  if (missing !== undefined && !mayLack)
    failFolder(root, `no folder ${missing}`, `a folder for each of ${classes.join(", ")}`);
}

/** Throws what is wrong with a folder. */
export function failFolder(path: string, got: string, expected: string, hint?: string): never {
  throw new FoveaError("data", `${path}: got ${got}, expected ${expected}.${hint ? ` Hint: ${hint}.` : ""}`);
}
