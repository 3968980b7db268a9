// fovea's sources as one module, bundled when the benchmark starts: what is measured is what stands in src/ now.
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { benchFile, builtFile, rootFile } from "./paths.mjs";

/**
 * Bundles internals/ and imports it.
 *
 * @returns {Promise<typeof import("../internals/index.ts")>}
 */
export async function loadInternals() {
  if (!existsSync(rootFile("bindings/kernels.ts"))) throw new Error("fovea is not built: npm run build");
  await build({
    entryPoints: [benchFile("internals/index.ts")],
    outdir: builtFile("internals"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    external: ["node:*"],
    logLevel: "warning",
  });
  return import(pathToFileURL(builtFile("internals/index.mjs")).href);
}
