// Runner: TensorFlow.js, its backend in plain JavaScript.
import * as tf from "@tensorflow/tfjs";
import { tfjsLibrary } from "./tfjs.mjs";

export async function open() {
  await tf.setBackend("cpu");
  return tfjsLibrary({ build: "JavaScript", threads: 1 });
}
