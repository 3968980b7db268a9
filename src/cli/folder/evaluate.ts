/** The pictures that a run on a folder is tested with: its own that were not trained on, or those of another folder. */
import { join, relative, sep } from "node:path";
import type { Sample, WorkerDataset } from "../../data/index.ts";
import { listClasses } from "../../node/folder/classes.ts";
import { entriesOf } from "../../node/folder/list.ts";
import type { FolderConfig } from "./config.ts";
import { checkUnchanged, fingerprint, listFolder } from "./files.ts";
import { splitFolder } from "./prepare.ts";
import { picturesOf, samplesOf } from "./task.ts";

export interface TestPictures {
  samples: WorkerDataset<Sample>;
  /** Where they come from, for people. */
  from: string;
}

/** Those that the run validates on. */
export async function ownPictures(config: FolderConfig): Promise<TestPictures> {
  const folder = await listFolder(config.data);
  checkUnchanged(folder.root, config.files, await fingerprint(folder));
  const { validation } = await splitFolder(folder, config);
  const samples = await samplesOf(picturesOf(config, validation), config.workers);
  return { samples, from: `the run's validation pictures in ${config.data}` };
}

/** All pictures of the folder `root`, or those in its folder `test`; their classes are those of the run. */
export async function otherPictures(config: FolderConfig, root: string): Promise<TestPictures> {
  const { folders } = await entriesOf(root);
  const part = folders.includes("train")
    ? ["test", "validation", "val", "valid"].find((name) => folders.includes(name))
    : undefined;
  const from = part ? join(root, part) : root;
  const { paths, labels } = await listClasses(from, { classes: config.classes, mayLack: true });
  const listed = { paths: paths.map((path) => relative(root, path).split(sep).join("/")), labels };
  const samples = await samplesOf(picturesOf({ ...config, data: root }, listed), config.workers);
  return { samples, from };
}
