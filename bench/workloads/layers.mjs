// A row for each op that touches a whole activation, forward and backward: tables in layers/, one line each.
import { isKnown } from "../convert/onnx.mjs";
import { activations } from "./layers/activations.mjs";
import { arithmetic } from "./layers/arithmetic.mjs";
import { losses } from "./layers/losses.mjs";
import { moves, reductions } from "./layers/moves.mjs";
import { normalization } from "./layers/normalization.mjs";
import { pooling } from "./layers/pooling.mjs";
import { BATCH, MAP } from "./layers/shapes.mjs";
import { layerWorkload } from "./workload.mjs";

/** @typedef {import("./workload.mjs").Fovea} Fovea */

/**
 * A line of a table: a name, the layer, and what is not as for `relu`.
 *
 * @typedef {[name: string, layer: (fovea: Fovea) => (...nodes: object[]) => object, more?: More]} Line
 * @typedef {object} More
 * @property {number[][]} [inputs] shapes of a sample
 * @property {object[]} [ranges] of the inputs' numbers
 * @property {boolean} [asRows] everybody has the last axis last: rows of features, not an image
 * @property {boolean} [training] forward as a backward pass needs it
 * @property {boolean} [forward] false where that does nothing
 * @property {boolean} [backward] false where there is none, or none that does anything
 * @property {number[]} [gradients] places of the inputs whose gradients are computed; all by default
 * @property {"result"} [reads] it reads no more of its inputs than it writes
 * @property {"inputs" | "result" | "nothing"} [keeps] what the gradient must read besides the output's, by default the inputs; `result`:
 *   as many numbers as the result has
 * @property {boolean} [peers] false where ONNX has another op of this name
 * @property {number} [passes] factor of the bytes of a forward pass that needs a number twice
 */

/** @type {Line[]} */
const lines = [...activations, ...arithmetic, ...pooling, ...normalization, ...reductions, ...moves, ...losses];

/** @param {Fovea} fovea */
export const mapWorkloads = (fovea) =>
  lines.flatMap(([name, layer, more = {}]) => {
    const { forward = true, backward = true } = more;
    return [
      ...(forward ? [forwardOf(fovea, name, layer, more)] : []),
      ...(backward ? [backwardOf(fovea, name, layer, more)] : []),
    ];
  });

function forwardOf(fovea, name, layer, { training = false, reads, passes = 1, asRows = false, peers = true, ...more }) {
  const workload = workloadOf(fovea, { ...more, name: `${name}, forward`, layer, pass: "forward", training });
  const { bytes, sizes } = workload;
  const graph = { ...workload.graph, asRows };
  const known = peers && !training && isKnown(graph);
  return {
    ...workload,
    graph,
    bytes: passes * (reads === "result" ? 2 * sizes.result : bytes),
    /** onnxruntime's interface copies arrays in and out: it computes all calls of a turn in one. */
    again: true,
    peers: known ? ["onnxruntime-web"] : [],
    slowPeers: known ? ["onnxruntime-node"] : [],
  };
}

/** It reads the output's gradient and what was kept, and writes the inputs' gradients. */
function backwardOf(fovea, name, layer, { keeps = "inputs", training: _, ...more }) {
  const workload = workloadOf(fovea, { ...more, name: `${name}, backward`, layer, pass: "backward" });
  const { result, inputs, weights } = workload.sizes;
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  const written = sum((more.gradients ?? inputs.map((_, i) => i)).map((place) => inputs[place]));
  const kept = { inputs: sum(inputs), result, nothing: 0 }[keeps];
  const bytes = result + written + weights + kept;
  return { ...workload, bytes, peers: [], slowPeers: [] };
}

function workloadOf(fovea, { name, layer, inputs = [MAP], gradients, ...more }) {
  const { ranges, pass, training } = more;
  const workload = layerWorkload(fovea, { name, layer: layer(fovea), inputs, batch: BATCH, ranges, pass, training });
  const bytes = (shape) => 4 * shape.reduce((product, size) => product * size, BATCH);
  const sizes = {
    inputs: inputs.map(bytes),
    result: bytes(workload.graph.nodes[workload.graph.output].shape),
    weights: workload.graph.parameters.reduce((sum, { shape }) => sum + bytes(shape) / BATCH, 0),
  };
  return { ...workload, ...(gradients && { gradients }), sizes };
}
