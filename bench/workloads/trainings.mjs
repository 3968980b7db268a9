// The three trainings.
import { trainingWorkload } from "./workload.mjs";

/** @param {import("./workload.mjs").Fovea} fovea */
export const lenet5Step = (fovea) =>
  trainingWorkload(fovea, { name: "LeNet-5 step", graph: fovea.models.lenet5(), batch: 64, learningRate: 0.02 });

/** @param {import("./workload.mjs").Fovea} fovea */
export const resnet20Step = (fovea) =>
  trainingWorkload(fovea, { name: "ResNet-20 step", graph: fovea.models.resnet20(), batch: 64, learningRate: 0.02 });

/** @param {import("./workload.mjs").Fovea} fovea */
export const mobilenetV2Step = (fovea) =>
  trainingWorkload(fovea, {
    name: "MobileNetV2 step",
    graph: fovea.models.mobilenetV2(),
    batch: 8,
    learningRate: 0.02,
  });
