// What the layers of normalisation refuse.
import {
  batchNorm,
  groupNorm,
  input,
  instanceNorm,
  l2Normalize,
  layerNorm,
  localResponseNorm,
  rmsNorm,
} from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const image = input([4, 6, 5], { name: "image" });

const epsilons = (op: string, layer: (options: { epsilon: number }) => unknown): Row[] =>
  [0, -1e-5, 1e-50, Number.NaN, Number.POSITIVE_INFINITY].map((epsilon) => [
    `an epsilon of ${epsilon}`,
    "option",
    new RegExp(`^${op}\\.epsilon: got ${String(epsilon).replace(".", "\\.")}, expected a finite number above 0\\.$`),
    () => layer({ epsilon }),
  ]);

const axesRows = (op: string, layer: (options: { axes: never }) => (x: typeof image) => unknown): Row[] => [
  [
    "axes that are none",
    "option",
    new RegExp(
      `^${op}\\.axes: got "channels", expected an axis or an array of axes, such as -1 or \\[-2, -1\\]\\. Hint: axes are those of a sample, the batch is not counted\\.$`,
    ),
    () => layer({ axes: wrong("channels") }),
  ],
  ["no axes", "option", new RegExp(`^${op}\\.axes: got `), () => layer({ axes: wrong([]) })],
  ["half an axis", "option", new RegExp(`^${op}\\.axes: got 0\\.5, `), () => layer({ axes: wrong(0.5) })],
  [
    "axes that are not the last",
    "shape",
    new RegExp(
      `^layer ${op} \\(${op}\\): got axes \\[0, 1\\] of \\[4, 6, 5\\], expected the last axes, each once, such as -1 or \\[-2, -1\\]\\. Hint: transpose\\(\\) brings others to the end\\.$`,
    ),
    () => layer({ axes: wrong([0, 1]) })(image),
  ],
  [
    "an axis twice",
    "shape",
    new RegExp(`^layer ${op} \\(${op}\\): got axes \\[2, -1\\] of`),
    () => layer({ axes: wrong([2, -1]) })(image),
  ],
  [
    "an axis that is not there",
    "shape",
    new RegExp(`^layer ${op} \\(${op}\\): got axes \\[3\\] of \\[4, 6, 5\\]`),
    () => layer({ axes: wrong(3) })(image),
  ],
];

checkWrongUse({
  batchNorm: [
    [
      "frozen as a word",
      "option",
      /^batchNorm\.frozen: got "yes", expected true or false\.$/,
      () => batchNorm({ frozen: wrong("yes") }),
    ],
    ...epsilons("batchNorm", batchNorm),
  ],

  layerNorm: [
    [
      "an option of PyTorch's",
      "option",
      /^layerNorm: got unknown option "eps", expected one of axes, epsilon, scale, shift, name\. Hint: did you mean "epsilon"\?$/,
      () => layerNorm(wrong({ eps: 1e-5 })),
    ],
    [
      "a scale that is a number",
      "option",
      /^layerNorm\.scale: got 20, expected true or false\.$/,
      () => layerNorm({ scale: wrong(20) }),
    ],
    ...epsilons("layerNorm", layerNorm),
    ...axesRows("layerNorm", layerNorm),
    [
      "a single number",
      "shape",
      /^layer layerNorm \(layerNorm\): got axes \[-1\] of \[3, 1\], a single number, expected at least 2, or there is no variance\.$/,
      () => layerNorm()(input([3, 1])),
    ],
  ],

  rmsNorm: [
    [
      "a shift, which it has none of",
      "option",
      /^rmsNorm: got unknown option "shift", expected one of axes, epsilon, scale, name/,
      () => rmsNorm(wrong({ shift: true })),
    ],
    ...epsilons("rmsNorm", rmsNorm),
    ...axesRows("rmsNorm", rmsNorm),
  ],

  l2Normalize: [
    [
      "a scale without a value",
      "option",
      /^l2Normalize\.scale: got true, expected a finite number, the scale to begin with\.$/,
      () => l2Normalize({ scale: wrong(true) }),
    ],
    ...epsilons("l2Normalize", l2Normalize),
    ...axesRows("l2Normalize", l2Normalize),
  ],

  groupNorm: [
    [
      "groups that do not divide the channels",
      "shape",
      /^layer groupNorm \(groupNorm\): got 5 channels for 32 groups, expected a number of channels that the groups divide\.$/,
      () => groupNorm()(image),
    ],
    [
      "no groups",
      "option",
      /^groupNorm\.groups: got 0, expected a positive whole number\.$/,
      () => groupNorm({ groups: 0 }),
    ],
    [
      "a single value for each group",
      "shape",
      /^layer groupNorm \(groupNorm\): got \[5\], a single value for each group, expected at least 2, or there is no variance\.$/,
      () => groupNorm({ groups: 5 })(input([5])),
    ],
    ...epsilons("groupNorm", groupNorm),
  ],

  instanceNorm: [
    [
      "groups",
      "option",
      /^instanceNorm: got unknown option "groups", expected one of epsilon, scale, shift, name/,
      () => instanceNorm(wrong({ groups: 2 })),
    ],
    [
      "a single position",
      "shape",
      /^layer instanceNorm \(instanceNorm\): got \[1, 1, 5\], a single value for each group/,
      () => instanceNorm()(input([1, 1, 5])),
    ],
    ...epsilons("instanceNorm", instanceNorm),
  ],

  localResponseNorm: [
    [
      "a region of Caffe's name",
      "option",
      /^localResponseNorm\.region: got "WITHIN_CHANNEL", expected "across" or "within"\.$/,
      () => localResponseNorm({ region: wrong("WITHIN_CHANNEL") }),
    ],
    [
      "no window",
      "option",
      /^localResponseNorm\.size: got 0, expected a positive whole number\.$/,
      () => localResponseNorm({ size: 0 }),
    ],
    [
      "a window without a middle, within channels",
      "option",
      /^localResponseNorm\.size: got 4, expected an odd number within channels\. Hint: a window has its pixel in the middle\.$/,
      () => localResponseNorm({ region: "within", size: 4 }),
    ],
    [
      "a sequence, within channels",
      "shape",
      /^layer localResponseNorm \(localResponseNorm\): got \[7, 3\], expected \[height, width, channels\] for a region within channels\.$/,
      () => localResponseNorm({ region: "within" })(input([7, 3])),
    ],
    ...(["alpha", "beta", "k"] as const).map(
      (name): Row => [
        `no ${name}`,
        "option",
        new RegExp(`^localResponseNorm\\.${name}: got 0, expected a finite number above 0\\.$`),
        () => localResponseNorm({ [name]: 0 }),
      ],
    ),
  ],
});
