// Convolutions of well-known networks, one layer at a time. Of the peers only PyTorch can be asked for one gradient alone.
import { convolutionWorkloads } from "../workloads/convolutions.mjs";

export const peers = ["onnxruntime-web", "tfjs-wasm", "onnxruntime-node", "pytorch"];
export const slowPeers = ["jax-js"];

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) =>
  convolutionWorkloads(fovea).map((workload) =>
    workload.pass === "forward" ? workload : { ...workload, peers: ["pytorch"], slowPeers: [] },
  );
