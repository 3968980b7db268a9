// Numbers that every runner makes for itself, the same in JavaScript and in Python (runners/torch/values.py): the hash of a seed and a place.

/** A hash of 32 bits that mixes well. Source: the finalizer of MurmurHash3 with Wellons' constants ("hash prospector"). */
function hash(value) {
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return value ^ (value >>> 16);
}

/** `count` numbers from centre - reach to centre + reach, evenly drawn. */
export function uniform(count, seed, centre = 0, reach = 1) {
  const values = new Float32Array(count);
  const start = hash(seed);
  for (let i = 0; i < count; i++) values[i] = centre + reach * ((hash(start + i) >>> 8) / 2 ** 23 - 1);
  return values;
}

/** `count` whole numbers from 0 to before `below`, at most 256. */
export function integers(count, seed, below) {
  const values = new Uint8Array(count);
  const start = hash(seed);
  for (let i = 0; i < count; i++) values[i] = ((hash(start + i) >>> 8) * below) / 2 ** 24;
  return values;
}

/** `count` whole numbers from 0 to before `below`, as floats. */
function wholes(count, seed, below) {
  const values = new Float32Array(count);
  const start = hash(seed);
  for (let i = 0; i < count; i++) values[i] = Math.floor(((hash(start + i) >>> 8) * below) / 2 ** 24);
  return values;
}

/** Seeds: parameters count from 1. */
const INPUT = 100_001;
const OUTPUT_GRADIENT = 200_001;
const LABELS = 300_001;

const product = (shape) => shape.reduce((result, size) => result * size, 1);

/** The values of each parameter of a portable graph, in its order. */
export const parameterValues = ({ parameters }) =>
  parameters.map(({ shape, centre, reach }, i) => uniform(product(shape), i + 1, centre, reach));

/** What fovea is given for an input: bytes where the graph says how they become numbers, else those numbers. */
export function rawInputs({ nodes, inputs }, samples) {
  return inputs.map((place, i) => {
    const { shape, attributes } = nodes[place];
    const count = samples * product(shape);
    const { mean, below, centre, reach } = attributes;
    if (below) return wholes(count, INPUT + i, below);
    return mean ? integers(count, INPUT + i, 256) : uniform(count, INPUT + i, centre, reach);
  });
}

/** What other libraries are given: (value - mean) / std, as fovea does itself. */
export function inputValues(graph, samples) {
  return rawInputs(graph, samples).map((raw, i) => {
    const { mean, std } = graph.nodes[graph.inputs[i]].attributes;
    if (!mean) return raw;
    const values = new Float32Array(raw.length);
    for (let at = 0; at < raw.length; at++) values[at] = (raw[at] - mean[at % mean.length]) / std[at % std.length];
    return values;
  });
}

/** A gradient of the output. */
export const outputGradient = ({ nodes, output }, samples) =>
  uniform(samples * product(nodes[output].shape), OUTPUT_GRADIENT);

/** Class indices for an output of that many classes. */
export const labelValues = ({ nodes, output }, samples) =>
  integers(samples, LABELS, Math.min(256, product(nodes[output].shape)));

/** About a thousand of `values`, evenly spaced: enough to see whether two libraries compute the same. */
export function sample(values) {
  const step = Math.max(1, Math.floor(values.length / 997));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]);
}
