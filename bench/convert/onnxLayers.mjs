// Layers that fovea's networks lack, as operators of ONNX: one line each where they have an operator of their own.
import { FLOAT, INT64 } from "./onnxMessages.mjs";
import { alongAxis, broadcast, globalPool, plain } from "./onnxNetworks.mjs";
import { float } from "./protobuf.mjs";

/** An operator with attributes of its own. */
const one =
  (type, attributesOf = () => ({})) =>
  ({ file, node, inputs, output }) =>
    file.operator(type, inputs, output, attributesOf(node.attributes));

/** One that takes numbers as further inputs. */
const withNumbers =
  (type, numbersOf) =>
  ({ file, node, inputs, output }) => {
    const numbers = numbersOf(node.attributes).map((value) => (value === undefined ? "" : file.float(value)));
    file.operator(type, [...inputs, ...numbers], output);
  };

/** `convert` where `has` says that ONNX has it. */
const where = (has, convert) => Object.assign(convert, { lacks: (attributes) => !has(attributes) });

const pool = (type, more = () => ({})) =>
  one(type, (a) => ({ kernel_shape: a.window, strides: a.stride, pads: a.pads, ...more(a) }));
const maxPool = pool("MaxPool", ({ dilation, window }) => ({ dilations: dilation ?? window.map(() => 1) }));
const averagePool = pool("AveragePool");
const lpPool = pool("LpPool", ({ p = 2 }) => ({ p }));
const globalLpPool = globalPool("GlobalLpPool", ({ p = 2 }) => ({ p }));

const reduce =
  (type) =>
  ({ file, node, inputs, output, shapes: [{ length: rank }], layout }) => {
    const { axes, keepDimensions } = node.attributes;
    const all = axes ?? Array.from({ length: rank }, (_, axis) => axis);
    const given = file.integers(all.map((axis) => layout.axis(axis, rank)));
    file.operator(type, [...inputs, given], output, { keepdims: Number(keepDimensions) });
  };

const argument =
  (type) =>
  ({ file, node, inputs, output, shapes: [{ length: rank }], layout }) => {
    const { axis, keepAxis } = node.attributes;
    file.operator(type, inputs, `${output}places`, { axis: layout.axis(axis, rank), keepdims: Number(keepAxis) });
    file.operator("Cast", [`${output}places`], output, { to: FLOAT });
  };

/** Begin, end and step for each axis of a sample. */
const slice =
  (boundsOf) =>
  ({ file, node, inputs, output, shapes: [shape], layout }) => {
    const bounds = shape.map((size, axis) => boundsOf(node.attributes, axis, size, node.shape[axis]));
    const cut = bounds.map((each, axis) => ({ ...each, axis })).filter(({ begin }) => begin !== undefined);
    const list = (key) => file.integers(cut.map((each) => each[key]));
    const axes = file.integers(cut.map(({ axis }) => layout.axis(axis, shape.length)));
    file.operator("Slice", [...inputs, list("begin"), list("end"), axes, list("step")], output);
  };

function sliceBounds({ axis, begin, end, step }, at, size) {
  const k = at - (axis < 0 ? axis + 3 : axis);
  if (k < 0 || k >= Math.max(begin.length, end.length, step.length)) return {};
  return { begin: begin[k] ?? 0, end: end[k] ?? size, step: step[k] ?? 1 };
}

function cropBounds(_attributes, _axis, size, result) {
  const begin = (size - result) >> 1;
  return result === size ? {} : { begin, end: begin + result, step: 1 };
}

const flipBounds = ({ axes }, axis) => (axes.includes(axis) ? { begin: -1, end: -(2 ** 31), step: -1 } : {});

const PAD_MODES = { zeros: "constant", constant: "constant", reflect: "reflect", replicate: "edge", circular: "wrap" };

function pad({ file, node, inputs, output, shapes: [shape] }) {
  const { padding, mode, value } = node.attributes;
  const sides = [0, 0, ...shape.slice(1).map(() => padding)];
  file.operator("Pad", [...inputs, file.integers([...sides, ...sides]), file.float(value)], output, {
    mode: PAD_MODES[mode],
  });
}

const RESIZE = {
  nearest: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  nearestExact: { mode: "nearest", coordinate_transformation_mode: "half_pixel", nearest_mode: "round_prefer_ceil" },
  linear: { mode: "linear", coordinate_transformation_mode: "half_pixel" },
  cubic: { mode: "cubic", coordinate_transformation_mode: "half_pixel" },
};

function resize({ file, node, inputs, output, batch, layout }) {
  const { mode, alignCorners } = node.attributes;
  const sizes = file.integers([batch, ...layout.shape(node.shape)]);
  const corners = alignCorners && { coordinate_transformation_mode: "align_corners" };
  file.operator("Resize", [...inputs, "", "", sizes], output, { ...RESIZE[mode], ...corners });
}

