/** The pictures of a data folder: which there are, of which class, and whether they are still the same. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { FoveaError } from "../../error.ts";
import { failFile } from "../../node/files.ts";
import { type Labelled, listClasses } from "../../node/folder/classes.ts";
import { entriesOf } from "../../node/folder/list.ts";

/** Pictures by paths from the data folder, with slashes, in the order of their names. */
export interface Listed {
  paths: string[];
  labels: Uint32Array;
}

/** What a data folder holds. */
export interface DataFolder {
  root: string;
  classes: readonly string[];
  train: Listed;
  /** Where the folder keeps validation pictures apart: the name of their folder, and they. */
  validation: (Listed & { folder: string }) | null;
}

/** Names of a folder whose pictures are not trained on; the first that is there is taken. */
const VALIDATION = ["validation", "val", "valid", "test"];

/** Lists a data folder: a folder for each class, or `train` with these and beside it `val`, `validation`, `valid` or `test`. */
export async function listFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const { folders } = await entriesOf(root);
  if (!folders.includes("train") || !folders.some((name) => VALIDATION.includes(name))) {
    const inTrain = folders.length === 1 && folders[0] === "train";
    const { classes, ...all } = await listClasses(inTrain ? join(root, "train") : root, {});
    return { root, classes, train: within(root, all), validation: null };
  }
  const { classes, ...train } = await listClasses(join(root, "train"), {});
  const folder = VALIDATION.find((name) => folders.includes(name)) as string;
  const apart = await listClasses(join(root, folder), { classes, mayLack: true });
  return { root, classes, train: within(root, train), validation: { folder, ...within(root, apart) } };
}

function within(root: string, { paths, labels }: Omit<Labelled, "classes">): Listed {
  return { paths: paths.map((path) => relative(root, path).split(sep).join("/")), labels };
}

/** What the pictures of a folder are known by again. */
export interface Fingerprint {
  pictures: number;
  /** SHA-256 over all paths and sizes. */
  hash: string;
}

export async function fingerprint({ root, train, validation }: DataFolder): Promise<Fingerprint> {
  const paths = [...train.paths, ...(validation?.paths ?? [])];
  const hash = createHash("sha256");
  for (const path of paths) {
    const { size } = await stat(join(root, path)).catch((error) => failFile("read", join(root, path), error));
    hash.update(`${path}\0${size}\n`);
  }
  return { pictures: paths.length, hash: hash.digest("hex") };
}

/** Throws unless the folder is as it was when the run began. */
export function checkUnchanged(root: string, then: Fingerprint, now: Fingerprint): void {
  if (now.hash === then.hash) return;
  const what =
    now.pictures === then.pictures
      ? "other names or sizes"
      : `${now.pictures} pictures, where there were ${then.pictures}`;
  throw new FoveaError(
    "data",
    `${root} has changed since the run began: ${what}. Hint: bring the pictures back, or start a new run.`,
  );
}
