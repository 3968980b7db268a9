import { readdirSync } from "node:fs";
import type { FuzzEntry } from "../entry.ts";

const folder = new URL("../", import.meta.url);

/** The entries of all tables: every file of tests/fuzz but the tests and the type of an entry. */
export async function allEntries(): Promise<FuzzEntry[]> {
  const files = readdirSync(folder).filter((file) => /\.ts$/.test(file) && !/^entry\.ts$|\.test\.ts$/.test(file));
  const tables = await Promise.all(files.sort().map((file) => import(new URL(file, folder).href)));
  return tables.flatMap((table, i) => {
    if (!Array.isArray(table.entries)) throw new Error(`tests/fuzz/${files[i]} exports no entries`);
    return table.entries;
  });
}
