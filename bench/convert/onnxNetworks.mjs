// What fovea's own networks are made of, in operators of ONNX.
import { FLOAT } from "./onnxMessages.mjs";
import { float } from "./protobuf.mjs";

export const plain =
  (type) =>
  ({ file, inputs, output }) =>
    file.operator(type, inputs, output);

export const pool =
  (type) =>
  ({ file, node, inputs, output }) => {
    const { window, stride, pads } = node.attributes;
    file.operator(type, inputs, output, { kernel_shape: window, strides: stride, pads });
  };

/** Two inputs, of which one may be a number for each channel of the other. */
export const broadcast =
  (type) =>
  ({ file, inputs, output, shapes }) => {
    const rank = Math.max(...shapes.map(({ length }) => length));
    const names = inputs.map((name, i) =>
      shapes[i].length < rank ? file.reshaped(name, [shapes[i][0], ...Array(rank - 1).fill(1)]) : name,
    );
    names.slice(1).reduce((sum, name, i) => {
      const result = i === names.length - 2 ? output : `${output}part${i}`;
      file.operator(type, [sum, name], result);
      return result;
    }, names[0]);
  };

/** A whole map to one number a channel. */
export const globalPool =
  (type, attributesOf = () => ({})) =>
  ({ file, node, inputs, output }) => {
    const flat = node.shape.length === 1;
    file.operator(type, inputs, flat ? `${output}map` : output, attributesOf(node.attributes));
    if (flat) file.operator("Flatten", [`${output}map`], output);
  };

/** One that works along an axis of a sample, the last by default. */
export const alongAxis =
  (type) =>
  ({ file, node, inputs, output, layout }) => {
    const { axis = -1 } = node.attributes;
    file.operator(type, inputs, output, { axis: layout.axis(axis, node.shape.length) });
  };

export const converters = {
  relu: plain("Relu"),
  sigmoid: plain("Sigmoid"),
  tanh: plain("Tanh"),
  add: broadcast("Add"),
  multiply: broadcast("Mul"),
  maxPool2d: pool("MaxPool"),
  averagePool2d: pool("AveragePool"),

  conv2d({ file, node, inputs, parameter, output }) {
    const { kernel, stride, dilation, groups, pads } = node.attributes;
    const attributes = {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      group: groups,
      pads,
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
    const name = `${output}bias`;
    const sizes = [node.shape.at(-1), ...node.shape.slice(1).map(() => 1)];
    file.operator("Reshape", [parameter("bias"), file.integers(sizes)], name);
    file.operator("Add", [...inputs, name], output);
  },
  relu6({ file, inputs, output }) {
    file.operator("Clip", [...inputs, file.float(0), file.float(6)], output);
  },
  silu({ file, inputs, output }) {
    file.operator("Sigmoid", inputs, `${output}gate`);
    file.operator("Mul", [...inputs, `${output}gate`], output);
  },
  softmax: alongAxis("Softmax"),
  concat: alongAxis("Concat"),
  globalAveragePool2d: globalPool("GlobalAveragePool"),
};
