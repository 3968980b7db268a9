// Edge functions in workerd, the runtime of Cloudflare Workers.
import { installed } from "./paths.mjs";
import { printed, start } from "./process.mjs";

/** Bundles `entry` as wrangler does: condition `workerd`, `.wasm` and other files kept as modules of their own. */
export async function bundleForEdge(entry, outdir) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [entry],
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd"],
    loader: { ".wasm": "copy", ".safetensors": "copy" },
    assetNames: "[name]",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
}

/** Serves the worker of the configuration file at `config`, does `work(origin)` and ends it. */
export async function withEdge(config, signal, work) {
  const args = ["serve", config, "--socket-addr=http=127.0.0.1:0", "--control-fd=1"];
  const workerd = start(installed("workerd"), args, { signal });
  try {
    const port = await printed(workerd, /"event":"listen".*?"port":(\d+)/); // on the control stream
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    workerd.stop();
  }
}
