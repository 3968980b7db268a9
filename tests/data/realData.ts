/** Where tests look for real data. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** The folder of a data set; where it is not there, says that tests skip. */
export function realData(name: string): string {
  const path = join(root, name);
  if (!existsSync(path))
    console.warn(`SKIPPED: ${path} is not there; set FOVEA_DATA to the folder that holds ${name}/`);
  return path;
}