/** Values, and the places that they stand at; the others need only them. */
function maxPoolWithIndices({ file, node, inputs, output }) {
  const { window, stride, pads } = node.attributes;
  const results = [`${output}values`, output];
  file.operator("MaxPool", inputs, results, { kernel_shape: window, strides: stride, pads });
}

const takeIndices = ({ file, inputs: [, places], output }) => file.operator("Identity", [`${places}values`], output);

/** ONNX counts places through the whole batch. */
function maxUnpool({ file, node, inputs: [x, places], output, batch }) {
  const channels = node.shape.at(-1);
  const pixels = node.shape.slice(0, -1).reduce((product, size) => product * size);
  const starts = BigInt64Array.from({ length: batch * channels }, (_, i) => BigInt(i * pixels));
  const shape = [batch, channels, ...node.shape.slice(1).map(() => 1)];
  const all = [file.asIntegers(places), file.constant(INT64, shape, starts)];
  file.operatorBefore("Add", all, `${output}places`);
  const { window, stride, padding = 0 } = node.attributes;
  const pads = [...window, ...window].map(() => padding);
  file.operator("MaxUnpool", [x, `${output}places`], output, { kernel_shape: window, strides: stride, pads });
}

function channelShuffle({ file, node, inputs, output }) {
  const [height, width, channels] = node.shape;
  const { groups } = node.attributes;
  const parts = file.reshaped(inputs[0], [groups, channels / groups, height, width]);
  file.operator("Transpose", [parts], `${output}turned`, { perm: [0, 2, 1, 3, 4] });
  file.operator("Reshape", [`${output}turned`, file.integers([0, channels, height, width])], output);
}

function prelu({ file, node, inputs, parameter, output }) {
  const slopes = [node.shape.at(-1), ...node.shape.slice(1).map(() => 1)];
  file.operator("Reshape", [parameter("slope"), file.integers(slopes)], `${output}slopes`);
  file.operator("PRelu", [...inputs, `${output}slopes`], output);
}

const rowNorm =
  (type) =>
  ({ file, node, inputs, parameter, output }) =>
    file.operator(type, [...inputs, parameter("scale"), parameter("shift")], output, {
      axis: -1,
      epsilon: float(node.attributes.epsilon),
    });

function instanceNorm({ file, node, inputs, parameter, output }) {
  const operands = [...inputs, parameter("scale"), parameter("shift")];
  file.operator("InstanceNormalization", operands, output, { epsilon: float(node.attributes.epsilon) });
}

/** As PyTorch writes it: the groups as channels of another image, then each channel's own scale and shift. */
function groupNorm({ file, node, inputs, parameter, output, layout }) {
  const { groups, epsilon } = node.attributes;
  const shape = layout.shape(node.shape);
  const [ones, zeros] = [1, 0].map((value) => file.constant(FLOAT, [groups], new Float32Array(groups).fill(value)));
  const parts = file.reshaped(inputs[0], [groups, -1]);
  file.operator("InstanceNormalization", [parts, ones, zeros], `${output}parts`, { epsilon: float(epsilon) });
  file.operator("Reshape", [`${output}parts`, file.integers([0, ...shape])], `${output}plain`);
  const perChannel = file.integers([shape[0], ...shape.slice(1).map(() => 1)]);
  file.operator("Reshape", [parameter("scale"), perChannel], `${output}scale`);
  file.operator("Reshape", [parameter("shift"), perChannel], `${output}shift`);
  file.operator("Mul", [`${output}plain`, `${output}scale`], `${output}scaled`);
  file.operator("Add", [`${output}scaled`, `${output}shift`], output);
}

function gather({ file, node, inputs: [x, places], output, shapes: [shape, rows], layout }) {
  const { axis, indices } = node.attributes;
  if (indices)
    return file.operator("Gather", [x, file.integers(indices)], output, { axis: layout.axis(axis, shape.length) });
  const integers = file.asIntegers(places);
  const each = file.integers([0, ...rows, 1]);
  file.operatorBefore("Reshape", [integers, each], `${output}places`);
  file.operator("GatherND", [x, `${output}places`], output, { batch_dims: 1 });
}

function oneHot({ file, node, inputs, output }) {
  const values = file.constant(FLOAT, [2], Float32Array.of(0, 1));
  file.operator("OneHot", [file.asIntegers(inputs[0]), file.float(node.attributes.classes), values], output);
}

