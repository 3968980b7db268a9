import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";

/** The module at `source` with all that it imports, as one file of JavaScript in a folder that is gone after the tests: workers load no TypeScript. */
export async function bundled(source: URL): Promise<URL> {
  const folder = mkdtempSync(join(tmpdir(), "fovea-bundled-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, "bundle.mjs");
  await build({
    entryPoints: [fileURLToPath(source)],
    ...{ outfile, bundle: true, format: "esm", target: "es2022", platform: "neutral" },
  });
  return pathToFileURL(outfile);
}
