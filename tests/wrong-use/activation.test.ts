// Options of activations, and shapes that they cannot take.
import {
  celu,
  crelu,
  elu,
  gelu,
  glu,
  hardSigmoid,
  hardTanh,
  input,
  leakyRelu,
  logSoftmax,
  maxout,
  prelu,
  rrelu,
  softmax,
  softplus,
  step,
  threshold,
} from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const x = input([4, 3, 5], { name: "x" });

/** An option that is refused, with the message. */
const option = (what: string, message: RegExp, attempt: () => unknown): Row => [what, "option", message, attempt];
/** A shape that is refused. */
const shape = (what: string, message: RegExp, attempt: () => unknown): Row => [what, "shape", message, attempt];

checkWrongUse({
  rectifiers: [
    option(
      "a misspelt option",
      /^leakyRelu: got unknown option "slop", expected one of slope, name\. Hint: did you mean "slope"\?$/,
      () => leakyRelu(wrong({ slop: 0.1 })),
    ),
    option("an infinite slope", /^leakyRelu\.slope: got Infinity, expected a finite number\.$/, () =>
      leakyRelu({ slope: Number.POSITIVE_INFINITY }),
    ),
    option("a number for options", /^leakyRelu: got 0\.1, expected an object of options\.$/, () =>
      leakyRelu(wrong(0.1)),
    ),
    option("a threshold of NaN", /^threshold\.threshold: got NaN, expected a finite number\.$/, () =>
      threshold({ threshold: Number.NaN }),
    ),
    option("a value as text", /^threshold\.value: got "1", expected a finite number\.$/, () =>
      threshold({ value: wrong("1") }),
    ),
    option("a number of slopes", /^prelu\.shared: got 3, expected true or false\.$/, () => prelu({ shared: wrong(3) })),
    option("first slopes as a number", /^prelu\.initializer: got 0\.25, expected an initializer/, () =>
      prelu({ initializer: wrong(0.25) }),
    ),
    option(
      "slopes the wrong way round",
      /^rrelu: got lower 0\.5 and upper 0\.25, expected lower at most upper\.$/,
      () => rrelu({ lower: 0.5, upper: 0.25 }),
    ),
    option("an infinite slope", /^rrelu\.upper: got Infinity, expected a finite number\.$/, () =>
      rrelu({ upper: Number.POSITIVE_INFINITY }),
    ),
    option("an option of another layer", /^crelu: got unknown option "slope", expected one of name\.$/, () =>
      crelu(wrong({ slope: 1 })),
    ),
  ],
  curves: [
    option("an alpha of 0", /^elu\.alpha: got 0, expected a finite number above 0\.$/, () => elu({ alpha: 0 })),
    option("an alpha below 0", /^elu\.alpha: got -1, expected a finite number above 0\.$/, () => elu({ alpha: -1 })),
    option("an alpha beyond f32", /^elu\.alpha: got 1e\+39, expected a finite number above 0\.$/, () =>
      elu({ alpha: 1e39 }),
    ),
    option("a celu of alpha 0", /^celu\.alpha: got 0, expected a number from 1e-30 to 1e30\.$/, () =>
      celu({ alpha: 0 }),
    ),
    option("a beta below 0", /^softplus\.beta: got -1, expected a number from 1e-30 to 1e30\.$/, () =>
      softplus({ beta: -1 }),
    ),
    option("another approximation", /^gelu\.approximate: got "erf", expected "none" or "tanh"\.$/, () =>
      gelu({ approximate: wrong("erf") }),
    ),
  ],
  pieces: [
    option("bounds the wrong way round", /^hardTanh: got low 1 and high -1, expected low below high\.$/, () =>
      hardTanh({ low: 1, high: -1 }),
    ),
    option("bounds with nothing between", /^hardTanh: got low 1 and high 1, expected low below high\.$/, () =>
      hardTanh({ low: 1 }),
    ),
    option("a flat sigmoid", /^hardSigmoid\.slope: got 0, expected a finite number other than 0\.$/, () =>
      hardSigmoid({ slope: 0 }),
    ),
    option("a step to -1 by a number", /^step\.sign: got -1, expected true or false\.$/, () =>
      step({ sign: wrong(-1) }),
    ),
    option("a gradient by name", /^step\.straightThrough: got "clip", expected true or false\.$/, () =>
      step({ straightThrough: wrong("clip") }),
    ),
    option("half a piece", /^maxout\.pieces: got 0\.5, expected a positive whole number\.$/, () =>
      maxout({ pieces: 0.5 }),
    ),
    shape(
      "channels that pieces do not divide",
      /^layer maxout \(maxout\): got \[4, 3, 5\], expected a number of channels, the last size, that is a multiple of 2\.$/,
      () => maxout()(x),
    ),
    shape(
      "no gate for some channels",
      /^layer glu \(glu\): got \[4, 3, 5\], expected a number of channels, the last size, that is a multiple of 2\.$/,
      () => glu()(x),
    ),
  ],
  softmax: [
    option("half an axis", /^softmax\.axis: got 0\.5, expected a whole number, such as -1 for the last axis\.$/, () =>
      softmax({ axis: 0.5 }),
    ),
    option(
      "a misspelt axis",
      /^logSoftmax: got unknown option "axes", expected one of axis, name\. Hint: did you mean "axis"\?$/,
      () => logSoftmax(wrong({ axes: 1 })),
    ),
    shape(
      "an axis that there is not",
      /^layer softmax \(softmax\): got axis 3 of \[4, 3, 5\], expected one from -3 to 2\.$/,
      () => softmax({ axis: 3 })(x),
    ),
    shape(
      "an axis before the first",
      /^layer logSoftmax \(logSoftmax\): got axis -4 of \[4, 3, 5\], expected one from -3 to 2\.$/,
      () => logSoftmax({ axis: -4 })(x),
    ),
  ],
});
