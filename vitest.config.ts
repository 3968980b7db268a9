import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Node 20 has relaxed SIMD behind a flag; later versions have it anyway, and Node 26 no longer knows the flag. */
const relaxedFlags = process.version.startsWith("v20.") ? ["--experimental-wasm-relaxed-simd"] : [];

export default defineConfig({
  // What examples import is the sources here, so that testing them needs no build.
  resolve: {
    alias: [
      { find: /^fovea$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
      { find: /^fovea\/(\w+)$/, replacement: fileURLToPath(new URL("src/$1/index.ts", import.meta.url)) },
    ],
  },
  test: {
    globalSetup: ["tests/harness/fresh.ts"],
    setupFiles: ["tests/harness/awake.ts"],
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/runtimes/**"],
    pool: "forks",
    execArgv: relaxedFlags,
    allowOnly: false,
    testTimeout: 60_000,
  },
});
