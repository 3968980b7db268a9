// Runner: LeNet-5 training steps in fovea, as a user writes them. `node fovea_lenet5.mjs BATCH THREADS strict|relaxed`
// Answers each request {"steps": n} with {"ms": time of one step, "rss" and "heap": resident and JavaScript's bytes after the last}.
import { engine, model, sgd, softmaxCrossEntropy } from "../../build/src/index.js";
import { lenet5 } from "../../build/src/models/index.js";
import { serve } from "../support/serve.mjs";

const [batchSize, threads] = process.argv.slice(2, 4).map(Number);
const build = process.argv[4];
const SAMPLES = 100 * batchSize;

await serve(async () => {
  const core = await engine({ threads, fast: build === "relaxed" });
  const { info } = core;
  if (info.build !== build) throw new Error(`no ${build} build here: ${info.reason}`);
  const net = await model(lenet5(), { engine: core, seed: 1 });
  const options = {
    batchSize,
    seed: 1,
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
    loss: softmaxCrossEntropy(),
  };
  const training = net.fit(randomDigits(), { ...options, epochs: 1_000_000 });
  return {
    about: { build: info.build, threads: info.threads },
    async answer({ steps }) {
      const start = performance.now();
      for (let done = 0; done < steps; ) {
        const { value } = await training.next();
        if (value.kind === "step") done++;
      }
      const ms = (performance.now() - start) / steps;
      const { rss, heapTotal } = process.memoryUsage();
      return { ms, rss, heap: heapTotal };
    },
  };
});

/** Noise with random labels: nothing to learn by heart, so that no gradient sinks into the slow range of tiny numbers. */
function randomDigits() {
  const x = Uint8Array.from({ length: SAMPLES * 28 * 28 }, () => Math.random() * 256);
  const y = Uint8Array.from({ length: SAMPLES }, () => Math.random() * 10);
  return { x, y };
}
