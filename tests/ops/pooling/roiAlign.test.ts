import { expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import { roiAlign } from "../../../src/ops/pooling/roiAlign.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp, type Oracle } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { boxes, roiRows } from "../../harness/roiCases.ts";
import { array64 } from "../../harness/values.ts";
import * as oracle from "../../oracle/pooling/roi.ts";

/** Boxes as they are, whatever the finite differences do: no gradient goes through them. */
const withBoxes = (of: Oracle, shape: number[]): Oracle => {
  const fixed = { shape, data: boxes(shape) };
  return { ...of, forward: ([x], p) => of.forward([x, fixed], p) };
};

for (const [shape, count, batch, size, spatialScale] of roiRows)
  for (const [samplingRatio, aligned] of [
    [0, false],
    [0, true],
    [2, true],
    [3, false],
  ] as const) {
    const how = { size, spatialScale, samplingRatio, aligned };
    checkOp({
      name: `roiAlign [${batch}, ${shape}], ${count} boxes, ${JSON.stringify(how)}`,
      layer: () => roiAlign(how),
      shapes: [shape, [count, 4]],
      batch,
      oracle: withBoxes(oracle.roiAlign(how), [batch, count, 4]),
      tolerance: 1e-6,
      values: (full, i) => (i === 0 ? array64(full, 1).data : boxes(full)),
    });
  }

test("boxes that are no numbers, infinite or turned round give finite or empty bins, and no endless loop", async () => {
  const [x, rois] = [input([4, 5, 3]), input([5, 4], { name: "boxes" })];
  const y = roiAlign({ size: 2 })(x, rois);
  const compiled = compile(graph([x, rois], y), new Map(), 1, { gradients: { inputs: [x], seeded: ["output"] } });
  const got = await runGuarded(
    await sharedEngine({ threads: 1 }),
    compiled,
    (tape) => {
      tape.floats(compiled.inputs.get(x)!.slot).fill(2);
      tape.floats(compiled.seeds.output.slot).fill(1);
      const [nan, far] = [Number.NaN, Number.POSITIVE_INFINITY];
      tape
        .floats(compiled.inputs.get(rois)!.slot)
        .set([nan, 0, 2, 2, 0, 0, far, far, -1e30, -1e30, 1e30, 1e30, 3, 3, 1, 1, 1e9, 1e9, 2e9, 2e9]);
    },
    (tape) => [...tape.floats(compiled.outputs.output.slot), ...tape.floats(compiled.inputGradients.get(x)!.slot)],
  );
  expect(got.every(Number.isFinite)).toBe(true);
});
