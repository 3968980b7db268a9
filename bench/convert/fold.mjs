// What onnxruntime does by itself when it loads a graph, and TensorFlow's converter for tfjs: batch normalisation becomes part of the
// convolution before it. Done here for libraries that run what they are told, so that they are not told more than they need.
import { countUses, executionOrder } from "./order.mjs";
import { parameterValues } from "./values.mjs";

/**
 * `graph` with every batch normalisation that directly follows a convolution folded into its kernel and bias.
 *
 * @param {import("../internals/portable.ts").PortableGraph} graph
 * @returns {{ graph: import("../internals/portable.ts").PortableGraph, values: Float32Array[] }}
 */
export function foldBatchNorm(graph) {
  const nodes = [...graph.nodes];
  const parameters = [...graph.parameters];
  const values = parameterValues(graph);
  const order = executionOrder(graph);
  const uses = countUses(graph, order);
  for (const place of order) {
    const node = nodes[place];
    const convolution = node.op === "batchNorm" ? nodes[node.inputs[0]] : null;
    if (convolution?.op !== "conv2d" || uses[node.inputs[0]] > 1) continue;
    const folded = fold(convolution, node, values);
    const { kernel } = convolution.parameters;
    values[kernel] = folded.kernel;
    const bias = values.push(folded.bias) - 1;
    parameters.push({ path: `bias of node ${place}`, shape: [folded.bias.length] });
    nodes[place] = { ...convolution, parameters: { kernel, bias } };
  }
  return { graph: { ...graph, nodes, parameters }, values };
}

/** scale (conv(x) - mean) / sqrt(variance + epsilon) + shift, as kernel and bias of one convolution. */
function fold(convolution, norm, values) {
  const parameterOf = (node, key) => values[node.parameters[key]];
  const kernel = parameterOf(convolution, "kernel");
  const bias = parameterOf(convolution, "bias");
  const [scale, shift, mean] = ["scale", "shift", "mean"].map((key) => parameterOf(norm, key));
  const factor = parameterOf(norm, "variance").map(
    (v, c) => (scale?.[c] ?? 1) / Math.sqrt(v + norm.attributes.epsilon),
  );
  return {
    kernel: kernel.map((weight, i) => weight * factor[i % factor.length]),
    bias: factor.map((f, c) => ((bias?.[c] ?? 0) - mean[c]) * f + (shift?.[c] ?? 0)),
  };
}
