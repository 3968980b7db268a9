// A portable graph as an ONNX file.
import { channelsFirstParameters, layoutOf } from "./layout.mjs";
import { converters as layers } from "./onnxLayers.mjs";
import { BOOL, FLOAT, graphMessage, INT64, operator, tensor, valueInfo } from "./onnxMessages.mjs";
import { converters as networks } from "./onnxNetworks.mjs";
import { message } from "./protobuf.mjs";

const IR_VERSION = 9;
const OPERATOR_SET = 20;
/** The input of a file that computes its graph again and again: how often. */
export const CALLS = "calls";
/** Its outputs: what the last of them computed, and a number, for those who want nothing copied. */
export const LAST = "last";
export const DONE = "done";

const converters = { ...networks, ...layers };

/** Name of node `place`'s value in the file. */
export const valueName = (place) => `value${place}`;

/** Whether ONNX has all that a graph does. */
export const isKnown = (graph) =>
  graph.nodes.every(({ op, attributes }) => op === "input" || (converters[op] && !converters[op].lacks?.(attributes)));

/**
 * @param {import("../internals/portable.ts").PortableGraph} graph
 * @param {number} batch
 * @param {boolean} [again] whether the file computes the graph as often as its input {@link CALLS} says
 * @returns {Uint8Array} the file; inputs and output are in onnxruntime's layout, named by {@link valueName}
 */
export function toOnnx(graph, batch, again = false) {
  const file = new File(graph, batch);
  graph.nodes.forEach((node, place) => {
    if (node.op !== "input") file.add(node, place);
  });
  return file.encode(again);
}

class File {
  #graph;
  #batch;
  #layout;
  #before = [];
  #operators = [];
  #initializers = [];

  constructor(graph, batch) {
    this.#graph = graph;
    this.#batch = batch;
    this.#layout = layoutOf(graph);
    channelsFirstParameters(graph).forEach(({ shape, values }, i) => {
      this.#initializers.push(tensor(`parameter${i}`, FLOAT, shape, values));
    });
  }

  add(node, place) {
    const convert = converters[node.op];
    if (!convert) throw new Error(`no conversion of ${node.op} to ONNX`);
    const inputs = node.inputs.map(valueName);
    const parameter = (key) => (key in node.parameters ? `parameter${node.parameters[key]}` : undefined);
    const shapes = node.inputs.map((input) => this.#graph.nodes[input].shape);
    const where = { batch: this.#batch, layout: this.#layout };
    convert({ file: this, node, inputs, parameter, output: valueName(place), shapes, ...where });
  }

  /** One operator of ONNX; undefined inputs at the end are left out. */
  operator(type, inputs, output, attributes) {
    this.#operators.push(operator(type, inputs, output, attributes));
  }

  /** One that has to be computed only once. */
  operatorBefore(type, inputs, output, attributes) {
    this.#before.push(operator(type, inputs, output, attributes));
  }

  /** Name of a constant. */
  constant(type, shape, values) {
    const name = `constant${this.#initializers.length}`;
    this.#initializers.push(tensor(name, type, shape, values));
    return name;
  }

  float = (value) => this.constant(FLOAT, [], Float32Array.of(value));

  /** Name of a list of whole numbers. */
  integers = (values) => this.constant(INT64, [values.length], BigInt64Array.from(values, BigInt));

  /** Name of `value`, whole numbers as floats, as integers. */
  asIntegers(value) {
    this.operatorBefore("Cast", [value], `${value}integers`, { to: INT64 });
    return `${value}integers`;
  }

  /** Name of `value` in shape [batch, ...shape]. */
  reshaped(value, shape) {
    const name = `${value}x${shape.join("x")}`;
    this.operator("Reshape", [value, this.integers([this.#batch, ...shape])], name);
    return name;
  }

  encode(again) {
    const { inputs, output, nodes } = this.#graph;
    const describe = (place, name = valueName(place)) =>
      valueInfo(name, FLOAT, [this.#batch, ...this.#layout.shape(nodes[place].shape)]);
    const operators = again ? [this.#loop(valueName(output))] : this.#operators;
    const graph = graphMessage({
      operators: [...this.#before, ...operators],
      name: "graph",
      initializers: this.#initializers,
      inputs: [...inputs.map((place) => describe(place)), ...(again ? [valueInfo(CALLS, INT64, [])] : [])],
      outputs: again ? [describe(output, LAST), valueInfo(DONE, FLOAT, [])] : [describe(output)],
    });
    return message([1, IR_VERSION], [7, graph], [8, message([2, OPERATOR_SET])]);
  }

  /** A loop around all operators: what it computes last is the output. */
  #loop(output) {
    const body = graphMessage({
      operators: [
        ...this.#operators,
        operator("Identity", ["more"], "goesOn"),
        operator("Cast", ["call"], "lastCall", { to: FLOAT }),
      ],
      name: "body",
      inputs: [
        valueInfo("call", INT64, []),
        valueInfo("more", BOOL, []),
        ...["oldResult", "oldCall"].map((name) => valueInfo(name, FLOAT)),
      ],
      outputs: [valueInfo("goesOn", BOOL, []), valueInfo(output, FLOAT), valueInfo("lastCall", FLOAT)],
    });
    const start = this.float(0);
    return operator("Loop", [CALLS, "", start, start], [LAST, DONE], { body });
  }
}
