import { defineConfig } from "vitest/config";

/** Node 20 has relaxed SIMD behind a flag; later versions have it anyway, and Node 26 no longer knows the flag. */
const relaxedFlags = process.version.startsWith("v20.") ? ["--experimental-wasm-relaxed-simd"] : [];

export default defineConfig({
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
