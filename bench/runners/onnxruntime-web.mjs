// Runner: onnxruntime-web, its WebAssembly build with SIMD and threads.
import * as ort from "onnxruntime-web";
import { onnxLibrary } from "./onnx.mjs";

export function open({ threads, packages }) {
  ort.env.wasm.numThreads = threads;
  if (packages) ort.env.wasm.wasmPaths = `${packages}/onnxruntime-web/dist/`;
  const about = { build: "wasm simd", threads };
  return onnxLibrary(ort, about, { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
}
