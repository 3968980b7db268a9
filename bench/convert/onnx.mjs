// A portable graph as an ONNX file. Field numbers are those of onnx.proto; operators those of set 17.
import { channelsFirst, channelsFirstAxis, channelsFirstParameters } from "./layout.mjs";
import { float, message } from "./protobuf.mjs";

const IR_VERSION = 8;
const OPERATOR_SET = 17;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 };

/** Name of node `place`'s value in the file. */
export const valueName = (place) => `value${place}`;

/**
 * @param {import("../internals/portable.ts").PortableGraph} graph
 * @param {number} batch
 * @returns {Uint8Array} the file; inputs and output are channels first, named by {@link valueName}
 */
export function toOnnx(graph, batch) {
  const file = new File(graph, batch);
  graph.nodes.forEach((node, place) => {
    if (node.op !== "input") file.add(node, place);
  });
  return file.encode();
}

class File {
  #graph;
  #batch;
  #operators = [];
  #initializers = [];

  constructor(graph, batch) {
    this.#graph = graph;
    this.#batch = batch;
    channelsFirstParameters(graph).forEach(({ shape, values }, i) => {
      this.#initializers.push(tensor(`parameter${i}`, FLOAT, shape, values));
    });
  }

  add(node, place) {
    const convert = converters[node.op];
    if (!convert) throw new Error(`no conversion of ${node.op} to ONNX`);
    const inputs = node.inputs.map(valueName);
    const parameter = (key) => (key in node.parameters ? `parameter${node.parameters[key]}` : undefined);
    convert({ file: this, node, inputs, parameter, output: valueName(place), shapes: this.#shapesOf(node) });
  }

  #shapesOf = (node) => node.inputs.map((input) => this.#graph.nodes[input].shape);

  /** One operator of ONNX; undefined inputs at the end are left out. */
  operator(type, inputs, output, attributes = {}) {
    const given = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    this.#operators.push(message([1, inputs], [2, output], [4, type], [5, given]));
  }

  /** Name of a constant. */
  constant(type, shape, values) {
    const name = `constant${this.#initializers.length}`;
    this.#initializers.push(tensor(name, type, shape, values));
    return name;
  }

  /** Name of `value` in shape [batch, ...shape]. */
  reshaped(value, shape) {
    const sizes = BigInt64Array.from([this.#batch, ...shape], BigInt);
    const name = `${value}x${shape.join("x")}`;
    this.operator("Reshape", [value, this.constant(INT64, [sizes.length], sizes)], name);
    return name;
  }

  encode() {
    const describe = (place) => valueInfo(place, [this.#batch, ...channelsFirst(this.#graph.nodes[place].shape)]);
    const graph = message(
      [1, this.#operators],
      [2, "graph"],
      [5, this.#initializers],
      [11, this.#graph.inputs.map(describe)],
      [12, describe(this.#graph.output)],
    );
    return message([1, IR_VERSION], [7, graph], [8, message([2, OPERATOR_SET])]);
  }
}

function attribute(name, value) {
  if (typeof value === "object" && "float" in value) return message([1, name], [2, value], [20, ATTRIBUTE.float]);
  if (Array.isArray(value)) return message([1, name], [8, value], [20, ATTRIBUTE.ints]);
  return message([1, name], [3, value], [20, ATTRIBUTE.int]);
}

const tensor = (name, type, shape, { buffer, byteOffset, byteLength }) =>
  message([1, shape], [2, type], [8, name], [9, new Uint8Array(buffer, byteOffset, byteLength)]);

function valueInfo(place, shape) {
  const dimensions = shape.map((size) => message([1, size]));
  const type = message([1, message([1, FLOAT], [2, message([1, dimensions])])]);
  return message([1, valueName(place)], [2, type]);
}

const pads = ([top, right, bottom, left]) => [top, left, bottom, right];

const plain =
  (type) =>
  ({ file, inputs, output }) =>
    file.operator(type, inputs, output);

const pool =
  (type) =>
  ({ file, node, inputs, output }) => {
    const { window, stride, padding } = node.attributes;
    file.operator(type, inputs, output, { kernel_shape: window, strides: stride, pads: pads(padding) });
  };

/** Two inputs, of which one may be a number for each channel of the other. */
const broadcast =
  (type) =>
  ({ file, inputs, output, shapes }) => {
    const rank = Math.max(...shapes.map(({ length }) => length));
    const names = inputs.map((name, i) => (shapes[i].length < rank ? file.reshaped(name, [shapes[i][0], 1, 1]) : name));
    names.slice(1).reduce((sum, name, i) => {
      const result = i === names.length - 2 ? output : `${output}part${i}`;
      file.operator(type, [sum, name], result);
      return result;
    }, names[0]);
  };

const converters = {
  relu: plain("Relu"),
  sigmoid: plain("Sigmoid"),
  tanh: plain("Tanh"),
  add: broadcast("Add"),
  multiply: broadcast("Mul"),
  maxPool2d: pool("MaxPool"),
  averagePool2d: pool("AveragePool"),

  conv2d({ file, node, inputs, parameter, output }) {
    const { kernel, stride, dilation, groups, padding } = node.attributes;
    const attributes = {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      group: groups,
      pads: pads(padding),
    };
    file.operator("Conv", [...inputs, parameter("kernel"), parameter("bias")], output, attributes);
  },
  dense({ file, inputs, parameter, output }) {
    file.operator("Gemm", [...inputs, parameter("kernel"), parameter("bias")], output);
  },
  flatten({ file, inputs, output }) {
    file.operator("Flatten", inputs, output);
  },
  batchNorm({ file, node, inputs, parameter, output }) {
    const channels = [node.shape.at(-1)];
    const constant = (value) => file.constant(FLOAT, channels, new Float32Array(channels[0]).fill(value));
    const [scale, shift] = [parameter("scale") ?? constant(1), parameter("shift") ?? constant(0)];
    const operands = [...inputs, scale, shift, parameter("mean"), parameter("variance")];
    file.operator("BatchNormalization", operands, output, { epsilon: float(node.attributes.epsilon) });
  },
  bias({ file, node, inputs, parameter, output }) {
    const sizes = BigInt64Array.from([node.shape.at(-1), ...node.shape.slice(1).map(() => 1)], BigInt);
    const name = `${output}bias`;
    file.operator("Reshape", [parameter("bias"), file.constant(INT64, [sizes.length], sizes)], name);
    file.operator("Add", [...inputs, name], output);
  },
  relu6({ file, inputs, output }) {
    const limits = [0, 6].map((limit) => file.constant(FLOAT, [], Float32Array.of(limit)));
    file.operator("Clip", [...inputs, ...limits], output);
  },
  silu({ file, inputs, output }) {
    file.operator("Sigmoid", inputs, `${output}gate`);
    file.operator("Mul", [...inputs, `${output}gate`], output);
  },
  softmax({ file, inputs, output }) {
    file.operator("Softmax", inputs, output, { axis: 1 });
  },
  concat({ file, node, inputs, output }) {
    file.operator("Concat", inputs, output, { axis: channelsFirstAxis(node.attributes.axis, node.shape.length) });
  },
  globalAveragePool2d({ file, node, inputs, output }) {
    if (node.shape.length === 3) return file.operator("GlobalAveragePool", inputs, output);
    file.operator("GlobalAveragePool", inputs, `${output}image`);
    file.operator("Flatten", [`${output}image`], output);
  },
};
