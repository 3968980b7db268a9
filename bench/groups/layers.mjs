// Layers other than convolutions: at sizes of ResNet-50 dense layers and some that memory binds; then every op on a large map.
import { percent } from "../report/format.mjs";
import { mapWorkloads } from "../workloads/layers.mjs";
import { layerWorkload } from "../workloads/workload.mjs";

export const peers = ["onnxruntime-web", "tfjs-wasm", "onnxruntime-node", "pytorch"];
export const slowPeers = ["jax-js"];

/** The median is what the machine gives others leave it; the least time is what the layer can do. */
export const columns = [
  { title: "of limit by minima", of: ({ limitShare, ms, minMs }) => percent(limitShare && (limitShare * ms) / minMs) },
];

const BATCH = 32;
const PASSES = { forward: "forward", inputGradient: "backward to input", weightGradient: "backward to weights" };

/** @param {import("../workloads/workload.mjs").Fovea} fovea */
export const workloads = (fovea) => [
  ...[1, 32].flatMap((batch) => densePasses(fovea, 4096, 4096, batch)),
  ...densePasses(fovea, 512, 10, BATCH),
  ...memoryBound(fovea),
  ...mapWorkloads(fovea),
];

const densePasses = (fovea, inputs, units, batch) =>
  Object.entries(PASSES).map(([pass, passName]) => ({
    ...layerWorkload(fovea, {
      name: `dense ${inputs}->${units}, ${passName}`,
      layer: fovea.dense({ units }),
      inputs: [[inputs]],
      ...{ batch, pass },
    }),
    ...(pass !== "forward" && { peers: ["pytorch"], slowPeers: [] }),
  }));

/** onnxruntime's interface copies arrays in and out, which would be most of what is timed here. */
const copying = { peers: ["tfjs-wasm", "pytorch"], slowPeers: ["jax-js", "onnxruntime-web", "onnxruntime-node"] };

function memoryBound(fovea) {
  const one = (name, layer, shape, more = {}) =>
    layerWorkload(fovea, { ...copying, name, layer, inputs: [shape], batch: BATCH, ...more });
  const image = [56, 56, 64];
  return [
    one("max pooling 3x3 /2", fovea.maxPool2d({ window: 3, stride: 2, padding: 1 }), [112, 112, 64]),
    one("average pooling 2x2 /2", fovea.averagePool2d({ window: 2 }), image),
    one("global average pooling", fovea.globalAveragePool2d(), [7, 7, 2048]),
    batchStatistics(one("batch normalisation, training", fovea.batchNorm(), image, { training: true })),
    one("softmax", fovea.softmax(), [1000]),
    one("relu", fovea.relu(), image),
    one("add", fovea.add(), image, { inputs: [image, image] }),
  ];
}

/** The statistics need every value before the first can be normalised: the images are read twice. */
const batchStatistics = (workload) => ({ ...workload, bytes: workload.bytes * 1.5 });
