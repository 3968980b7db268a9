/** Data sets of pictures in folders. */
import { join } from "node:path";
import { type Dataset, dataset, type LabelledPicture } from "../data/index.ts";
import { checkOptions } from "../error.ts";
import { failFolder, listClasses } from "./folder/classes.ts";
import { entriesOf } from "./folder/list.ts";
import {
  checkPath,
  checkPictureFolder,
  PICTURE_OPTIONS,
  type PictureFolderOptions,
  pictureReader,
  readSamples,
} from "./folder/pictures.ts";

/** How {@link imageFolder} reads a folder. */
export interface ImageFolderOptions extends PictureFolderOptions {
  /** Names of the folders in the order of their labels. Default: all, in the order of their names. */
  classes?: readonly string[];
}

/** The parts of a data set that {@link imageFolders} finds. */
export interface ImageFolders {
  train: Dataset<LabelledPicture>;
  validation?: Dataset<LabelledPicture>;
  test?: Dataset<LabelledPicture>;
}

/** Names of the folder of each part. */
const PARTS = { train: ["train"], validation: ["validation", "val", "valid"], test: ["test"] } as const;

/**
 * A data set of the pictures below `path`, where a folder holds the pictures of a class:
 *
 *     pets/cat/1.png   pets/cat/garden/2.jpg   pets/dog/1.jpeg
 *
 * Each element is a {@link LabelledPicture}: `x` the picture, `y` the label (the folder's place among `classes`), `name` its path. Only the names are
 * kept in memory; a file is read and decoded when its element is. Labels are known without, for splits that are stratified. The order
 * is that of the names' bytes in UTF-8, the same on every system: `shuffle`, or `fit`, mixes it.
 *
 * Files are pictures by .png, .jpg or .jpeg, in any case. Names that begin with a dot are passed over, as are files that are no
 * pictures; pictures of formats that are not read (.webp, .gif, ...) are an error.
 *
 * With `corrupt: "skip"` a damaged picture is found when it is read: its place stays, so that which samples every other batch has, and where
 * training resumes, do not depend on it. A file that the system does not let be read is an error in any case.
 *
 * @throws FoveaError "file" for a folder or file that cannot be read; "data" for a folder without classes or with one, a class without
 *   pictures, pictures beside the folders; when read, "format" for a damaged picture. All name the path.
 * @example
 * const pets = await imageFolder("pets", { size: { width: 64, height: 64 } });
 * const [train, validation] = await pets.split({ validation: 0.2, stratify: true, seed: 1 });
 */
export async function imageFolder(path: string, options: ImageFolderOptions = {}): Promise<Dataset<LabelledPicture>> {
  return await openFolder("imageFolder", path, options, false);
}

/**
 * The training, validation and test pictures of a folder that keeps them apart: `train`, and where there are such folders `validation` (or
 * `val`, `valid`) and `test`, each with a folder for each class as {@link imageFolder} has it. The classes are those of `train`; another
 * part may lack some, but has no others.
 *
 * @throws FoveaError as {@link imageFolder} does, and "data" where there is no `train`.
 * @example
 * const { train, validation = train, test } = await imageFolders("flowers");
 */
export async function imageFolders(path: string, options: ImageFolderOptions = {}): Promise<ImageFolders> {
  checkPath("imageFolders", path);
  const { folders } = await entriesOf(path);
  const places = Object.fromEntries(
    Object.entries(PARTS).map(([part, names]) => {
      const present = names.filter((name) => folders.includes(name));
      if (present.length > 1) failFolder(path, `the folders ${present.join(" and ")}`, "one of them");
      return [part, present[0]];
    }),
  ) as Record<keyof typeof PARTS, string | undefined>;
  if (!places.train)
    failFolder(path, folders.length ? `the folders ${folders.join(", ")}` : "no folders", "a folder train");
  const train = await openFolder("imageFolders", join(path, places.train), options, false);
  const other = (name: string): Promise<Dataset<LabelledPicture>> =>
    openFolder("imageFolders", join(path, name), { ...options, classes: train.classes }, true);
  return {
    train,
    ...(places.validation && { validation: await other(places.validation) }),
    ...(places.test && { test: await other(places.test) }),
  };
}

async function openFolder(
  where: string,
  path: string,
  options: ImageFolderOptions,
  mayLack: boolean,
): Promise<Dataset<LabelledPicture>> {
  checkPath(where, path);
  checkOptions(where, options, ["classes", ...PICTURE_OPTIONS]);
  checkPictureFolder(where, options);
  const { classes, paths, labels } = await listClasses(path, { classes: options.classes, mayLack });
  const read = pictureReader(options);
  return readSamples(dataset(paths, { classes, labels }), options, async (name, index) => {
    return { x: await read(name), y: labels[index], name };
  });
}
