// Interleaved rounds: every runner takes its turn in every round, so that a noisy minute of the machine hits all alike.
import { setTimeout } from "node:timers/promises";
import { Limits } from "./limits.mjs";
import { Racer } from "./racer.mjs";

/**
 * @typedef {object} Workload what is timed, as data; the rest of it is for the runners (runners/fovea.mjs says what they read)
 * @property {string} group
 * @property {string} name
 * @property {string} shape
 * @property {number} [flops] floating-point operations of one call
 * @property {number} [bytes] that one call must at least read and write
 * @property {number} [turn] milliseconds that a runner's turn should take
 * @property {number} [tolerance] how far results of runners may differ, relative to the largest
 */

/** Rounds whose times are thrown away, as many as count where those are fewer: engines compile, caches and thread pools fill. */
const WARM_UP = 3;

/** Milliseconds between turns: threads that spin for more work must go to sleep; OpenBLAS's do so for some 50. */
const PAUSE = 60;

/**
 * Times `workload` in `rounds` interleaved rounds.
 *
 * @param {Workload} workload
 * @param {import("./runner.mjs").Runner[]} runners fovea first: what the others compute is compared with the first
 * @param {import("./runner.mjs").Runner[]} limitRunners
 * @param {number} rounds
 * @returns {Promise<object[]>} one row a runner, in their order; a runner that fails is a row with its `error`
 */
export async function race(workload, runners, limitRunners, rounds) {
  const racers = runners.map((runner) => new Racer(runner, workload, rounds));
  const limits = limitRunners.map((runner) => new Limits(runner, workload));
  try {
    for (const racer of racers) await racer.load();
    for (const racer of racers) racer.compare(racers.find(({ sample }) => sample));
    await takeTurns([...racers, ...limits], rounds);
  } finally {
    for (const racer of racers) await racer.unload();
  }
  return racers.map((racer) => racer.row(limits.find((limit) => isLimitOf(limit.identity, racer.identity))));
}

async function takeTurns(participants, rounds) {
  for (let round = -Math.min(WARM_UP, rounds); round < rounds; round++) {
    for (const participant of participants) {
      await participant.turn(round >= 0);
      await setTimeout(PAUSE);
    }
  }
}

/** Shares are those of fovea's limit: same runtime, build and threads. */
const isLimitOf = (limit, who) =>
  who.runner === "fovea" && ["runtime", "build", "threads"].every((key) => limit[key] === who[key]);

/** The rows of the limits themselves. */
export async function raceLimits(limitRunners, rounds) {
  const limits = limitRunners.map((runner) => new Limits(runner));
  await takeTurns(limits, rounds);
  return limits.flatMap((limit) => limit.rows());
}
