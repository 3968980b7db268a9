// A training step of fovea and of PyTorch.
import { buildLimit, limitRunners, withLimitShare } from "../support/limit.mjs";
import { timeInRounds } from "../support/rounds.mjs";
import { combinations } from "../support/runtimes.mjs";
import { number } from "../support/table.mjs";
import { foveaRunner, torchRunner } from "./lenet5.mjs";

export async function run({ runtimes, rounds, progress }) {
  await buildLimit();
  const fovea = combinations(runtimes, [1, 2]).map((where) => foveaRunner("train", where));
  const runners = [...fovea, torchRunner("train", 2), ...limitRunners(runtimes, [1, 2])];
  return withLimitShare(await timeInRounds(runners, rounds, progress));
}

export const columns = [
  { title: "x PyTorch", of: timesPyTorch("ms") },
  { title: "by minima", of: timesPyTorch("minMs") },
];

/** A row's time over PyTorch's. */
function timesPyTorch(time) {
  return (row, rows) => {
    const torch = rows.find(({ runner }) => runner === "pytorch");
    return row.name === torch.name && row[time] && torch[time] ? number(row[time] / torch[time], 2) : "";
  };
}
