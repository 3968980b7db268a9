import { expect, test } from "vitest";
import { ops } from "../../src/ops/all.ts";
import { allEntries } from "./search/tables.ts";

const random = "draws by the place of its node in the graph, which an oracle does not know";

/** Ops that the search over random graphs leaves out, and why. */
const exceptions: Readonly<Record<string, string>> = {
  argmax: "a step function: where two numbers are nearly equal, rounding decides which is greater",
  argmin: "as argmax",
  oneHot: "takes whole numbers, which only argmax would give in a random graph",
  embedding: "as oneHot",
  alphaDropout: random,
  channelDropout: random,
  dropBlock: random,
  dropout: random,
  dropPath: random,
  gaussianDropout: random,
  gaussianNoise: random,
  roiAlign: "its gradient with respect to the boxes is taken to be 0, which differences are not",
  roiPool: "its gradient with respect to the boxes is taken to be 0, which differences are not",
  boxLoss: "boxes have their corners in order, which random numbers do not",
};

test("every op is in a table of the search over random graphs, or a listed exception", async () => {
  const entries = (await allEntries()).map(({ op }) => op);
  const missing = [...ops.keys()].filter((op) => !entries.includes(op) && !(op in exceptions));
  expect(missing, "write an entry in tests/fuzz, or say here why there is none").toEqual([]);
  for (const op of Object.keys(exceptions)) {
    expect(ops.has(op), `${op} is an op`).toBe(true);
    expect(entries, `${op} is no exception: it has an entry`).not.toContain(op);
  }
});
