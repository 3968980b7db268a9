// What a second thread brings to a training step.
import { timeInRounds } from "../support/rounds.mjs";
import { combinations } from "../support/runtimes.mjs";
import { number } from "../support/table.mjs";
import { foveaRunner } from "./lenet5.mjs";

export const run = ({ runtimes, rounds, progress }) =>
  timeInRounds(
    combinations(runtimes, [1, 2]).map((where) => foveaRunner("threads", where)),
    rounds,
    progress,
  );

export const columns = [{ title: "speed-up", of: speedUp }];

/** The median of one thread, in the same runtime and build, over this row's. */
function speedUp(row, rows) {
  const alone = rows.find((r) => r.threads === 1 && r.runtime === row.runtime && r.build === row.build);
  return row.ms && alone?.ms ? number(alone.ms / row.ms, 2) : "";
}
