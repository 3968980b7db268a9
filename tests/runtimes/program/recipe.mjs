// The program of the recipes: two of examples/recipes as they stand there, on drawn digits in place of MNIST's. LeNet-5 learns from
// digits under affine distortions, then a residual network from digits under elastic ones; every runtime must end with the same bits.
// The recipes and this file name the library by its name; ../support/project.mjs has them find it by path where that is no use.
import { engine } from "fovea";
import { digits } from "fovea/data";
import { train as trainResidual } from "./mnist-cnn.mjs";
import { train as trainLeNet5 } from "./mnist-lenet5.mjs";

const [TRAIN, TEST] = [1600, 400];
const PIXELS = 28 * 28;

/** LeNet-5 sees all digits three times, 75 steps; the residual network a few once, 5 steps. */
export async function recipe({ dispose = true, ...engineOptions } = {}) {
  const core = await engine(engineOptions);
  const { x, y } = digits({ count: TRAIN + TEST, seed: 1 });
  const part = (from, to) => ({ x: x.subarray(from * PIXELS, to * PIXELS), y: y.subarray(from, to), size: to - from });
  const test = part(TRAIN, TRAIN + TEST);

  const began = now();
  let steps = 0;
  const log = ({ kind, step }) => {
    if (kind === "epoch") steps = step;
  };
  const about = { engine: core, seed: 1 };
  const first = await trainLeNet5({ ...about, data: { train: part(0, TRAIN), test }, epochs: 3, log });
  const few = { train: part(0, 640), test: part(TRAIN, TRAIN + 100) };
  const second = await trainResidual({ ...about, data: few, epochs: 1, width: 4 });
  const ended = now();

  const hash = `${first.net.parametersHash()}-${second.net.parametersHash()}`;
  const result = {
    steps,
    began,
    ended,
    seconds: (ended - began) / 1000,
    accuracy: 1 - first.error,
    hash,
    ...core.info,
  };
  if (dispose) core.dispose();
  return result;
}

/** Milliseconds on a clock that a page shares with its workers. */
const now = () => performance.timeOrigin + performance.now();