export const converters = {
  // activations
  celu: one("Celu", ({ alpha }) => ({ alpha: float(alpha) })),
  elu: one("Elu", ({ alpha }) => ({ alpha: float(alpha) })),
  gelu: one("Gelu", ({ approximate }) => ({ approximate })),
  hardSigmoid: one("HardSigmoid", ({ slope, offset }) => ({ alpha: float(slope), beta: float(offset) })),
  hardSwish: plain("HardSwish"),
  hardTanh: withNumbers("Clip", ({ low, high }) => [low, high]),
  leakyRelu: one("LeakyRelu", ({ slope }) => ({ alpha: float(slope) })),
  logSoftmax: alongAxis("LogSoftmax"),
  mish: plain("Mish"),
  prelu,
  selu: plain("Selu"),
  softplus: where(({ beta }) => beta === 1, plain("Softplus")),
  softsign: plain("Softsign"),
  threshold: where(
    ({ value, threshold }) => value === 0 && threshold > 0,
    one("ThresholdedRelu", ({ threshold }) => ({ alpha: float(threshold) })),
  ),
  // arithmetic
  abs: plain("Abs"),
  clip: withNumbers("Clip", ({ low, high }) => [low, high]),
  divide: broadcast("Div"),
  exp: plain("Exp"),
  log: plain("Log"),
  maximum: broadcast("Max"),
  minimum: broadcast("Min"),
  power: withNumbers("Pow", ({ exponent }) => [exponent]),
  reciprocal: plain("Reciprocal"),
  scale: where(({ factor, offset }) => factor === -1 && offset === 0, plain("Neg")),
  sign: plain("Sign"),
  sqrt: plain("Sqrt"),
  square: ({ file, inputs: [x], output }) => file.operator("Mul", [x, x], output),
  subtract: broadcast("Sub"),
  // pooling
  averagePool1d: averagePool,
  averagePool2d: averagePool,
  averagePool3d: averagePool,
  globalAveragePool1d: globalPool("GlobalAveragePool"),
  globalAveragePool3d: globalPool("GlobalAveragePool"),
  globalLpPool1d: globalLpPool,
  globalLpPool2d: globalLpPool,
  globalLpPool3d: globalLpPool,
  globalMaxPool1d: globalPool("GlobalMaxPool"),
  globalMaxPool2d: globalPool("GlobalMaxPool"),
  globalMaxPool3d: globalPool("GlobalMaxPool"),
  lpPool1d: lpPool,
  lpPool2d: lpPool,
  lpPool3d: lpPool,
  maxPool1d: maxPool,
  maxPool2d: maxPool,
  maxPool3d: maxPool,
  maxPool1dWithIndices: maxPoolWithIndices,
  maxPool2dWithIndices: maxPoolWithIndices,
  maxPool3dWithIndices: maxPoolWithIndices,
  maxUnpool1d: maxUnpool,
  maxUnpool2d: maxUnpool,
  maxUnpool3d: maxUnpool,
  takeIndices,
  // normalisation
  groupNorm,
  instanceNorm,
  l2Normalize: one("LpNormalization", () => ({ axis: -1, p: 2 })),
  layerNorm: where(({ axes }) => !axes || axes.length === 1, rowNorm("LayerNormalization")),
  localResponseNorm: where(
    ({ region }) => region === "across",
    one("LRN", ({ size, alpha, beta, k }) => ({ size, alpha: float(alpha), beta: float(beta), bias: float(k) })),
  ),
  rmsNorm: rowNorm("SimplifiedLayerNormalization"),
  // reductions
  argmax: argument("ArgMax"),
  argmin: argument("ArgMin"),
  reduceMax: reduce("ReduceMax"),
  reduceMean: reduce("ReduceMean"),
  reduceMin: reduce("ReduceMin"),
  reduceSum: reduce("ReduceSum"),
  // moves
  channelShuffle,
  crop: slice(cropBounds),
  embedding: ({ file, inputs, parameter, output }) =>
    file.operator("Gather", [parameter("table"), file.asIntegers(inputs[0])], output),
  flip: slice(flipBounds),
  gather,
  matmul: plain("MatMul"),
  oneHot,
  pad,
  pixelShuffle: one("DepthToSpace", ({ block, order }) => ({
    blocksize: block,
    mode: order === "blockFirst" ? "DCR" : "CRD",
  })),
  pixelUnshuffle: where(
    ({ order }) => order === "blockFirst",
    one("SpaceToDepth", ({ block }) => ({ blocksize: block })),
  ),
  resize1d: resize,
  resize2d: resize,
  resize3d: resize,
  slice: slice(sliceBounds),
  tile: ({ file, node, inputs, output, layout }) =>
    file.operator("Tile", [...inputs, file.integers([1, ...layout.shape(node.attributes.repeats)])], output),
  transpose: ({ file, node, inputs, output }) =>
    file.operator("Transpose", inputs, output, { perm: [0, ...node.attributes.axes.map((axis) => axis + 1)] }),
};
