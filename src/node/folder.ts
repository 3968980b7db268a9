/** What a folder holds, and errors about what it lacks. */
import { readdir } from "node:fs/promises";
import { FoveaError, fail, show } from "../error.ts";
import { failFile } from "./files.ts";

const LISTED = 12; // names in an error message

/** Throws unless `path` can be one. */
export function checkPath(where: string, path: string, expected = "the path of a folder"): void {
  if (typeof path !== "string" || path === "") fail("option", { where, got: show(path), expected });
}

/** The names in a folder, sorted. Throws a FoveaError "file" that names it and the reason. */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    return failFile("read", path, error);
  }
}

/** Throws the error about a file that is not in the folder, with what is. */
export function failMissing(path: string, wanted: string, present: readonly string[], hint: string): never {
  const listed = present.slice(0, LISTED).join(", ") + (present.length > LISTED ? `, ... (${present.length})` : "");
  throw new FoveaError(
    "file",
    `cannot find ${wanted} in ${path}: the folder holds ${listed || "nothing"}. Hint: ${hint}.`,
  );
}
