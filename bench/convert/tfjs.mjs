// A portable graph as calls of TensorFlow.js, which has channels last as fovea has.
import { foldBatchNorm } from "./fold.mjs";
import { checkOperations, countUses, executionOrder } from "./order.mjs";
import { parameterValues } from "./values.mjs";

const FUSED_ACTIVATIONS = { relu: "relu", relu6: "relu6", sigmoid: "sigmoid" };

/**
 * For inference: batch normalisation folded and activations fused with what they follow, as in models that TensorFlow's converter makes.
 *
 * @param {typeof import("@tensorflow/tfjs")} tf
 * @param {import("../internals/portable.ts").PortableGraph} graph
 * @returns {{ apply: (inputs: object[]) => object, dispose: () => void }} `apply` is to be called within tf.tidy
 */
export function inferenceOf(tf, graph) {
  const folded = foldBatchNorm(graph);
  const parameters = folded.graph.parameters.map(({ shape }, i) => tf.tensor(folded.values[i], shape));
  const run = interpreter(tf, fuseActivations(folded.graph));
  const apply = (inputs) => run(parameters, inputs, false);
  return { apply, dispose: () => tf.dispose(parameters) };
}

/** For training: by the batch's own statistics; `trained` are the variables that an optimizer may change. */
export function trainableOf(tf, graph) {
  const variables = parameterValues(graph).map((values, i) =>
    tf.variable(tf.tensor(values, graph.parameters[i].shape)),
  );
  const statistics = new Set(graph.nodes.flatMap(({ parameters: { mean, variance } }) => [mean, variance]));
  const run = interpreter(tf, graph);
  return {
    trained: variables.filter((_, i) => !statistics.has(i)),
    apply: (inputs) => run(variables, inputs, true),
    dispose: () => tf.dispose(variables),
  };
}

/** An activation that alone follows a convolution or dense layer becomes its attribute. */
function fuseActivations(graph) {
  const uses = countUses(graph, executionOrder(graph));
  const nodes = [...graph.nodes];
  graph.nodes.forEach(({ op, inputs }, place) => {
    const activation = FUSED_ACTIVATIONS[op];
    const before = nodes[inputs[0]];
    if (!activation || !["conv2d", "dense"].includes(before.op) || before.attributes.activation || uses[inputs[0]] > 1)
      return;
    nodes[place] = { ...before, attributes: { ...before.attributes, activation } };
  });
  return { ...graph, nodes };
}

function interpreter(tf, graph) {
  const { nodes, inputs: places, output } = graph;
  const order = executionOrder(graph);
  checkOperations(graph, order, operations, "TensorFlow.js");
  return (parameters, inputs, training) => {
    const values = [];
    places.forEach((place, i) => {
      values[place] = inputs[i];
    });
    for (const place of order) {
      const { op, attributes, inputs: from, parameters: own } = nodes[place];
      const parameter = (key) => (key in own ? parameters[own[key]] : undefined);
      values[place] = operations[op]({
        tf,
        x: values[from[0]],
        xs: from.map((i) => values[i]),
        attributes,
        parameter,
        training,
      });
    }
    return values[output];
  };
}

const sides = ([top, right, bottom, left]) => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

const isPlain = (padding) => padding.every((size) => size === 0);

function conv2d({ tf, x, attributes, parameter, training }) {
  const { kernel: taps, stride: strides, dilation: dilations, groups, padding, activation = "linear" } = attributes;
  const kernel = parameter("kernel");
  const pad = isPlain(padding) ? "valid" : sides(padding);
  const isDepthwise = groups > 1 && groups === x.shape[3] && kernel.shape[3] === groups;
  if (groups > 1 && !isDepthwise) throw new Error("TensorFlow.js has no convolution in groups other than depthwise");
  const filter = isDepthwise ? tf.reshape(kernel, [...taps, groups, 1]) : kernel;
  const bias = parameter("bias");
  if (training || (!bias && activation === "linear")) {
    const convolve = isDepthwise ? tf.depthwiseConv2d : tf.conv2d;
    const y = convolve(x, filter, strides, pad, "NHWC", dilations);
    return bias ? tf.add(y, bias) : y;
  }
  const convolve = isDepthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  return convolve({ x, filter, strides, pad, dilations, bias, activation });
}

function batchNorm({ tf, x, attributes, parameter, training }) {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const { mean, variance } = training
    ? tf.moments(x, axes)
    : { mean: parameter("mean"), variance: parameter("variance") };
  return tf.batchNorm(x, mean, variance, parameter("shift"), parameter("scale"), attributes.epsilon);
}

/** Explicit padding of pools is for numbers in tfjs; elsewhere the image is padded with what the pool ignores. */
function maxPool2d({ tf, x, attributes: { window, stride, padding } }) {
  const padded = isPlain(padding) ? x : tf.pad(x, sides(padding), Number.NEGATIVE_INFINITY);
  return tf.maxPool(padded, window, stride, "valid");
}

function averagePool2d({ tf, x, attributes: { window, stride, padding } }) {
  if (!isPlain(padding)) throw new Error("no average pooling with padding in this conversion");
  return tf.avgPool(x, window, stride, "valid");
}

const operations = {
  conv2d,
  batchNorm,
  maxPool2d,
  averagePool2d,
  dense({ tf, x, attributes, parameter, training }) {
    if (!training)
      return tf.fused.matMul({
        a: x,
        b: parameter("kernel"),
        bias: parameter("bias"),
        activation: attributes.activation,
      });
    const y = tf.matMul(x, parameter("kernel"));
    return parameter("bias") ? tf.add(y, parameter("bias")) : y;
  },
  flatten: ({ tf, x }) => tf.reshape(x, [x.shape[0], -1]),
  bias: ({ tf, x, parameter }) => tf.add(x, parameter("bias")),
  relu: ({ tf, x }) => tf.relu(x),
  relu6: ({ tf, x }) => tf.relu6(x),
  sigmoid: ({ tf, x }) => tf.sigmoid(x),
  silu: ({ tf, x }) => tf.mul(x, tf.sigmoid(x)),
  tanh: ({ tf, x }) => tf.tanh(x),
  softmax: ({ tf, x }) => tf.softmax(x),
  add: ({ tf, xs }) => aligned(tf, xs).reduce((a, b) => tf.add(a, b)),
  multiply: ({ tf, xs }) => aligned(tf, xs).reduce((a, b) => tf.mul(a, b)),
  concat: ({ tf, xs, attributes: { axis } }) => tf.concat(xs, axis < 0 ? axis : axis + 1),
  globalAveragePool2d: ({ tf, x, attributes }) => tf.mean(x, [1, 2], attributes.keepDimensions),
};

/** Numbers for each channel beside an image: [batch, channels] becomes [batch, 1, 1, channels]. */
function aligned(tf, xs) {
  const rank = Math.max(...xs.map((x) => x.shape.length));
  return xs.map((x) => (x.shape.length < rank ? tf.reshape(x, [x.shape[0], 1, 1, x.shape.at(-1)]) : x));
}
