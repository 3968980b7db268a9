import { readdirSync } from "node:fs";

const folder = new URL("../../src/ops/", import.meta.url);

/** Names of the layer functions that the families of ops export. */
export async function exportedLayers(): Promise<string[]> {
  const families = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const modules = await Promise.all(families.map(({ name }) => import(new URL(`${name}/index.ts`, folder).href)));
  return modules.flatMap((module) => Object.keys(module).filter((key) => typeof module[key] === "function")).sort();
}
