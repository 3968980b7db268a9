// Runs the program in Node, Deno or Bun: options as JSON in the first argument, the result as JSON on stdout.
// It never calls exit(): a process that does not end by itself is a failure.
import { main } from "./main.mjs";

const result = await main(JSON.parse(process.argv[2] ?? "{}"));
const names = ["read", "write", "net", "env", "run", "ffi", "sys"];
const granted = globalThis.Deno && names.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
const version = globalThis.Deno?.version.deno ?? globalThis.Bun?.version ?? process.versions.node;
console.log(JSON.stringify({ ...result, version, granted }));
