// @ts-check
// One thread of the core. The build inlines this file as text, so it imports nothing; Node, Deno and Bun run it as a
// node:worker_threads worker, pages and web workers as a module worker.

const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const port = /** @type {any} */ (threads?.parentPort ?? globalThis);

/** @param {{ module: WebAssembly.Module, memory: WebAssembly.Memory, kernels: readonly string[], control: number, workers: number, thread: number }} job */
function start({ module, memory, kernels, control, workers, thread }) {
  const table = new WebAssembly.Table({ initial: kernels.length + 1, element: "anyfunc" });
  const core = /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory, table } }).exports);
  for (const [i, name] of kernels.entries()) table.set(i + 1, core[name]);
  port.postMessage("ready");
  try {
    core.work(control, workers, thread);
  } catch (error) {
    core.abandon(control);
    throw error;
  }
}

if (port.on) port.once("message", start);
else port.onmessage = (/** @type {MessageEvent} */ event) => start(event.data);
port.postMessage("loaded");
