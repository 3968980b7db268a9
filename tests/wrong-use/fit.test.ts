// Options of fit, predict, evaluate and gradients. What cannot be resumed is in tests/train/resume.test.ts.
import { sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { checkWrongUse, fit, loss, pair, pairData, samples, small, wrong } from "./wrongUse.ts";

checkWrongUse({
  "options of fit": [
    [
      "half an epoch",
      "option",
      /^fit\.epochs: got 1\.5, expected a positive whole number\.$/,
      () => fit(samples, { epochs: 1.5 }),
    ],
    [
      "a batch of nothing",
      "option",
      /^fit\.batchSize: got 0, expected a positive whole number\.$/,
      () => fit(samples, { batchSize: 0 }),
    ],
    [
      "a misspelt option",
      "option",
      /^fit: got unknown option "batchsize", expected one of epochs, batchSize, .* Hint: did you mean "batchSize"\?$/,
      () => fit(samples, { batchsize: 4 }),
    ],
    [
      "no optimizer",
      "option",
      /^fit\.optimizer: got undefined, expected an optimizer\. Hint: sgd\(\{ learningRate: 0\.05 \}\) is one\.$/,
      () => fit(samples, { optimizer: undefined }),
    ],
    [
      "an optimizer's maker",
      "option",
      /^fit\.optimizer: got a function, expected an optimizer\./,
      () => fit(samples, { optimizer: sgd }),
    ],
    [
      "no loss",
      "option",
      /^fit\.loss: got undefined, expected a loss\. Hint: softmaxCrossEntropy\(\) is one\.$/,
      () => fit(samples, { loss: undefined }),
    ],
    [
      "a loss's maker",
      "option",
      /^fit\.loss: got a function, expected a loss\. Hint: softmaxCrossEntropy\(\) makes one\.$/,
      () => fit(samples, { loss: softmaxCrossEntropy }),
    ],
    [
      "a loss for an output that is none",
      "option",
      /^fit\.loss: got unknown option "scores", expected one of output\.$/,
      () => fit(samples, { loss: { scores: loss } }),
    ],
    ["no loss at all", "option", /^fit\.loss: got no loss, expected at least one\.$/, () => fit(samples, { loss: {} })],
    [
      "a seed that is none",
      "option",
      /^fit\.seed: got 0\.5, expected an integer from 0 to 2\^53 - 1\.$/,
      () => fit(samples, { seed: 0.5 }),
    ],
    [
      "shuffle as a number",
      "option",
      /^fit\.shuffle: got 1, expected true or false\.$/,
      () => fit(samples, { shuffle: 1 }),
    ],
    [
      "a signal that is none",
      "option",
      /^fit\.signal: got an object with keys aborted, expected an AbortSignal\.$/,
      () => fit(samples, { signal: { aborted: false } }),
    ],
    [
      "one loss for several outputs",
      "option",
      /^evaluate\.loss: got one loss, expected a record of losses for outputs one, two\.$/,
      () => pair.evaluate(pairData, { loss }),
    ],
  ],
  "predict and evaluate": [
    [
      "nothing",
      "data",
      /^predict inputs: got undefined, expected a typed array, such as Float32Array\.from\(\.\.\.\)\.$/,
      () => small.predict(wrong(undefined)),
    ],
    [
      "no samples",
      "data",
      /^predict input "picture": got no samples, expected at least one\.$/,
      () => small.predict(new Uint8Array(0)),
    ],
    [
      "half a batch",
      "option",
      /^predict\.batchSize: got 0\.5, expected a positive whole number\.$/,
      () => small.predict(samples.x, { batchSize: 0.5 }),
    ],
    [
      "an unknown option",
      "option",
      /^predict: got unknown option "batch", expected one of batchSize\. Hint: did you mean "batchSize"\?$/,
      () => small.predict(samples.x, wrong({ batch: 3 })),
    ],
    [
      "a k that is none",
      "option",
      /^evaluate\.topK: got \[0\], expected positive whole numbers, such as \[1, 5\]\.$/,
      () => small.evaluate(samples, { loss, topK: [0] }),
    ],
    [
      "one k",
      "option",
      /^evaluate\.topK: got 5, expected positive whole numbers/,
      () => small.evaluate(samples, { loss, topK: wrong(5) }),
    ],
    [
      "no options",
      "option",
      /^evaluate: got undefined, expected an object of options\.$/,
      () => small.evaluate(samples, wrong(undefined)),
    ],
    [
      "gradients of no loss",
      "option",
      /^gradients\.loss: got undefined, expected a loss\./,
      () => small.gradients(samples, wrong({})),
    ],
  ],
});
