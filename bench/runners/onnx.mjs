// What the two builds of onnxruntime do alike: the same file, the same calls. It has no backward pass.
import { layoutOf } from "../convert/layout.mjs";
import { CALLS, DONE, LAST, toOnnx, valueName } from "../convert/onnx.mjs";
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
    async load({ pass, graph, batch, training, again = false }) {
      if (!["predict", "forward"].includes(pass) || training) throw new Error("onnxruntime does not train");
      const session = await ort.InferenceSession.create(toOnnx(graph, batch, again), options);
      const feeds = feedsOf(ort, graph, batch);
      const repeated = (calls) => ({ ...feeds, [CALLS]: new ort.Tensor("int64", BigInt64Array.of(BigInt(calls)), []) });
      const run = again
        ? (calls) => session.run(repeated(calls), [DONE])
        : async (calls) => {
            for (let call = 0; call < calls; call++) await session.run(feeds);
          };
      const name = again ? LAST : valueName(graph.output);
      const { [name]: output } = await session.run(again ? repeated(1) : feeds, [name]);
      const values = layoutOf(graph).from(output.data, batch, graph.nodes[graph.output].shape);
      return { sample: sample(values), run, dispose: () => session.release() };
    },
  });

function feedsOf(ort, graph, batch) {
  const layout = layoutOf(graph);
  const values = inputValues(graph, batch);
  const tensors = graph.inputs.map((place, i) => {
    const { shape } = graph.nodes[place];
    return new ort.Tensor("float32", layout.to(values[i], batch, shape), [batch, ...layout.shape(shape)]);
  });
  return Object.fromEntries(graph.inputs.map((place, i) => [valueName(place), tensors[i]]));
}
