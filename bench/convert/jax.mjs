// A portable graph as calls of jax-js, channels first. A jax-js array is used up by what reads it, unless `.ref` is read.
import { foldBatchNorm } from "./fold.mjs";
import { channelsFirstAxis, channelsFirstParameters } from "./layout.mjs";
import { checkOperations, countUses, executionOrder } from "./order.mjs";

/**
 * For inference, batch normalisation folded.
 *
 * @param {typeof import("@jax-js/jax")} jax
 * @param {import("../internals/portable.ts").PortableGraph} graph
 * @returns {{ parameters: object[], apply: (parameters: object[], inputs: object[]) => object }} `apply` is to be given to jit
 */
export function inferenceOf(jax, graph) {
  const folded = foldBatchNorm(graph);
  return convert(jax, folded.graph, channelsFirstParameters(folded.graph, folded.values), false);
}

/** The same for training: batch normalisation by the batch's own statistics. */
export const trainableOf = (jax, graph) => convert(jax, graph, channelsFirstParameters(graph), true);

function convert(jax, graph, given, training) {
  const { nodes, inputs: places, output } = graph;
  const order = executionOrder(graph);
  checkOperations(graph, order, operations, "jax-js");
  const used = usedParameters(graph, order, training);
  const apply = (parameters, inputs) => {
    const weights = new Shared(
      new Map(used.map(({ at }, i) => [at, parameters[i]])),
      new Map(used.map(({ at, uses }) => [at, uses])),
    );
    const values = new Shared(new Map(places.map((place, i) => [place, inputs[i]])), countUses(graph, order));
    for (const place of order) {
      const { op, attributes, inputs: from, parameters: own } = nodes[place];
      const parameter = (key) => (key in own ? weights.take(own[key]) : undefined);
      const xs = from.map((i) => values.take(i));
      values.put(place, operations[op]({ jax, np: jax.numpy, x: xs[0], xs, attributes, parameter, training }));
    }
    return values.take(output);
  };
  return { parameters: used.map(({ at }) => jax.numpy.array(given[at].values).reshape(given[at].shape)), apply };
}

/** Statistics are not read in training, and would be left over. */
function usedParameters({ nodes }, order, training) {
  const uses = new Map();
  for (const place of order)
    for (const [key, at] of Object.entries(nodes[place].parameters))
      if (!(training && ["mean", "variance"].includes(key))) uses.set(at, (uses.get(at) ?? 0) + 1);
  return [...uses].map(([at, count]) => ({ at, uses: count }));
}

/** Arrays that several operations read: all but the last reader get a reference of their own. */
class Shared {
  #arrays;
  #left;

  constructor(arrays, uses) {
    this.#arrays = arrays;
    this.#left = new Map(uses.entries());
  }

  put(key, array) {
    this.#arrays.set(key, array);
  }

  take(key) {
    const left = this.#left.get(key);
    this.#left.set(key, left - 1);
    const array = this.#arrays.get(key);
    return left > 1 ? array.ref : array;
  }
}

/** A number for each channel, to go with an image. */
const perChannel = (array, x) => (x.ndim === 4 ? array.reshape([array.shape[0], 1, 1]) : array);

function conv2d({ jax, x, attributes, parameter }) {
  const { stride, dilation, groups, padding } = attributes;
  const [top, right, bottom, left] = padding;
  const sides = [
    [top, bottom],
    [left, right],
  ];
  const options = { rhsDilation: dilation, featureGroupCount: groups };
  const y = jax.lax.convGeneralDilated(x, parameter("kernel"), stride, sides, options);
  const bias = parameter("bias");
  return bias ? y.add(perChannel(bias, y)) : y;
}

function dense({ np, x, parameter }) {
  const y = np.matmul(x, parameter("kernel"));
  const bias = parameter("bias");
  return bias ? y.add(bias) : y;
}

function batchNorm({ np, x, attributes, parameter, training }) {
  const axes = x.ndim === 4 ? [0, 2, 3] : [0];
  const statistic = (key) => perChannel(parameter(key), x);
  const mean = training ? np.mean(x.ref, axes, { keepdims: true }) : statistic("mean");
  const centred = x.sub(mean);
  const variance = training ? np.mean(np.square(centred.ref), axes, { keepdims: true }) : statistic("variance");
  const y = centred.div(np.sqrt(variance.add(attributes.epsilon)));
  const [scale, shift] = ["scale", "shift"].map(parameter);
  const scaled = scale ? y.mul(perChannel(scale, y)) : y;
  return shift ? scaled.add(perChannel(shift, scaled)) : scaled;
}

const pool =
  (reduce, filling) =>
  ({
    jax,
    np,
    x,
    attributes: {
      window,
      stride,
      padding: [top, right, bottom, left],
    },
  }) => {
    const sides = [
      [0, 0],
      [0, 0],
      [top, bottom],
      [left, right],
    ];
    const isPadded = sides.flat().some((size) => size > 0);
    if (isPadded && filling === undefined) throw new Error("no average pooling with padding in this conversion");
    const padded = isPadded ? np.pad(x, sides, { constantValues: filling }) : x;
    return jax.lax.reduceWindow(padded, (values) => np[reduce](values), window, stride);
  };

/** Numbers for each channel beside an image. */
function aligned(xs) {
  const rank = Math.max(...xs.map(({ ndim }) => ndim));
  return xs.map((x) => (x.ndim < rank ? x.reshape([...x.shape, 1, 1]) : x));
}

const operations = {
  conv2d,
  dense,
  batchNorm,
  maxPool2d: pool("max", Number.NEGATIVE_INFINITY),
  averagePool2d: pool("mean"),
  flatten: ({ x }) => x.reshape([x.shape[0], -1]),
  bias: ({ x, parameter }) => x.add(perChannel(parameter("bias"), x)),
  relu: ({ jax, x }) => jax.nn.relu(x),
  relu6: ({ jax, x }) => jax.nn.relu6(x),
  sigmoid: ({ jax, x }) => jax.nn.sigmoid(x),
  silu: ({ jax, x }) => jax.nn.silu(x),
  tanh: ({ np, x }) => np.tanh(x),
  softmax: ({ jax, x }) => jax.nn.softmax(x, 1),
  add: ({ xs }) => aligned(xs).reduce((a, b) => a.add(b)),
  multiply: ({ xs }) => aligned(xs).reduce((a, b) => a.mul(b)),
  concat: ({ np, x, xs, attributes: { axis } }) => np.concatenate(xs, channelsFirstAxis(axis, x.ndim - 1)),
  globalAveragePool2d: ({ np, x, attributes }) => np.mean(x, [2, 3], { keepdims: attributes.keepDimensions }),
};
