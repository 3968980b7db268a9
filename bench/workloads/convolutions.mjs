// Every distinct convolution of some networks, read off their graphs.
import { vgg16Features } from "./vgg16.mjs";
import { layerWorkload } from "./workload.mjs";

const PASSES = {
  forward: "forward",
  inputGradient: "backward to input",
  weightGradient: "backward to weights",
};

/** Batches of every convolution; the standard choice takes the first. */
const BATCHES = [1, 32];

/** @param {import("./workload.mjs").Fovea} fovea */
const networks = (fovea) => ({
  "ResNet-50": fovea.models.resnet50(),
  "VGG-16": vgg16Features(fovea),
  MobileNetV2: fovea.models.mobilenetV2(),
  "LeNet-5": fovea.models.lenet5(),
});

/**
 * The three passes of every distinct convolution, at every batch size. `standard` are those of batch 1 that have the most to do
 * among the network's convolutions with the same window.
 *
 * @param {import("./workload.mjs").Fovea} fovea
 */
export function convolutionWorkloads(fovea) {
  return distinctConvolutions(networks(fovea)).flatMap(({ node, networks: where, standard }) =>
    BATCHES.flatMap((batch) =>
      Object.entries(PASSES).map(([pass, passName]) =>
        layerWorkload(fovea, {
          name: `${nameOf(node)}, ${passName}`,
          networks: where.join(", "),
          standard: standard && batch === BATCHES[0],
          layer: fovea.conv2d(optionsOf(node.attributes)),
          inputs: [node.inputs[0].shape],
          batch,
          pass,
        }),
      ),
    ),
  );
}

/** @param {Record<string, import("../../src/graph/graph.ts").Graph>} graphs */
function distinctConvolutions(graphs) {
  const found = new Map();
  for (const [network, graph] of Object.entries(graphs)) {
    const largest = new Map();
    for (const node of graph.nodes) {
      if (node.op?.name !== "conv2d") continue;
      const key = keyOf(node);
      const entry = found.get(key) ?? { node, networks: [], standard: false };
      if (!entry.networks.includes(network)) entry.networks.push(network);
      found.set(key, entry);
      const cost = costOf(node);
      if (cost > (largest.get(kindOf(node))?.cost ?? 0)) largest.set(kindOf(node), { cost, entry });
    }
    for (const { entry } of largest.values()) entry.standard = true;
  }
  return [...found.values()];
}

/** Two convolutions with the same key do the same work; a bias does not count. */
function keyOf({ attributes, inputs }) {
  const { filters, kernel, stride, padding, dilation, groups } = attributes;
  return JSON.stringify([inputs[0].shape, filters, kernel, stride, padding, dilation, groups]);
}

const isDepthwise = ({ attributes, inputs }) => attributes.groups > 1 && attributes.groups === inputs[0].shape[2];

const kindOf = (node) => `${node.attributes.kernel} ${node.attributes.stride} ${isDepthwise(node)}`;

const costOf = ({ shape, parameters }) => shape[0] * shape[1] * parameters.kernel.shape.reduce((a, b) => a * b);

function nameOf(node) {
  const { filters, kernel, stride, dilation, groups } = node.attributes;
  const channels = node.inputs[0].shape[2];
  const step = stride[0] > 1 || stride[1] > 1 ? ` /${stride[0]}` : "";
  const holes = dilation[0] > 1 ? ` dilated ${dilation[0]}` : "";
  if (isDepthwise(node)) return `depthwise ${kernel.join("x")} ${channels}${step}${holes}`;
  return `${kernel.join("x")} ${channels}->${filters}${groups > 1 ? ` in ${groups} groups` : ""}${step}${holes}`;
}

function optionsOf({ filters, kernel, stride, padding, dilation, groups, bias }) {
  return { filters, kernel, stride, padding, dilation, groups, bias };
}
