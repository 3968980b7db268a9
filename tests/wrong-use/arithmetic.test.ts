// Layers of src/ops/arithmetic: what their options and their nodes must be.
import * as fovea from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const image = fovea.input([7, 5, 3]);
const other = fovea.input([5, 4]);

type Make = (options?: object) => (...nodes: unknown[]) => unknown;

/** Layers of two or more nodes. */
const merges = Object.entries({
  add: fovea.add,
  subtract: fovea.subtract,
  multiply: fovea.multiply,
  divide: fovea.divide,
  maximum: fovea.maximum,
  minimum: fovea.minimum,
}) as [string, Make][];

/** Layers of one node without options of their own. */
const plain = Object.entries({
  abs: fovea.abs,
  square: fovea.square,
  sqrt: fovea.sqrt,
  exp: fovea.exp,
  log: fovea.log,
  reciprocal: fovea.reciprocal,
  negate: fovea.negate,
  sign: fovea.sign,
  stopGradient: fovea.stopGradient,
}) as [string, Make][];

const message = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

const mergeRows = merges.flatMap(([name, make]): Row[] => [
  [
    `${name}: sizes that neither fit nor are 1`,
    "shape",
    message(
      `layer ${name} (${name}): got [7, 5, 3] and [5, 4], expected sizes that are equal, or 1, from the last axis on. ` +
        "Hint: [channels] and [1, 1, channels] go with [height, width, channels].",
    ),
    () => make()(image, other),
  ],
  [
    `${name}: one node`,
    "shape",
    message(`layer ${name} (${name}): got 1 node, expected at least two.`),
    () => make()(image),
  ],
  [
    `${name}: no nodes`,
    "shape",
    message(`layer ${name} (${name}): got 0 nodes, expected at least two.`),
    () => make()(),
  ],
  [
    `${name}: a number for a node`,
    "shape",
    message(`layer ${name} (${name}): got 2, expected a node. Hint: start from input([...]).`),
    () => make()(image, 2),
  ],
  [
    `${name}: an axis`,
    "option",
    message(`${name}: got unknown option "axis", expected one of name.`),
    () => make({ axis: 1 }),
  ],
]);

const plainRows = plain.flatMap(([name, make]): Row[] => [
  [
    `${name}: an option`,
    "option",
    message(`${name}: got unknown option "factor", expected one of name.`),
    () => make({ factor: 1 }),
  ],
  [`${name}: a node for options`, "option", message(`${name}: got unknown option "op"`), () => make(image)],
  [
    `${name}: a layer for a node`,
    "shape",
    message(`layer ${name} (${name === "negate" ? "scale" : name}): got a function, expected a node.`),
    () => make()(fovea.relu()),
  ],
]);

checkWrongUse({
  "of two or more nodes": mergeRows,
  "of one node": plainRows,
  "with options": [
    [
      "power without an exponent",
      "option",
      /^power\.exponent: got undefined, expected a finite number\.$/,
      () => fovea.power(wrong({})),
    ],
    [
      "power without options",
      "option",
      /^power: got undefined, expected an object/,
      () => fovea.power(wrong(undefined)),
    ],
    [
      "an infinite exponent",
      "option",
      /^power\.exponent: got Infinity, expected a finite number\.$/,
      () => fovea.power({ exponent: Number.POSITIVE_INFINITY }),
    ],
    [
      "scale by nothing",
      "option",
      /^scale: got neither factor nor offset, expected at least one of them\.$/,
      () => fovea.scale({}),
    ],
    [
      "a factor as text",
      "option",
      /^scale\.factor: got "2", expected a finite number\.$/,
      () => fovea.scale({ factor: wrong("2") }),
    ],
    [
      "an offset for each channel",
      "option",
      /^scale\.offset: got \[1, 2\], expected a finite number\.$/,
      () => fovea.scale({ offset: wrong([1, 2]) }),
    ],
    [
      "a misspelt offset",
      "option",
      /^scale: got unknown option "offsets", expected one of factor, offset, name\. Hint: did you mean "offset"\?$/,
      () => fovea.scale(wrong({ offsets: 1 })),
    ],
    [
      "clip without a bound",
      "option",
      /^clip: got neither low nor high, expected at least one of them\.$/,
      () => fovea.clip({}),
    ],
    [
      "bounds the wrong way round",
      "option",
      /^clip: got low 1 above high 0, expected low at most high\.$/,
      () => fovea.clip({ low: 1, high: 0 }),
    ],
    [
      "a bound of NaN",
      "option",
      /^clip\.high: got NaN, expected a finite number\.$/,
      () => fovea.clip({ low: 0, high: Number.NaN }),
    ],
    [
      "clip's bounds by another name",
      "option",
      /^clip: got unknown option "min", expected one of low, high, name\.$/,
      () => fovea.clip(wrong({ min: 0 })),
    ],
    [
      "a reversal by NaN",
      "option",
      /^gradientReversal\.factor: got NaN, expected a finite number\.$/,
      () => fovea.gradientReversal({ factor: Number.NaN }),
    ],
    [
      "a reversal by lambda",
      "option",
      /^gradientReversal: got unknown option "lambda", expected one of factor, name\.$/,
      () => fovea.gradientReversal(wrong({ lambda: 1 })),
    ],
    [
      "a name of two words",
      "option",
      /^abs\.name: got "a b", expected a word without/,
      () => fovea.abs({ name: "a b" }),
    ],
  ],
});
