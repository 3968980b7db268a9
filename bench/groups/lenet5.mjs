// The LeNet-5 training step, batch 64: who can run it, and what it costs.
import { benchFile, pythonWithTorch } from "../support/runtimes.mjs";

const BATCH = 64;
const STEPS_PER_ROUND = 40;

/** Multiply-adds of one image, by layer: two convolutions at their output sizes, three dense layers. */
const FORWARD = [28 * 28 * 25 * 6, 10 * 10 * 150 * 16, 400 * 120, 120 * 84, 84 * 10];

/** A layer's backward pass costs its forward pass twice, but nobody asks for the gradient of the images. */
const STEP_FLOPS = 2 * BATCH * (3 * FORWARD.reduce((sum, layer) => sum + layer) - FORWARD[0]);

const step = {
  name: "LeNet-5 training step",
  shape: `${BATCH}x28x28x1`,
  request: { steps: STEPS_PER_ROUND },
  flops: STEP_FLOPS,
};

/**
 * @param {string} group
 * @param {{ runtime: import("../support/runtimes.mjs").Runtime, build: string, threads: number }} where
 * @returns {import("../support/rounds.mjs").Runner}
 */
export function foveaRunner(group, { runtime, build, threads }) {
  const { label, program, absent } = runtime;
  const args = [benchFile("runners/fovea_lenet5.mjs"), String(BATCH), String(threads), build];
  return { ...step, group, runner: "fovea", command: program, args, absent, runtime: label, build, threads };
}

/** @returns {import("../support/rounds.mjs").Runner} */
export function torchRunner(group, threads) {
  const args = [benchFile("runners/torch_lenet5.py"), String(BATCH), String(threads)];
  return { ...step, group, runner: "pytorch", command: pythonWithTorch(), args, threads };
}
