// Samples. Numbers that are not finite are in tests/train/nonFinite.test.ts.
import { checkWrongUse, fit, pair, pairData, pairLoss, samples, small, wrong } from "./wrongUse.ts";

checkWrongUse({
  data: [
    [
      "none",
      "data",
      /^training data: got undefined, expected samples \{ x, y \}\. Hint: digits\(\) and mnist\(\) return them\.$/,
      () => fit(undefined),
    ],
    ["an array", "data", /^training data: got Uint8Array\(360\), expected samples \{ x, y \}/, () => fit(samples.x)],
    [
      "empty",
      "data",
      /^training data input "picture": got no samples, expected at least one\.$/,
      () => fit({ x: new Uint8Array(0), y: new Uint8Array(0) }),
    ],
    ["no targets", "data", /^training data: got no y, expected targets for every loss\.$/, () => fit({ x: samples.x })],
    [
      "a part of a sample",
      "data",
      /^training data input "picture": got 40 numbers, 1\.11 samples, expected a multiple of 36, one sample of shape \[6, 6, 1\]\.$/,
      () => fit({ x: samples.x.subarray(0, 40), y: samples.y }),
    ],
    [
      "fewer targets than inputs",
      "data",
      /^training data targets "output": got targets of 9 samples, expected 10, as many as inputs\.$/,
      () => fit({ x: samples.x, y: samples.y.subarray(1) }),
    ],
    [
      "a size that is not theirs",
      "data",
      /^training data: got size 11, expected 10, as the inputs hold\.$/,
      () => fit({ ...samples, size: 11 }),
    ],
    [
      "a label out of range",
      "data",
      /^training data targets "output", sample 4: got label 3, expected a whole number from 0 to 2\.$/,
      () => fit({ ...samples, y: samples.y.with(4, 3) }),
    ],
    [
      "a negative label",
      "data",
      /^training data targets "output", sample 0: got label -1, expected a whole number from 0 to 2\.$/,
      () => fit({ ...samples, y: Int32Array.from(samples.y).with(0, -1) }),
    ],
    [
      "a label between two",
      "data",
      /^training data targets "output", sample 9: got label 0\.5, expected/,
      () => fit({ ...samples, y: Float32Array.from(samples.y).with(9, 0.5) }),
    ],
    [
      "a plain array",
      "data",
      /^training data inputs: got \[1, 2, 3\], expected a typed array, such as Float32Array\.from\(\.\.\.\)\.$/,
      () => fit({ x: [1, 2, 3], y: samples.y }),
    ],
    [
      "numbers of 64 bits",
      "data",
      /^training data input "picture": got Float64Array\(360\), expected a Float32Array, Uint8Array or Int32Array\.$/,
      () => fit({ x: Float64Array.from(samples.x), y: samples.y }),
    ],
    [
      "too few weights",
      "data",
      /^training data weights: got Float32Array\(9\), expected a Float32Array of 10, one weight a sample\.$/,
      () => fit({ ...samples, weights: new Float32Array(9) }),
    ],
    [
      "a negative weight",
      "data",
      /^training data weights, sample 3: got -1, expected a finite number, not negative\.$/,
      () => fit({ ...samples, weights: new Float32Array(10).with(3, -1) }),
    ],
    [
      "validation data that do not fit",
      "data",
      /^validation data targets "output": got targets of 9 samples/,
      () => fit(samples, { validation: { x: samples.x, y: samples.y.subarray(1) } }),
    ],
    [
      "an input that is missing",
      "data",
      /^evaluation data inputs: got no array for "b", expected arrays for a, b\.$/,
      () => pair.evaluate({ ...pairData, x: wrong({ a: pairData.x.a }) }, { loss: pairLoss }),
    ],
    [
      "an input too many",
      "data",
      /^evaluation data inputs: got an array for "c", expected arrays for a, b only\.$/,
      () => pair.evaluate({ ...pairData, x: { ...pairData.x, c: new Float32Array(2) } }, { loss: pairLoss }),
    ],
    [
      "a picture for its numbers",
      "data",
      /^predict inputs: got an array for "width", expected arrays for \S+ only\. Hint: the numbers of a picture are its data\.$/,
      () => small.predict(wrong({ width: 6, height: 6, channels: 1, data: new Uint8Array(36) })),
    ],
    [
      "one array for several inputs",
      "data",
      /^predict inputs: got Float32Array\(4\), expected a record with a, b\.$/,
      () => pair.predict(pairData.x.a),
    ],
    [
      "inputs of different sizes",
      "data",
      /^predict: got inputs of 2 and 1 samples, expected as many of each\.$/,
      () => pair.predict({ ...pairData.x, b: new Float32Array(3) }),
    ],
    [
      "a target that is missing",
      "data",
      /^evaluation data targets: got no array for "two", expected arrays for one, two\.$/,
      () => pair.evaluate({ ...pairData, y: wrong({ one: pairData.y.one }) }, { loss: pairLoss }),
    ],
  ],
});
