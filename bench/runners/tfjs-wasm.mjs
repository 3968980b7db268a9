// Runner: TensorFlow.js, its WebAssembly backend. It computes on one thread in Node, where it takes no other build.
import * as tf from "@tensorflow/tfjs";
import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { tfjsLibrary } from "./tfjs.mjs";

export async function open({ threads, packages }) {
  setThreadsCount(threads);
  if (packages) setWasmPaths(`${packages}/@tensorflow/tfjs-backend-wasm/dist/`);
  if (!(await tf.setBackend("wasm"))) throw new Error("the WebAssembly backend does not start here");
  await tf.ready();
  const hasThreads = await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT");
  return tfjsLibrary({ build: "wasm simd", threads: hasThreads ? getThreadsCount() : 1 });
}
