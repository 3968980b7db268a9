// Resident memory early and late in a training: the core allocates nothing while running, so only the engine's own heap for
// JavaScript objects may move, which is shown beside. And what the planner needs for inference, against the least possible.
import { bytes, percent } from "../report/format.mjs";
import { lenet5Step } from "../workloads/trainings.mjs";
import { nets } from "./nets.mjs";

const EARLY = 500;
const LATE = 5000;

export async function run({ fovea, places, participants, progress, wants }) {
  const rows = plans(fovea).filter(wants);
  const workload = { ...lenet5Step(fovea), group: "memory", name: `LeNet-5, ${LATE} steps` };
  for (const place of wants(workload) ? places() : []) {
    progress(`${LATE} steps in ${place.runtime.label}, ${place.build}`);
    rows.push(await training(participants.fovea(place), workload));
  }
  return rows;
}

const blank = { ms: null, minMs: null, spread: null, gflops: null, gbps: null, limitShare: null };

/** The plan is the same in every runtime and build; so are its bytes, but for what each thread works in. */
const plans = (fovea) =>
  nets(fovea).map(({ name, graph }) => {
    const threads = 2;
    const { bytes: planBytes, lowerBound } = fovea.planSizes(graph, 1, threads);
    const who = { runner: "fovea", runtime: null, build: null, threads };
    return { group: "memory", name, shape: "inference, batch 1", ...who, ...blank, planBytes, lowerBound };
  });

async function training(runner, workload) {
  const { group, name, shape } = workload;
  const row = (cells) => ({ group, name, shape, ...runner.identity, ...blank, ...cells });
  runner.stop(); // what it computed before would still be resident
  try {
    await runner.load(workload);
    const early = await runner.turn({ calls: EARLY });
    const late = await runner.turn({ calls: LATE - EARLY });
    const memory = { rssEarly: early.rss, rssLate: late.rss, heapEarly: early.heap, heapLate: late.heap };
    return row({ ms: late.ms, ...memory });
  } catch (error) {
    return row({ error: error.message });
  } finally {
    await runner.unload().catch(() => {});
  }
}

export const columns = [
  { title: "plan", of: (row) => bytes(row.planBytes) },
  { title: "least", of: (row) => bytes(row.lowerBound) },
  { title: "plan / least", of: (row) => (row.planBytes ? (row.planBytes / row.lowerBound).toFixed(2) : "") },
  { title: `resident at ${EARLY}`, of: (row) => bytes(row.rssEarly) },
  { title: `at ${LATE}`, of: (row) => bytes(row.rssLate) },
  { title: "change", of: (row) => percent(row.rssLate ? row.rssLate / row.rssEarly - 1 : null) },
  { title: `JS heap at ${EARLY}`, of: (row) => bytes(row.heapEarly) },
  { title: `at ${LATE}`, of: (row) => bytes(row.heapLate) },
];
