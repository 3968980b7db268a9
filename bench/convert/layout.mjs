// Between fovea's arrays, channels last, and those of libraries that have channels first.
import { parameterValues } from "./values.mjs";

/** `values` of `shape` with its axes in another order: axis i of the result is axis order[i]. */
export function transpose(values, shape, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const result = new Float32Array(values.length);
  let at = 0;
  const copy = (axis, from) => {
    if (axis === order.length) result[at++] = values[from];
    else for (let i = 0; i < shape[order[axis]]; i++) copy(axis + 1, from + i * strides[order[axis]]);
  };
  copy(0, 0);
  return result;
}

/** A batch of samples of `shape` with the channels in front; those of rows have nothing but channels. */
export const toChannelsFirst = (values, batch, shape) =>
  shape.length < 2 ? values : transpose(values, [batch, ...shape], [0, shape.length, ...spatialAxes(shape)]);

/** The other way; `shape` is still that of channels last. */
export const toChannelsLast = (values, batch, shape) =>
  shape.length < 2
    ? values
    : transpose(values, [batch, ...channelsFirst(shape)], [0, ...spatialAxes(shape).map((axis) => axis + 1), 1]);

/** Axes of a batch of samples of `shape`, without its first and its last. */
const spatialAxes = (shape) => shape.slice(1).map((_, i) => i + 1);

/** `shape` of one sample in a library that has channels first. */
export const channelsFirst = (shape) => [...shape.slice(-1), ...shape.slice(0, -1)];

/** Axis of a batch of samples of rank `rank`, as fovea counts them in one sample, where channels are first. */
export function channelsFirstAxis(axis, rank) {
  const positive = axis < 0 ? axis + rank : axis;
  return positive === rank - 1 ? 1 : positive + 2;
}

/**
 * How a library that has channels first is told a graph: a graph that is `asRows` has rows of features, which everybody has last.
 *
 * @param {import("../internals/portable.ts").PortableGraph & { asRows?: boolean }} graph
 */
export const layoutOf = ({ asRows = false }) =>
  asRows
    ? { shape: (shape) => shape, axis: rowAxis, to: (values) => values, from: (values) => values }
    : { shape: channelsFirst, axis: channelsFirstAxis, to: toChannelsFirst, from: toChannelsLast };

const rowAxis = (axis, rank) => (axis < 0 ? axis + rank : axis) + 1;

/**
 * Parameter values for a library that has channels first: kernels of convolutions [out, in, height, width]; and where an image
 * was flattened in front of a dense layer, that layer's rows in the order of the flattened image.
 *
 * @returns {{ shape: number[], values: Float32Array }[]}
 */
export function channelsFirstParameters(graph, values = parameterValues(graph)) {
  const parameters = graph.parameters.map(({ shape }, i) => ({ shape, values: values[i] }));
  for (const node of graph.nodes) {
    const at = node.parameters.kernel;
    if (node.op === "conv2d") {
      const { shape } = graph.parameters[at];
      const order = [3, 2, 0, 1];
      parameters[at] = { shape: order.map((axis) => shape[axis]), values: transpose(values[at], shape, order) };
    }
    const image = node.op === "dense" && flattenedImage(graph, node.inputs[0]);
    if (image) {
      const rows = transpose(values[at], [...image, node.shape[0]], [2, 0, 1, 3]);
      parameters[at] = { shape: parameters[at].shape, values: rows };
    }
  }
  return parameters;
}

/** The shape of the image that node `place` is a flattened copy of, whatever elementwise layers lie between; null for none. */
function flattenedImage({ nodes }, place) {
  const node = nodes[place];
  if (node.op === "flatten") return nodes[node.inputs[0]].shape.length === 3 ? nodes[node.inputs[0]].shape : null;
  return ELEMENTWISE.has(node.op) ? flattenedImage({ nodes }, node.inputs[0]) : null;
}

const ELEMENTWISE = new Set(["relu", "relu6", "silu", "sigmoid", "tanh"]);
