// Trains away from the page's own thread, and posts to the page what happens.
// In a project with a bundler write "fovea", "fovea/data" and "fovea/models" for these paths.
import { digits } from "../../build/src/data/index.js";
import { engine, model, sgd, softmaxCrossEntropy } from "../../build/src/index.js";
import { lenet5 } from "../../build/src/models/index.js";

const SHOWN = 40; // test digits that the page draws
const PIXELS = 28 * 28;
const stop = new AbortController();

self.onmessage = ({ data }) => (data.kind === "stop" ? stop.abort() : train(data).catch(report));

async function train({ epochs }) {
  const core = await engine();
  postMessage({ kind: "engine", info: core.info });

  const samples = digits({ count: 8000 });
  const test = digits({ count: 1000, start: 8000 });
  const net = await model(lenet5(), { engine: core, seed: 1 });
  const loss = softmaxCrossEntropy();
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  const options = { epochs, batchSize: 32, seed: 1, optimizer, loss, signal: stop.signal };
  try {
    for await (const event of net.fit(samples, options)) {
      postMessage(event);
      if (event.kind === "step" && event.step % 25 === 1) await classify(net, test);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error; // stopped on purpose: show what it has learned so far
  }
  await classify(net, test);
  const { accuracy } = await net.evaluate(test, { loss });
  postMessage({ kind: "done", accuracy });
  core.dispose();
}

/** Posts the first test digits with what the network takes them for. */
async function classify(net, test) {
  const images = test.x.slice(0, SHOWN * PIXELS);
  const scores = await net.predict(images);
  const guesses = Array.from({ length: SHOWN }, (_, i) => {
    const row = scores.subarray(i * 10, i * 10 + 10);
    return row.indexOf(Math.max(...row));
  });
  postMessage({ kind: "digits", images, guesses, labels: test.y.slice(0, SHOWN) }, [images.buffer]);
}

function report(error) {
  postMessage({ kind: "error", message: String(error?.message ?? error) });
}
