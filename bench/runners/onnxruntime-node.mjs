// Runner: onnxruntime's native build, a reference.
import ort from "onnxruntime-node";
import { onnxLibrary } from "./onnx.mjs";

export function open({ threads }) {
  const about = { build: "native", threads };
  const options = { executionProviders: ["cpu"], graphOptimizationLevel: "all", intraOpNumThreads: threads };
  return onnxLibrary(ort, about, options);
}
