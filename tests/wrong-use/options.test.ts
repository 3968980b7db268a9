// Options of the engine, layers, losses and optimizers. What shapes do not fit has its rows in tests/graph/errors.test.ts.
import {
  adam,
  averagePool2d,
  conv2d,
  dense,
  engine,
  graph,
  maxPool2d,
  meanSquaredError,
  model,
  sgd,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { lenet5 } from "../../src/models/index.ts";
import { a, checkWrongUse, core, fit, loss, samples, wrong } from "./wrongUse.ts";

const gone = await engine({ threads: 1 });
const orphan = await model(lenet5(), { engine: gone });
gone.dispose();

checkWrongUse({
  engine: [
    [
      "no threads",
      "option",
      /^engine\.threads: got 0, expected a whole number from 1 to 256\. Hint: leave it out for one thread a core\.$/,
      () => engine({ threads: 0 }),
    ],
    ["half a thread", "option", /^engine\.threads: got 1\.5, expected a whole number/, () => engine({ threads: 1.5 })],
    [
      "a misspelt option",
      "option",
      /^engine: got unknown option "thread", expected one of threads, fast, winograd, memoryLimit, wasm, extension\. Hint: did you mean "threads"\?$/,
      () => engine(wrong({ thread: 2 })),
    ],
    [
      "fast as text",
      "option",
      /^engine\.fast: got "yes", expected true or false\.$/,
      () => engine({ fast: wrong("yes") }),
    ],
    [
      "winograd as a tile size",
      "option",
      /^engine\.winograd: got 4, expected true or false\.$/,
      () => engine({ winograd: wrong(4) }),
    ],
    [
      "a memory limit of nothing",
      "option",
      /^engine\.memoryLimit: got 0, expected bytes, from 2 MiB to 4 GiB\.$/,
      () => engine({ memoryLimit: 0 }),
    ],
    [
      "a memory limit beyond 32 bits",
      "option",
      /^engine\.memoryLimit: got 1099511627776, expected bytes/,
      () => engine({ memoryLimit: 2 ** 40 }),
    ],
    ["options that are none", "option", /^engine: got 2, expected an object of options\.$/, () => engine(wrong(2))],
    [
      "an engine that was disposed of",
      "runtime",
      /^engine: this engine was disposed of\.$/,
      () => orphan.predict(new Uint8Array(784)),
    ],
    [
      "a new model on it",
      "runtime",
      /^engine: this engine was disposed of\.$/,
      () => model(lenet5(), { engine: gone }),
    ],
  ],
  layers: [
    [
      "negative filters",
      "option",
      /^conv2d\.filters: got -4, expected a positive whole number\.$/,
      () => conv2d({ filters: -4, kernel: 3 }),
    ],
    [
      "no kernel",
      "option",
      /^conv2d\.kernel: got undefined, expected a positive whole number or \[height, width\]\.$/,
      () => conv2d(wrong({ filters: 4 })),
    ],
    [
      "a misspelt option",
      "option",
      /^conv2d: got unknown option "strides", expected one of filters, .* Hint: did you mean "stride"\?$/,
      () => conv2d(wrong({ filters: 4, kernel: 3, strides: 2 })),
    ],
    [
      "filters that groups do not divide",
      "option",
      /^conv2d: got 4 filters, expected a multiple of groups \(3\)\.$/,
      () => conv2d({ filters: 4, kernel: 3, groups: 3 }),
    ],
    [
      "padding that is none",
      "option",
      /^conv2d\.padding: got "full", expected "same", "valid", /,
      () => conv2d({ filters: 4, kernel: 3, padding: wrong("full") }),
    ],
    [
      "a window of nothing",
      "option",
      /^maxPool2d\.window: got 0, expected a positive whole number/,
      () => maxPool2d({ window: 0 }),
    ],
    [
      "options of another layer",
      "option",
      /^averagePool2d: got unknown option "units", expected one of window, /,
      () => averagePool2d(wrong({ window: 2, units: 3 })),
    ],
    [
      "options where there are none",
      "option",
      /^tanh: got unknown option "axis", expected one of name\.$/,
      () => tanh(wrong({ axis: 1 })),
    ],
    ["a number for options", "option", /^dense: got 10, expected an object of options\.$/, () => dense(wrong(10))],
  ],
  "losses and optimizers": [
    [
      "nesterov without momentum",
      "option",
      /^sgd: got nesterov with momentum 0, expected a momentum above 0\.$/,
      () => sgd({ nesterov: true }),
    ],
    [
      "a negative learning rate",
      "option",
      /^sgd\.learningRate: got -0\.1, expected a finite number, 0 or more\.$/,
      () => sgd({ learningRate: -0.1 }),
    ],
    [
      "a momentum of 1",
      "option",
      /^sgd\.momentum: got 1, expected a number from 0 to less than 1\.$/,
      () => sgd({ momentum: 1 }),
    ],
    [
      "an abbreviation",
      "option",
      /^sgd: got unknown option "lr", expected one of learningRate, momentum, nesterov, weightDecay\.$/,
      () => sgd(wrong({ lr: 0.1 })),
    ],
    [
      "an epsilon of 0",
      "option",
      /^adam\.epsilon: got 0, expected a finite number above 0\.$/,
      () => adam({ epsilon: 0 }),
    ],
    [
      "a schedule that gives no number",
      "option",
      /^sgd\.learningRate\(1\): got NaN, expected a finite number, 0 or more\.$/,
      () => fit(samples, { optimizer: sgd({ learningRate: () => Number.NaN }) }),
    ],
    [
      "class weights for other classes",
      "option",
      /^softmaxCrossEntropy\.classWeights: got 2 weights, expected one for each of the 3 classes\.$/,
      () => fit(samples, { loss: softmaxCrossEntropy({ classWeights: [1, 2] }) }),
    ],
    [
      "a negative class weight",
      "option",
      /^softmaxCrossEntropy\.classWeights: got \[1, -1\], expected an array of finite numbers/,
      () => softmaxCrossEntropy({ classWeights: [1, -1] }),
    ],
    [
      "a weight that is none",
      "option",
      /^meanSquaredError\.weight: got NaN, expected a finite number, not negative\.$/,
      () => meanSquaredError({ weight: Number.NaN }),
    ],
    [
      "a loss that does not fit the output",
      "shape",
      /^softmaxCrossEntropy: got an output of shape \[1\], expected \[\.\.\., classes\] with at least two classes\.$/,
      async () => {
        using net = await model(graph(a, dense({ units: 1 })(a)), { engine: core });
        await net.evaluate({ x: new Float32Array(2), y: new Uint8Array(1) }, { loss });
      },
    ],
  ],
});
