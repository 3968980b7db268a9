// A further thread of the limit runner: a worker of Node or of the web.
import { openLoops } from "./loops.mjs";

const { parentPort } = globalThis.WorkerGlobalScope ? {} : await import("node:worker_threads");
const answer = (message) => (parentPort ? parentPort.postMessage(message) : postMessage(message));
let run = null;

function onMessage(message) {
  if (run) return answer(run(message));
  run = openLoops(message.wasm, message.bytes);
  answer("ready");
}

if (parentPort) parentPort.on("message", onMessage);
else globalThis.onmessage = ({ data }) => onMessage(data);
