// What the two builds of onnxruntime do alike: the same file, the same calls. It has no backward pass.
import { channelsFirst, toChannelsFirst, toChannelsLast } from "../convert/layout.mjs";
import { toOnnx, valueName } from "../convert/onnx.mjs";
import { inputValues, sample } from "../convert/values.mjs";
import { host } from "./host.mjs";

/**
 * @param {typeof import("onnxruntime-common")} ort
 * @param {object} about
 * @param {import("onnxruntime-common").InferenceSession.SessionOptions} options
 */
export const onnxLibrary = (ort, about, options) =>
  host({
    about,
    async load({ pass, graph, batch, training }) {
      if (!["predict", "forward"].includes(pass) || training) throw new Error("onnxruntime does not train");
      const session = await ort.InferenceSession.create(toOnnx(graph, batch), options);
      const feeds = feedsOf(ort, graph, batch);
      const run = async (calls) => {
        for (let call = 0; call < calls; call++) await session.run(feeds);
      };
      const { [valueName(graph.output)]: output } = await session.run(feeds);
      const values = toChannelsLast(output.data, batch, graph.nodes[graph.output].shape);
      return { sample: sample(values), run, dispose: () => session.release() };
    },
  });

function feedsOf(ort, { nodes, inputs, ...graph }, batch) {
  const values = inputValues({ nodes, inputs, ...graph }, batch);
  const tensors = inputs.map((place, i) => {
    const { shape } = nodes[place];
    return new ort.Tensor("float32", toChannelsFirst(values[i], batch, shape), [batch, ...channelsFirst(shape)]);
  });
  return Object.fromEntries(inputs.map((place, i) => [valueName(place), tensors[i]]));
}
