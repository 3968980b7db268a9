// Training steps: forward, backward and update.
import { lenet5Step, mobilenetV2Step, resnet20Step } from "../workloads/trainings.mjs";

const everyone = ["pytorch", "tfjs-wasm", "tfjs-cpu", "jax-js", "convnetjs"];

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) => [
  { ...lenet5Step(fovea), peers: everyone, slowPeers: [] },
  ...[resnet20Step(fovea), mobilenetV2Step(fovea)].map((step) => ({
    ...step,
    peers: ["pytorch"],
    slowPeers: everyone.slice(1),
  })),
];
