// Runs as-pect in this process: it would start `node` without the flag that Node 20 needs for relaxed SIMD, and NODE_OPTIONS
// does not take that flag.
import { setFlagsFromString } from "node:v8";

if (process.version.startsWith("v20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
const { asp } = await import("@as-pect/cli");
await asp(process.argv.slice(2));
