// Whole networks, one image: what a user of `predict` waits for.
import { netWorkload } from "../workloads/workload.mjs";

export const threads = [2, 1];
export const peers = ["onnxruntime-web", "tfjs-wasm", "onnxruntime-node", "pytorch"];
export const slowPeers = ["jax-js", "tfjs-cpu"];

const NETS = {
  "SqueezeNet 1.1": "squeezenet11",
  MobileNetV2: "mobilenetV2",
  "ResNet-18": "resnet18",
  "ResNet-50": "resnet50",
  "EfficientNet-B0": "efficientnetB0",
};

/** Their graphs by name. @param {import("../workloads/workload.mjs").Fovea} fovea */
export const nets = ({ models }) => Object.entries(NETS).map(([name, model]) => ({ name, graph: models[model]() }));

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) => nets(fovea).map((net) => netWorkload(fovea, { ...net, batch: 1 }));
