import { giouLoss, iouLoss } from "../../src/losses/index.ts";
import { checkLoss } from "../harness/checkLoss.ts";
import { pseudoRandom } from "../harness/values.ts";
import { boxLoss } from "../oracle/losses/boxes.ts";

/** Boxes with corners in order, from some 0.2 to 2 wide, so that some meet and some do not. */
function boxes(count: number, seed: number): Float64Array {
  const [corners, sizes] = [pseudoRandom(2 * count, seed), pseudoRandom(2 * count, seed + 1)];
  return Float64Array.from({ length: 4 * count }, (_, i) => {
    const at = 2 * Math.floor(i / 4) + (i % 2);
    return Math.fround(corners[at] * 1.5 + (i % 4 < 2 ? 0 : 1.1 + 0.9 * sizes[at]));
  });
}

for (const [name, loss, generalized] of [
  ["iouLoss", iouLoss(), false],
  ["giouLoss", giouLoss(), true],
] as const)
  for (const [shape, batch] of [
    [[4], 3],
    [[17, 4], 2],
    [[3, 5, 4], 2],
  ] as const) {
    const count = (batch * shape.reduce((product, n) => product * n, 1)) / 4;
    checkLoss({
      name: `${name} [${batch}, ${shape.join(", ")}]`,
      loss,
      shape,
      batch,
      output: boxes(count, 3),
      targets: boxes(count, 8),
      oracle: boxLoss(generalized),
      tolerance: 2e-6,
    });
  }

checkLoss({
  name: "giouLoss of equal boxes, touching ones, one inside the other",
  loss: giouLoss(),
  shape: [3, 4],
  batch: 1,
  output: Float64Array.of(0, 0, 1, 2, 0, 0, 1, 1, 0.25, 0.25, 0.5, 0.5),
  targets: [0, 0, 1, 2, 1, 0, 2, 1, 0, 0, 1, 1],
  oracle: boxLoss(true),
  tolerance: 2e-6,
  kinks: "corners that are equal",
});
