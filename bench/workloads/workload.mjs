// Workloads as data: graphs that every runner is told, and what one call of them costs.

/** @typedef {typeof import("../internals/index.ts")} Fovea */

const product = (shape) => shape.reduce((result, size) => result * size, 1);

export const shapeText = (batch, shape) => [batch, ...shape].join("x");

/** The graph of a workload, for fovea and for others; `ranges` are those of its inputs' numbers. */
function graphs(fovea, graph, ranges = []) {
  const described = fovea.describe(graph);
  described.inputs.forEach((place, i) => {
    Object.assign(described.nodes[place].attributes, ranges[i]);
  });
  return { graph: described, saved: fovea.graphToJson(graph) };
}

/**
 * One layer alone: what is timed is its calls in memory, with weights packed before.
 *
 * @param {Fovea} fovea
 * @param {object} what
 * @param {(...nodes: object[]) => object} what.layer
 * @param {number[][]} what.inputs shapes of one sample
 * @param {number} what.batch
 * @param {"forward" | "inputGradient" | "weightGradient"} [what.pass]
 * @param {object[]} [what.ranges] of the inputs' numbers: `{centre, reach}`, or `{below}` for whole ones
 * @param {boolean} [what.training] forward as a backward pass needs it
 */
export function layerWorkload(fovea, { layer, inputs, batch, pass = "forward", training = false, ranges, ...labels }) {
  const nodes = inputs.map((shape, i) => fovea.input(shape, { name: `x${i}` }));
  const graph = fovea.graph(nodes, layer(...nodes));
  const { output } = graph.outputs;
  const image = batch * inputs.reduce((sum, shape) => sum + product(shape), 0);
  const result = batch * product(output.shape);
  const weights = Object.values(output.parameters).reduce((sum, { shape }) => sum + product(shape), 0);
  const flops = 2 * batch * fovea.multiplyAdds(graph);
  const shape = shapeText(batch, inputs[0]);
  const bytes = 4 * (image + weights + result);
  return { shape, bytes, ...labels, ...graphs(fovea, graph, ranges), batch, pass, training, ...(flops && { flops }) };
}

/** Milliseconds of a turn of a whole network. */
const NETWORK_TURN = 250;

/**
 * A whole network, as a user predicts with it.
 *
 * @param {Fovea} fovea
 */
export function netWorkload(fovea, { graph, batch, ...labels }) {
  const [{ shape }] = graph.inputs;
  const flops = 2 * batch * fovea.multiplyAdds(graph);
  return {
    shape: shapeText(batch, shape),
    ...labels,
    ...graphs(fovea, graph),
    batch,
    pass: "predict",
    flops,
    turn: NETWORK_TURN,
  };
}

/** A layer's backward pass costs its forward pass twice, but nobody asks for the gradient of the images. */
const stepFlops = (fovea, graph, batch) => 2 * batch * (3 * fovea.multiplyAdds(graph) - fovea.firstMultiplyAdds(graph));

/**
 * A training step, as a user trains: SGD with momentum, batches out of a data set in memory, a loss for every step.
 *
 * @param {Fovea} fovea
 */
export function trainingWorkload(fovea, { graph, batch, learningRate, ...labels }) {
  const [{ shape }] = graph.inputs;
  return {
    shape: shapeText(batch, shape),
    ...labels,
    ...graphs(fovea, graph),
    ...{ batch, pass: "train", samples: 10 * batch, learningRate, momentum: 0.9 },
    /** Steps whose losses are compared; rounding grows from step to step. */
    ...{ losses: 3, tolerance: 0.01 },
    flops: stepFlops(fovea, graph, batch),
    turn: NETWORK_TURN,
  };
}
