// A portable graph that is a chain of layers, as a network of ConvNetJS, which has channels last too.
import { parameterValues } from "./values.mjs";

/**
 * @param {any} convnetjs
 * @param {import("../internals/portable.ts").PortableGraph} graph whose last layer gives the logits
 * @returns {object} a convnetjs.Net that ends in a softmax
 */
export function toConvnetjs(convnetjs, graph) {
  const values = parameterValues(graph);
  const net = new convnetjs.Net();
  graph.nodes.forEach((node, place) => {
    if (node.inputs.length > 1 || (place && node.inputs[0] !== place - 1))
      throw new Error("ConvNetJS has only chains of layers");
    const size = sizeOf(graph.nodes[node.inputs[0]] ?? node);
    const parameter = (key) => values[node.parameters[key]] ?? null;
    const make = layers[node.op];
    if (!make) throw new Error(`ConvNetJS has no ${node.op}`);
    const layer = make(convnetjs, size, node, parameter);
    if (layer) net.layers.push(layer);
  });
  net.layers.push(new convnetjs.SoftmaxLayer(sizeOf(graph.nodes[graph.output])));
  return net;
}

/** Size of a node's value, as options of the layer that reads it. */
function sizeOf({ shape }) {
  const [in_sy, in_sx, in_depth] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return { in_sx, in_sy, in_depth };
}

function fill(layer, kernel, bias) {
  layer.filters.forEach(({ w }, filter) => {
    for (let i = 0; i < w.length; i++) w[i] = kernel[i * layer.filters.length + filter];
  });
  bias?.forEach((value, filter) => {
    layer.biases.w[filter] = value;
  });
  return layer;
}

const layers = {
  input: ({ InputLayer }, size) => new InputLayer({ out_sx: size.in_sx, out_sy: size.in_sy, out_depth: size.in_depth }),

  conv2d({ ConvLayer }, size, { attributes }, parameter) {
    const { filters, kernel, stride, padding, dilation, groups } = attributes;
    const [sy, sx] = kernel;
    const isSupported =
      stride[0] === stride[1] && new Set(padding).size === 1 && dilation[0] * dilation[1] * groups === 1;
    if (!isSupported) throw new Error("ConvNetJS has no such convolution");
    const layer = new ConvLayer({ ...size, filters, sx, sy, stride: stride[0], pad: padding[0] });
    return fill(layer, parameter("kernel"), parameter("bias"));
  },

  dense: ({ FullyConnLayer }, size, { attributes }, parameter) =>
    fill(new FullyConnLayer({ ...size, num_neurons: attributes.units }), parameter("kernel"), parameter("bias")),

  averagePool2d(convnetjs, size, { attributes: { window, stride, padding } }) {
    const touches = window[0] === stride[0] && window[1] === stride[1] && padding.every((side) => side === 0);
    if (!touches) throw new Error("no average pooling with padding or overlapping windows in this conversion");
    return new AveragePool(convnetjs, size, window);
  },

  tanh: ({ TanhLayer }, size) => new TanhLayer(size),
  relu: ({ ReluLayer }, size) => new ReluLayer(size),
  sigmoid: ({ SigmoidLayer }, size) => new SigmoidLayer(size),
  /** A volume is flat already. */
  flatten: () => null,
};

/** ConvNetJS has no average pooling: this one is written as its own layers are. Windows touch and do not overlap. */
class AveragePool {
  constructor({ Vol, zeros }, { in_sx, in_sy, in_depth }, [height, width]) {
    Object.assign(this, { Vol, zeros, height, width });
    this.out_sx = Math.floor(in_sx / width);
    this.out_sy = Math.floor(in_sy / height);
    this.out_depth = in_depth;
  }

  forward(input) {
    const output = new this.Vol(this.out_sx, this.out_sy, this.out_depth, 0);
    this.#pairs(input, (from, to) => {
      output.w[to] += input.w[from] / (this.height * this.width);
    });
    this.in_act = input;
    this.out_act = output;
    return output;
  }

  backward() {
    const { in_act: input, out_act: output } = this;
    input.dw = this.zeros(input.w.length);
    this.#pairs(input, (from, to) => {
      input.dw[from] = output.dw[to] / (this.height * this.width);
    });
  }

  /** Calls `visit` with the place of every value under a window and of that window's output. */
  #pairs({ sx }, visit) {
    const { out_sx, out_sy, out_depth, height, width } = this;
    for (let y = 0; y < out_sy * height; y++)
      for (let x = 0; x < out_sx * width; x++)
        for (let d = 0; d < out_depth; d++) {
          const to = (Math.floor(y / height) * out_sx + Math.floor(x / width)) * out_depth + d;
          visit((y * sx + x) * out_depth + d, to);
        }
  }

  getParamsAndGrads() {
    return [];
  }
}
