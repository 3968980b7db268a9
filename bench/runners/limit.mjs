// Runner: what this machine's WebAssembly can do at most. All threads run the same loop at the same time.
import { openLoops } from "./limit/loops.mjs";

/**
 * Answers `{loop: "multiplyAdds", calls, iterations}`, `{loop: "copy", calls, size}` and `{loop: "stream", calls, size}`, of which each
 * thread does as much as asked, with the time of one call.
 *
 * @param {{ threads: number, wasm: string, bytes: number }} setting
 */
export async function open({ threads, wasm, bytes }) {
  const own = openLoops(wasm, bytes);
  const others = await Promise.all(Array.from({ length: threads - 1 }, () => startThread({ wasm, bytes })));
  return {
    about: { threads },
    async answer(request) {
      const theirs = others.map((ask) => ask(request));
      const mine = own(request);
      return { ms: Math.max(mine, ...(await Promise.all(theirs))) };
    },
  };
}

/** Starts a thread and waits until it is ready; returns what asks it. */
async function startThread(setting) {
  const url = new URL("./limit/thread.mjs", import.meta.url);
  const worker = globalThis.Worker
    ? new Worker(url, { type: "module" })
    : new (await import("node:worker_threads")).Worker(url);
  const next = () =>
    new Promise((resolve) => {
      if (worker.once) worker.once("message", resolve);
      else worker.onmessage = ({ data }) => resolve(data);
    });
  const ask = (message) => {
    const answer = next();
    worker.postMessage(message);
    return answer;
  };
  await ask(setting);
  return ask;
}
