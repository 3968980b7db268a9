// Products of square matrices: dense layers of n units on a batch of n rows of n numbers.
import { layerWorkload } from "../workloads/workload.mjs";

export const peers = ["onnxruntime-web", "tfjs-wasm", "jax-js", "onnxruntime-node", "pytorch"];

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) =>
  [64, 128, 256, 512, 1024].map((n) =>
    layerWorkload(fovea, { name: `GEMM ${n}`, layer: fovea.dense({ units: n, bias: false }), inputs: [[n]], batch: n }),
  );
