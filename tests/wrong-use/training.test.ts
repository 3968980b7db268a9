// Metrics, early stopping and what else goes with a training.
import { onPlateau } from "../../src/index.ts";
import {
  accuracy,
  auc,
  averagePrecision,
  f1,
  meanAbsoluteError,
  meanAveragePrecision,
  topK,
} from "../../src/metrics/index.ts";
import {
  crossValidate,
  earlyStopping,
  findLearningRate,
  overfitOneBatch,
  statistics,
} from "../../src/training/index.ts";
import { smallModel } from "../train/toys.ts";
import { checkWrongUse, fit, loss, optimizer, pair, pairData, pairLoss, samples, small, wrong } from "./wrongUse.ts";

const evaluated = (metrics: unknown) => small.evaluate(samples, { loss, metrics: wrong(metrics) });

checkWrongUse({
  metrics: [
    ["no array", "option", /^evaluate\.metrics: got unknown option "name"/, () => evaluated(f1())],
    [
      "a maker",
      "option",
      /^evaluate\.metrics: got a function, expected a metric of fovea\/metrics\.$/,
      () => evaluated([f1]),
    ],
    [
      "the same twice",
      "option",
      /^evaluate\.metrics: got two metrics named "f1", expected a name for each\.$/,
      () => evaluated([f1(), f1()]),
    ],
    [
      "one output's for several",
      "option",
      /^evaluate\.metrics: got metrics of one output, expected a record of metrics for one, two\.$/,
      () => pair.evaluate(pairData, { loss: pairLoss, metrics: [f1()] }),
    ],
    [
      "of an output that is none",
      "option",
      /^evaluate\.metrics: got unknown option "scores", expected one of output\.$/,
      () => evaluated({ scores: [f1()] }),
    ],
    [
      "top-k of more than the classes",
      "option",
      /^topK: got 4, expected at most 3, the classes\.$/,
      () => evaluated([topK(4)]),
    ],
    [
      "errors of labels",
      "shape",
      /^meanAbsoluteError: got output output with softmax/,
      () => evaluated([meanAbsoluteError()]),
    ],
    [
      "a class that is none",
      "option",
      /^f1\.positive: got 3, expected a class below 3\.$/,
      () => evaluated([f1({ positive: 3 })]),
    ],
    [
      "without validation",
      "option",
      /^fit\.metrics: got no validation, expected samples that metrics are taken of/,
      () => fit(samples, { metrics: [f1()] }),
    ],
    ["an unknown option", "option", /^accuracy: got unknown option "topK"/, () => accuracy(wrong({ topK: 5 }))],
    [
      "an unknown average",
      "option",
      /^f1\.average: got "mean", expected "macro", /,
      () => f1(wrong({ average: "mean" })),
    ],
    [
      "an average and a class",
      "option",
      /^f1\.positive: got a class, with average "micro", expected one of the two\.$/,
      () => f1({ average: "micro", positive: 1 }),
    ],
    ["a k of 0", "option", /^topK: got 0, expected a positive whole number\.$/, () => topK(0)],
    ["a threshold that is none", "option", /^f1\.threshold: got "half", /, () => f1(wrong({ threshold: "half" }))],
    [
      "targets of no kind",
      "option",
      /^f1\.targets: got "soft", expected "labels", /,
      () => f1(wrong({ targets: "soft" })),
    ],
    ["half a label to ignore", "option", /^f1\.ignoreIndex: got 0\.5, /, () => f1({ ignoreIndex: 0.5 })],
    ["no name", "option", /^f1\.name: got "", expected a name\.$/, () => f1({ name: "" })],
    ["ranks by a threshold", "option", /^auc: got unknown option "threshold"/, () => auc(wrong({ threshold: 1 }))],
    [
      "ranks of no scores",
      "option",
      /^auc\.scores: got "odds", expected "logits" or /,
      () => auc(wrong({ scores: "odds" })),
    ],
    [
      "ranks averaged by micro",
      "option",
      /^averagePrecision\.average: got "micro"/,
      () => averagePrecision(wrong({ average: "micro" })),
    ],
    [
      "boxes in no style",
      "option",
      /^meanAveragePrecision\.style: got "kitti"/,
      () => meanAveragePrecision(wrong({ style: "kitti" })),
    ],
    [
      "an overlap of 0",
      "option",
      /^meanAveragePrecision\.iou: got 0, expected numbers above 0/,
      () => meanAveragePrecision({ iou: 0 }),
    ],
    ["no boxes", "option", /^meanAveragePrecision\.mostBoxes: got 0, /, () => meanAveragePrecision({ mostBoxes: 0 })],
  ],
  "early stopping and schedules": [
    [
      "a metric that will not be there",
      "option",
      /^earlyStopping\.metric: got "f1", expected one of loss, accuracy\. Hint: fit\(\{ validation, metrics \}\) finds others\.$/,
      () => fit(samples, { stopping: earlyStopping({ metric: "f1" }) }),
    ],
    [
      "a metric of every class",
      "option",
      /^earlyStopping\.metric: got "f1\.classes", which is \[.*\], expected a metric that is one number\./,
      async () => {
        using net = await smallModel();
        const metrics = [f1({ average: "none" })];
        const stopping = earlyStopping({ metric: "f1.classes" });
        for await (const _ of net.fit(samples, { loss, optimizer, validation: samples, metrics, stopping }));
      },
    ],
    [
      "the maker",
      "option",
      /^fit\.stopping: got a function, expected what earlyStopping\(\) makes\.$/,
      () => fit(samples, { stopping: earlyStopping }),
    ],
    [
      "a number as schedule",
      "option",
      /^fit\.schedule: got 0\.1, expected what onPlateau\(\) makes\.$/,
      () => fit(samples, { schedule: 0.1 }),
    ],
    [
      "a watch that is none",
      "option",
      /^fit\.watch: got true, expected what statistics\(\) makes\.$/,
      () => fit(samples, { watch: true }),
    ],
    [
      "a schedule on what will not be there",
      "option",
      /^onPlateau\.metric: got "auc", expected one of loss, accuracy\./,
      () => fit(samples, { schedule: onPlateau({ rate: 1, metric: "auc" }) }),
    ],
    [
      "half an epoch's patience",
      "option",
      /^earlyStopping\.patience: got 0\.5, expected a whole number, 0 or more\.$/,
      () => earlyStopping({ patience: 0.5 }),
    ],
    ["a negative delta", "option", /^earlyStopping\.minDelta: got -1, /, () => earlyStopping({ minDelta: -1 })],
    [
      "a mode that is none",
      "option",
      /^earlyStopping\.mode: got "up", expected "min" or "max"\.$/,
      () => earlyStopping(wrong({ mode: "up" })),
    ],
    [
      "an unknown option",
      "option",
      /^earlyStopping: got unknown option "delta"/,
      () => earlyStopping(wrong({ delta: 1 })),
    ],
    [
      "a metric as an object",
      "option",
      /^earlyStopping\.metric: got an object/,
      () => earlyStopping(wrong({ metric: f1() })),
    ],
  ],
  "watching, rates and checks": [
    [
      "no folds",
      "option",
      /^crossValidate: got \[\], expected folds\. Hint: /,
      () => crossValidate([], () => small, wrong(null)),
    ],
    [
      "half a fold",
      "option",
      /^crossValidate, fold: got unknown option "test"/,
      () => crossValidate([wrong({ train: samples, test: samples })], () => small, wrong(null)),
    ],
    [
      "options that are none",
      "option",
      /^crossValidate, options: got an object .*, expected a function of the fold's number\.$/,
      () => crossValidate([{ train: samples, validation: samples }], () => small, wrong({ loss })),
    ],
    [
      "an unknown threshold",
      "option",
      /^statistics: got unknown option "vanish"/,
      () => statistics(wrong({ vanish: 1 })),
    ],
    [
      "every half step",
      "option",
      /^statistics\.every: got 0\.5, expected a positive whole number\.$/,
      () => statistics({ every: 0.5 }),
    ],
    [
      "no unit dead",
      "option",
      /^statistics\.dead: got 0, expected a number above 0, at most 1\.$/,
      () => statistics({ dead: 0 }),
    ],
    ["all vanishing", "option", /^statistics\.vanishing: got 1, /, () => statistics({ vanishing: 1 })],
    [
      "none exploding",
      "option",
      /^statistics\.exploding: got -1, expected a number above 0\.$/,
      () => statistics({ exploding: -1 }),
    ],
    [
      "no model",
      "option",
      /^findLearningRate: got undefined, expected a model\./,
      () => findLearningRate(wrong(undefined), samples, { loss }),
    ],
    [
      "no loss",
      "option",
      /^fit\.loss: got undefined, expected a loss\./,
      () => findLearningRate(small, samples, wrong({})),
    ],
    [
      "rates downwards",
      "option",
      /^findLearningRate\.to: got 0\.1, expected a finite number above 1\.$/,
      () => findLearningRate(small, samples, { loss, from: 1, to: 0.1 }),
    ],
    [
      "a rate of 0",
      "option",
      /^findLearningRate\.from: got 0, /,
      () => findLearningRate(small, samples, { loss, from: 0 }),
    ],
    [
      "two steps",
      "option",
      /^findLearningRate\.steps: got 2, expected a whole number, 3 or more\.$/,
      () => findLearningRate(small, samples, { loss, steps: 2 }),
    ],
    [
      "nothing but smoothing",
      "option",
      /^findLearningRate\.smoothing: got 1, /,
      () => findLearningRate(small, samples, { loss, smoothing: 1 }),
    ],
    [
      "diverged at once",
      "option",
      /^findLearningRate\.diverged: got 1, /,
      () => findLearningRate(small, samples, { loss, diverged: 1 }),
    ],
    [
      "an optimizer that is made",
      "option",
      /^findLearningRate\.optimizer: got an object .* Hint: \(learningRate\) =>/,
      () => findLearningRate(small, samples, { loss, optimizer: wrong(optimizer) }),
    ],
    [
      "epochs",
      "option",
      /^findLearningRate: got unknown option "epochs"/,
      () => findLearningRate(small, samples, wrong({ loss, epochs: 2 })),
    ],
    [
      "no batch",
      "option",
      /^overfitOneBatch\.batchSize: got 0, /,
      () => overfitOneBatch(small, samples, { loss, batchSize: 0 }),
    ],
    [
      "a share of all",
      "option",
      /^overfitOneBatch\.share: got 1, expected a number above 0 and below 1\.$/,
      () => overfitOneBatch(small, samples, { loss, share: 1 }),
    ],
    [
      "no loss at all",
      "option",
      /^overfitOneBatch\.loss: got undefined, expected a loss\./,
      () => overfitOneBatch(small, samples, wrong({})),
    ],
    [
      "no data",
      "data",
      /^overfitOneBatch data: got undefined, expected samples/,
      () => overfitOneBatch(small, wrong(undefined), { loss }),
    ],
  ],
});
