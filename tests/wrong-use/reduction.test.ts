// Layers of src/ops/reduction: axes, and what is left of them.
import { input, type Layer, reduceMax, reduceMean, reduceMin, reduceSum, reduceVariance } from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const image = input([7, 5, 3]);

const reductions: [string, (options?: object) => Layer][] = [
  ["reduceSum", reduceSum],
  ["reduceMean", reduceMean],
  ["reduceMax", reduceMax],
  ["reduceMin", reduceMin],
  ["reduceVariance", reduceVariance],
];

const rows = reductions.flatMap(([name, make]): Row[] => [
  [
    `${name}: an axis beyond the last`,
    "shape",
    new RegExp(`^layer ${name} \\(${name}\\): got axis 3 of an input of rank 3, expected -3 to 2\\.$`),
    () => make({ axes: 3 })(image),
  ],
  [
    `${name}: an axis before the first`,
    "shape",
    new RegExp(`^layer ${name} \\(${name}\\): got axis -4 of an input of rank 3, expected -3 to 2\\.$`),
    () => make({ axes: [0, -4] })(image),
  ],
  [
    `${name}: an axis twice`,
    "shape",
    new RegExp(`^layer ${name} \\(${name}\\): got axes \\[0, -3\\], expected each axis once\\.$`),
    () => make({ axes: [0, -3] })(image),
  ],
  [
    `${name}: no axes`,
    "option",
    new RegExp(`^${name}\\.axes: got \\[\\], expected a whole number or an array of some\\.$`),
    () => make({ axes: [] }),
  ],
  [
    `${name}: axes by name`,
    "option",
    new RegExp(`^${name}\\.axes: got \\["height"\\], expected a whole number or an array of some\\.$`),
    () => make({ axes: ["height"] }),
  ],
  [
    `${name}: half an axis`,
    "option",
    new RegExp(`^${name}\\.axes: got 0\\.5, expected a whole number or an array of some\\.$`),
    () => make({ axes: 0.5 }),
  ],
  [
    `${name}: one axis, misspelt`,
    "option",
    new RegExp(`^${name}: got unknown option "axis", expected one of axes, keepDimensions, `),
    () => make({ axis: 1 }),
  ],
  [
    `${name}: a number for yes`,
    "option",
    new RegExp(`^${name}\\.keepDimensions: got 1, expected true or false\\.$`),
    () => make({ keepDimensions: 1 }),
  ],
]);

checkWrongUse({
  "axes of reductions": rows,
  correction: [
    [
      "half of one",
      "option",
      /^reduceVariance\.correction: got 0\.5, expected a whole number, 0 or more\.$/,
      () => reduceVariance({ correction: 0.5 }),
    ],
    [
      "less than nothing",
      "option",
      /^reduceVariance\.correction: got -1, expected a whole number, 0 or more\.$/,
      () => reduceVariance({ correction: -1 }),
    ],
    [
      "as many as there are elements",
      "shape",
      /^layer reduceVariance \(reduceVariance\): got correction 3 with 3 elements along the axes, expected more elements than that\.$/,
      () => reduceVariance({ axes: -1, correction: 3 })(image),
    ],
    [
      "of a sum",
      "option",
      /^reduceSum: got unknown option "correction", expected one of axes, keepDimensions, name\.$/,
      () => reduceSum(wrong({ correction: 1 })),
    ],
  ],
});
