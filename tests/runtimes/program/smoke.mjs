// The smoke program: LeNet-5 learns 100 steps on generated digits. The same file runs in every runtime, and every runtime
// must end with the same bits.
import { digits, engine, lenet5, model, sgd, softmaxCrossEntropy } from "./fovea.mjs";

const TRAIN = 1600; // 50 steps of 32 an epoch: two epochs are 100 steps
const TEST = 400;
const PIXELS = 28 * 28;

/**
 * Trains, predicts and hashes.
 * `dispose: false` leaves the engine's threads running, as a user's program does that forgets to end them.
 */
export async function smoke({ dispose = true, ...engineOptions } = {}) {
  const core = await engine(engineOptions);
  const net = await model(lenet5(), { engine: core, seed: 1 });
  const { x, y } = digits({ count: TRAIN + TEST, seed: 1 });
  const train = { x: x.subarray(0, TRAIN * PIXELS), y: y.subarray(0, TRAIN) };
  const test = { x: x.subarray(TRAIN * PIXELS), y: y.subarray(TRAIN) };

  const options = {
    epochs: 2,
    batchSize: 32,
    seed: 1,
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
    loss: softmaxCrossEntropy(),
  };
  const began = now();
  let steps = 0;
  for await (const event of net.fit(train, options)) if (event.kind === "epoch") steps = event.step;
  const ended = now();

  const scores = await net.predict(test.x);
  const result = {
    steps,
    began,
    ended,
    seconds: (ended - began) / 1000,
    accuracy: accuracyOf(scores, test.y),
    hash: `${net.parametersHash()}-${hashOf(scores)}`,
    ...core.info,
  };
  if (dispose) {
    net.dispose();
    core.dispose();
  }
  return result;
}

/** Milliseconds on a clock that a page shares with its workers. */
const now = () => performance.timeOrigin + performance.now();

/** The share of samples whose highest score is at the label. */
function accuracyOf(scores, labels) {
  const classes = scores.length / labels.length;
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  return right / labels.length;
}

/** FNV-1a, 32 bits, of the bytes of `floats`, as 8 hex digits. */
function hashOf(floats) {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
