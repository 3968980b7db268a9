// What a second thread brings.
import { number } from "../report/format.mjs";
import { lenet5Step, resnet20Step } from "../workloads/trainings.mjs";
import { netWorkload } from "../workloads/workload.mjs";

export const threads = [1, 2];
export const peers = [];

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) => [
  lenet5Step(fovea),
  netWorkload(fovea, { name: "ResNet-50 forward", graph: fovea.models.resnet50(), batch: 1 }),
  resnet20Step(fovea),
];

export const columns = [{ title: "speed-up", of: speedUp }];

/** The median of one thread, in the same runtime and build, over this row's. */
function speedUp(row, rows) {
  const same = ["name", "shape", "runtime", "build"];
  const alone = rows.find((other) => other.threads === 1 && same.every((key) => other[key] === row[key]));
  return row.ms && alone?.ms ? number(alone.ms / row.ms, 2) : "";
}
