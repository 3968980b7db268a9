// @ts-check
// One thread of the core. The build inlines this file as text, so it imports nothing; Node, Deno and Bun run it as a
// node:worker_threads worker, pages and web workers as a module worker.

const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const port = /** @type {any} */ (threads?.parentPort ?? globalThis);

/** @type {WebAssembly.Table} */
let table;
/** @type {WebAssembly.Memory} */
let memory;
/** @type {any} */
let core;
/** @type {[control: number, workers: number, thread: number]} */
let place;

/**
 * The first job brings the core. A later one, when the core has sent its threads back here, brings the extension.
 * @param {{ module: WebAssembly.Module, memory: WebAssembly.Memory, kernels: readonly string[], place: [number, number, number], seen: number }} job
 */
function take(job) {
  if (core) add(new WebAssembly.Instance(job.module, { env: { memory, table }, core }).exports, job.kernels);
  else {
    ({ memory, place } = job);
    table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
    core = new WebAssembly.Instance(job.module, { env: { memory, table } }).exports;
    add(core, job.kernels);
  }
  port.postMessage("ready");
  try {
    core.work(...place, job.seen);
  } catch (error) {
    core.abandon(place[0]);
    throw error;
  }
}

/** Puts kernels behind those that the function table has. @param {any} exports @param {readonly string[]} kernels */
function add(exports, kernels) {
  const from = table.grow(kernels.length);
  for (const [i, name] of kernels.entries()) table.set(from + i, exports[name]);
}

if (port.on) port.on("message", take);
else port.onmessage = (/** @type {MessageEvent} */ event) => take(event.data);
port.postMessage("loaded");
