// Resident memory early and late in a training: the core allocates nothing while running, so only the engine's own
// heap for JavaScript objects may move, which is shown beside.
import { startChild } from "../support/child.mjs";
import { emptyRow } from "../support/rounds.mjs";
import { combinations } from "../support/runtimes.mjs";
import { number, percent } from "../support/table.mjs";
import { foveaRunner } from "./lenet5.mjs";

const EARLY = 500;
const LATE = 5000;

export async function run({ runtimes, progress }) {
  const rows = [];
  for (const where of combinations(runtimes, [2])) {
    progress(`${LATE} steps in ${where.runtime.label}, ${where.build}`);
    rows.push(await measure({ ...foveaRunner("memory", where), name: `LeNet-5, ${LATE} training steps` }));
  }
  return rows;
}

async function measure(runner) {
  if (runner.absent) return { ...emptyRow(runner), error: runner.absent };
  let child;
  try {
    child = await startChild(runner.command, runner.args);
    const early = await child.ask({ steps: EARLY });
    const late = await child.ask({ steps: LATE - EARLY });
    const memory = { rssEarly: early.rss, rssLate: late.rss, heapEarly: early.heap, heapLate: late.heap };
    return { ...emptyRow(runner, child), ms: late.ms, ...memory };
  } catch (error) {
    return { ...emptyRow(runner, child), error: error.message };
  } finally {
    child?.stop();
  }
}

const mebibytes = (bytes) => (bytes === undefined ? "" : number(bytes / 2 ** 20, 1));

export const columns = [
  { title: `MiB at ${EARLY}`, of: (row) => mebibytes(row.rssEarly) },
  { title: `at ${LATE}`, of: (row) => mebibytes(row.rssLate) },
  { title: "change", of: (row) => percent(row.rssLate ? row.rssLate / row.rssEarly - 1 : null) },
  { title: `JS heap at ${EARLY}`, of: (row) => mebibytes(row.heapEarly) },
  { title: `at ${LATE}`, of: (row) => mebibytes(row.heapLate) },
];
