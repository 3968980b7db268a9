// Options of data sets. What data does not fit together is in tests/data/dataset and tests/train/dataset.test.ts.
import { Dataset, dataset, fromSamples, interleave, kFold, type Sample, serve } from "../../src/data/index.ts";
import { checkWrongUse, wrong } from "./wrongUse.ts";

const data = dataset([1, 2, 3, 4]);
/** As samples, to be put together. */
const numbers: Dataset<Sample> = wrong(data);
const stream = dataset(function* () {
  yield 1;
});

checkWrongUse({
  "ways into a data set": [
    [
      "a number",
      "option",
      /^dataset: got 3, expected an array, \{ size, get\(index, epoch\) \}, or a function/,
      () => dataset(wrong(3)),
    ],
    ["nothing", "option", /^dataset: got undefined, expected an array/, () => dataset(wrong(undefined))],
    [
      "a size without get",
      "option",
      /^dataset: got an object with keys size, expected/,
      () => dataset(wrong({ size: 2 })),
    ],
    [
      "half an element",
      "option",
      /^dataset: got an object with keys size, get, /,
      () => dataset({ size: 0.5, get: () => 1 }),
    ],
    [
      "a size of an array",
      "option",
      /^dataset\.size: got 4, expected a whole number, of a stream's/,
      () => dataset([1], { size: 4 }),
    ],
    [
      "labels of others",
      "option",
      /^dataset\.labels: got 1 labels, expected 4, as many/,
      () => dataset([1, 2, 3, 4], { labels: [1] }),
    ],
    [
      "classes that are no names",
      "option",
      /^dataset\.classes: got \[1\], expected names\.$/,
      () => dataset([1], { classes: wrong([1]) }),
    ],
    [
      "an unknown option",
      "option",
      /^dataset: got unknown option "class", expected one of classes, /,
      () => dataset([1], wrong({ class: [] })),
    ],
    [
      "samples of no size",
      "data",
      /^fromSamples: got size undefined, expected samples with their size\./,
      () => fromSamples({ x: new Float32Array(4) }),
    ],
    ["no samples", "data", /^fromSamples: got 3, expected samples \{ x, y \}\.$/, () => fromSamples(wrong(3))],
    [
      "pictures of floats",
      "option",
      /^fromSamples\.shape: got \[2, 2, 1\] for Float32Array\(4\), expected \[height, width, channels\] of inputs that are bytes\.$/,
      () => fromSamples({ x: new Float32Array(4) }, { shape: [2, 2, 1] }),
    ],
    [
      "half a picture",
      "data",
      /^fromSamples, x: got 6 bytes, expected 1 pictures of 4\.$/,
      () => fromSamples({ x: new Uint8Array(6) }, { shape: [2, 2, 1] }),
    ],
    [
      "serving where nobody asks",
      "runtime",
      /^serve: got a thread that is no worker, expected a worker\.$/,
      () => serve(() => data),
    ],
  ],
  derivations: [
    ["map without a function", "option", /^map: got 3, expected a function\.$/, () => data.map(wrong(3))],
    [
      "filter without a function",
      "option",
      /^filter: got undefined, expected a function\.$/,
      () => data.filter(wrong(undefined)),
    ],
    ["flatMap without a function", "option", /^flatMap: got undefined, /, () => data.flatMap(wrong(undefined))],
    [
      "skipErrors without a function",
      "option",
      /^skipErrors: got undefined, /,
      () => data.skipErrors(wrong(undefined)),
    ],
    ["less than nothing", "option", /^take: got -1, expected a whole number, not negative\.$/, () => data.take(-1)],
    [
      "half an element to skip",
      "option",
      /^skip: got 0\.5, expected a whole number, not negative\.$/,
      () => data.skip(0.5),
    ],
    ["no repetition", "option", /^repeat: got 0, expected a positive whole number\.$/, () => data.repeat(0)],
    ["an array to append", "option", /^concat: got \[1\], expected a data set\.$/, () => data.concat(wrong([1]))],
    [
      "data sets of other classes",
      "data",
      /^concat: got classes \["b"\], expected \["a"\], as the others have\.$/,
      () => dataset([1], { classes: ["a"] }).concat(dataset([1], { classes: ["b"] })),
    ],
    ["an array to zip", "option", /^zip: got \[1\], expected a data set\.$/, () => data.zip(wrong([1]))],
    ["a batch of nothing", "option", /^batch: got 0, expected a positive whole number\.$/, () => numbers.batch(0)],
    [
      "a misspelt option",
      "option",
      /^batch: got unknown option "droplast".*did you mean "dropLast"\?$/,
      () => numbers.batch(2, wrong({ droplast: true })),
    ],
    [
      "dropLast of text",
      "option",
      /^batch\.dropLast: got "yes", expected true or false\.$/,
      () => numbers.batch(2, wrong({ dropLast: "yes" })),
    ],
    [
      "collate that is none",
      "option",
      /^batch\.collate: got 3, expected a function\.$/,
      () => numbers.batch(2, wrong({ collate: 3 })),
    ],
    [
      "prefetch of a number",
      "option",
      /^prefetch: got 3, expected an object of options\.$/,
      () => data.prefetch(wrong(3)),
    ],
    [
      "prefetch backwards",
      "option",
      /^prefetch\.ahead: got -1, expected a whole number, not/,
      () => data.prefetch({ ahead: -1 }),
    ],
    [
      "an epoch before the first",
      "option",
      /^read\.epoch: got -1, expected a whole number, not negative\.$/,
      () => data.read({ epoch: -1 }),
    ],
    [
      "a place that is none",
      "option",
      /^select, number 1: got 4, expected a place from 0 to 3\.$/,
      () => data.select([0, 4]),
    ],
    [
      "places of a stream",
      "option",
      /^select: got a data set that can only be read in order, /,
      () => stream.select([0]),
    ],
    [
      "a cache of what is shuffled",
      "option",
      /^cache: got a data set that is shuffled, expected one before its shuffle\. Hint: data\.cache\(\)\.shuffle\(\)\.$/,
      () => data.shuffle().map(String).cache(),
    ],
  ],
  shuffles: [
    [
      "a stream without a window",
      "option",
      /^shuffle: got a data set that can only be read in order, .* Hint: shuffle\(\{ window: 1000 \}\) shuffles a stream\.$/,
      () => stream.shuffle(),
    ],
    [
      "a window of nothing",
      "option",
      /^shuffle\.window: got 0, expected a positive whole number\.$/,
      () => stream.shuffle({ window: 0 }),
    ],
    [
      "half a seed",
      "option",
      /^shuffle\.seed: got 0\.5, expected an integer from 0/,
      () => data.shuffle({ seed: 0.5 }),
    ],
    [
      "a misspelt seed",
      "option",
      /^shuffle: got unknown option "sead".*did you mean "seed"\?$/,
      () => data.shuffle(wrong({ sead: 1 })),
    ],
    ["mixing nothing", "option", /^interleave: got \[\], expected an array of data sets\.$/, () => interleave([])],
    [
      "mixing an array",
      "option",
      /^interleave: got \[\[1\]\], expected an array of data sets\.$/,
      () => interleave(wrong([[1]])),
    ],
    [
      "a weight too few",
      "option",
      /^interleave\.weights: got \[1\], expected 2 positive/,
      () => interleave([data, data], { weights: [1] }),
    ],
    [
      "a weight of nothing",
      "option",
      /^interleave\.weights: got \[1, 0\], expected 2 positive/,
      () => interleave([data, data], { weights: [1, 0] }),
    ],
    [
      "an unknown end",
      "option",
      /^interleave\.until: got "last", expected "all" or "first"\.$/,
      () => interleave([data], { until: wrong("last") }),
    ],
  ],
  divisions: [
    [
      "neither way",
      "option",
      /^split: got neither parts nor validation, expected one of them\.$/,
      () => data.split(wrong({})),
    ],
    [
      "both ways",
      "option",
      /^split: got parts and validation, expected one of them\.$/,
      () => data.split(wrong({ parts: [1], validation: 0.5 })),
    ],
    [
      "a share of all",
      "option",
      /^split\.validation: got 1, expected a share between 0 and 1\.$/,
      () => data.split({ validation: 1 }),
    ],
    [
      "shares of less than all",
      "option",
      /^split\.parts: got \[0\.5, 0\.4\], expected positive shares that add up to 1/,
      () => data.split({ parts: [0.5, 0.4] }),
    ],
    [
      "a part of nothing",
      "option",
      /^split\.parts: got \[1, 0\], expected positive shares/,
      () => data.split({ parts: [1, 0] }),
    ],
    [
      "a part too small",
      "option",
      /^split: got a share of 0\.1 of 4 elements, expected at least one element in every part\.$/,
      () => data.split({ validation: 0.1 }),
    ],
    [
      "a stream",
      "option",
      /^split: got a data set that can only be read in order, /,
      () => stream.split({ validation: 0.5 }),
    ],
    [
      "what is shuffled",
      "option",
      /^split: got a data set that is shuffled, expected one before its shuffle\. Hint: the parts would change from epoch to epoch\.$/,
      () => data.shuffle().split({ validation: 0.5 }),
    ],
    [
      "labels that nobody knows",
      "option",
      /^split\.stratify: got true for a data set that does not know its labels, expected a function of the element\. Hint: stratify: \(sample\) => sample\.y reads them all\.$/,
      () => data.split({ validation: 0.5, stratify: true }),
    ],
    [
      "labels by name",
      "option",
      /^split\.stratify: got "y", expected true or a function of the element\.$/,
      () => data.split({ validation: 0.5, stratify: wrong("y") }),
    ],
    [
      "labels of what cannot be read",
      "data",
      /^split: got 3 elements that can be read, expected 4\.$/,
      () =>
        data
          .map((n) => {
            if (n === 2) throw new Error("cut off");
            return n;
          })
          .skipErrors(() => {})
          .split({ validation: 0.5, stratify: (n) => n % 2 }),
    ],
    ["one fold", "option", /^kFold\.k: got 1, expected a whole number of at least 2\.$/, () => kFold(data, { k: 1 })],
    [
      "more folds than elements",
      "option",
      /^kFold\.k: got 5 folds of 4 elements, expected at least one element a fold\.$/,
      () => kFold(data),
    ],
    [
      "folds of a stream",
      "option",
      /^kFold: got a data set that can only be read in order, /,
      () => kFold(stream, { k: 2 }),
    ],
    [
      "a misspelt seed of folds",
      "option",
      /^kFold: got unknown option "Seed".*did you mean "seed"\?$/,
      () => kFold(data, wrong({ Seed: 1 })),
    ],
    [
      "a class where a data set belongs",
      "option",
      /^concat: got a function, expected a data set\.$/,
      () => data.concat(wrong(Dataset)),
    ],
  ],
});
