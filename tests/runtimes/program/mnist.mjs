// The program of real data: recipe 1, LeNet-5 on MNIST's 60,000 digits under affine distortions, for an epoch or more. It names the library
// by its name, as the recipes do; ../support/project.mjs writes the four files beside it, in base64.
import { engine } from "fovea";
import { mnist } from "fovea/data";
import { train } from "./mnist-lenet5.mjs";
import files from "./mnistFiles.mjs";

export async function recipe1({ epochs = 1, dispose = true, ...engineOptions } = {}) {
  const core = await engine(engineOptions);
  const data = await mnist(Object.fromEntries(Object.entries(files).map(([part, text]) => [part, bytesOf(text)])));

  const began = now();
  let steps = 0;
  const log = ({ kind, step }) => {
    if (kind === "epoch") steps = step;
  };
  const { net, error } = await train({ data, engine: core, seed: 1, epochs, log });
  const ended = now();

  const hash = net.parametersHash();
  const result = { steps, began, ended, seconds: (ended - began) / 1000, accuracy: 1 - error, hash, ...core.info };
  if (dispose) core.dispose();
  return result;
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Milliseconds on a clock that a page shares with its workers. */
const now = () => performance.timeOrigin + performance.now();
