/** Folders of files, for tests of what reads them. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A function that writes files into a new folder and gives its path; the folders are gone when the tests of the file are over. */
export function temporaryFolders(): (files: Record<string, Uint8Array | string>) => Promise<string> {
  const made: string[] = [];
  afterAll(async () => {
    for (const path of made) await rm(path, { recursive: true });
  });
  return async (files) => {
    const root = await mkdtemp(join(tmpdir(), "fovea-folder-"));
    made.push(root);
    for (const [name, contents] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), contents);
    }
    return root;
  };
}
