/** What a model says of pictures. */
import { fail } from "../error.ts";
import { graph, type Model, model, softmax } from "../index.ts";

/** A class, and how sure the model is of it, 0..1. */
export interface Guess {
  class: number;
  /** The class's name; its index, where the model has no names. */
  name: string;
  probability: number;
}

export interface PictureShape {
  width: number;
  height: number;
  channels: 1 | 3;
}

/** Size and channels of the pictures that the model takes. */
export function pictureSize({ graph: { inputs, outputs } }: Model): PictureShape {
  const [{ shape }] = inputs;
  const channels = shape[2];
  if (
    inputs.length !== 1 ||
    Object.keys(outputs).length !== 1 ||
    shape.length !== 3 ||
    (channels !== 1 && channels !== 3)
  )
    fail("shape", {
      where: "predict",
      got: `a model from ${inputs.map((node) => `[${node.shape.join(", ")}]`).join(" and ")} to ${Object.keys(outputs).join(" and ")}`,
      expected: "one picture, [height, width, 1] or [height, width, 3], and one output",
    });
  return { width: shape[1], height: shape[0], channels: channels as 1 | 3 };
}

/** The classes with their probabilities, the likeliest first, for each of the pictures in `pixels`. */
export async function classify(net: Model, pixels: Uint8Array): Promise<Guess[][]> {
  const likely = await withProbabilities(net);
  const probabilities = (await likely.predict(pixels)) as Float32Array;
  const { width, height, channels } = pictureSize(net);
  const pictures = pixels.length / (width * height * channels);
  const classes = probabilities.length / pictures;
  return Array.from({ length: pictures }, (_, i) => {
    const row = Array.from(probabilities.subarray(i * classes, (i + 1) * classes));
    const guesses = row.map((probability, c) => ({ class: c, name: net.classes[c] ?? String(c), probability }));
    return guesses.sort((a, b) => b.probability - a.probability);
  });
}

/** The model with a softmax after its logits: the same layers and parameters. */
async function withProbabilities(net: Model): Promise<Model> {
  const [output] = Object.values(net.graph.outputs);
  if (output.op?.name === "softmax") return net;
  const likely = await model(graph(net.graph.inputs, softmax()(output)), { engine: net.engine });
  likely.setParameters(Object.fromEntries(net.parameters().map(({ path, data }) => [path, data])));
  return likely;
}
