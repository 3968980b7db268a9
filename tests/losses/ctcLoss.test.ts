import { ctcLoss } from "../../src/losses/index.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { pseudoRandom } from "../harness/values.ts";
import { ctcLoss as oracle } from "../oracle/losses/ctc.ts";

const N = -1;

/** Name, time, classes, blank, whether lengths come first, and each sample's targets. */
const table: [name: string, time: number, classes: number, blank: number, timed: boolean, targets: number[][]][] = [
  [
    "labels of all lengths",
    7,
    4,
    0,
    false,
    [
      [1, 2, 3],
      [2, N, N],
      [N, N, N],
    ],
  ],
  [
    "repeated labels",
    9,
    3,
    0,
    false,
    [
      [1, 1, 2, 2],
      [1, 1, 1, N],
    ],
  ],
  ["the last class as blank", 6, 5, 4, false, [[0, 3, 0]]],
  [
    "fewer steps than there are",
    8,
    3,
    0,
    true,
    [
      [8, 1, 2, 1],
      [3, 2, 1, N],
      [1, 1, N, N],
    ],
  ],
  [
    "just as many steps as it takes",
    5,
    3,
    0,
    true,
    [
      [5, 1, 1, 2],
      [4, 1, 2, 2],
    ],
  ],
  ["many classes and steps", 33, 29, 0, false, [Array.from({ length: 13 }, (_, i) => 1 + ((i * 5) % 28))]],
];

for (const [name, time, classes, blank, timed, targets] of table)
  for (const perLabel of [false, true])
    checkLoss({
      name: `ctcLoss, ${name}${perLabel ? ", per label" : ""}`,
      loss: ctcLoss({ labels: targets[0].length - Number(timed), blank, lengths: timed, perLabel }),
      shape: [time, classes],
      batch: targets.length,
      targets: targets.flat(),
      oracle: oracle({ classes, blank, timed, perLabel }),
      tolerance: 2e-6,
    });

checkLoss({
  name: "ctcLoss of samples too short for their labels",
  loss: ctcLoss({ labels: 3, zeroInfinity: true }),
  shape: [3, 3],
  batch: 3,
  targets: [1, 1, 2, 1, 2, 1, 2, 2, N],
  oracle: oracle({ classes: 3, blank: 0, timed: false, zeroInfinity: true }),
  tolerance: 2e-6,
});

checkLoss({
  name: "ctcLoss of logits to 1e4",
  loss: ctcLoss({ labels: 2 }),
  shape: [4, 3],
  batch: 1,
  // The one path that matters reads 1, 2: its probability is 1, those of others underflow.
  output: Float64Array.of(-1e4, 1e4, 0, 1e4, 0, 0, 0, 0, 1e4, 1e4, 0, -1e4),
  targets: [1, 2],
  oracle: oracle({ classes: 3, blank: 0, timed: false }),
  tolerance: 2e-6,
});

checkLoss({
  name: "ctcLoss of smooth logits",
  loss: ctcLoss({ labels: 2 }),
  shape: [5, 3],
  batch: 2,
  output: pseudoRandom(30, 4).map((v) => Math.fround(5 * v)),
  targets: [1, 2, 2, N],
  oracle: oracle({ classes: 3, blank: 0, timed: false }),
  tolerance: 2e-6,
});
