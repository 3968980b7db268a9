// Interleaved rounds: every runner takes its turn in every round, so that a noisy minute of the machine hits all alike.
import { startChild } from "./child.mjs";

/**
 * @typedef {object} Runner
 * @property {string} group benchmark group, such as `train`
 * @property {string} name what is timed
 * @property {string} shape
 * @property {string} runner who runs it, such as `fovea` or `pytorch`
 * @property {string} command
 * @property {string[]} args
 * @property {string} [absent] why it cannot run here
 * @property {string} [runtime]
 * @property {string} [build]
 * @property {number} [threads]
 * @property {object} request what is asked in each round; the answer holds `ms`, the time of one unit of work
 * @property {number} [flops] floating-point operations in one unit of work
 */

/** Rounds whose times are thrown away: engines compile, caches and thread pools fill. */
const WARM_UP = 3;

/**
 * Times every runner in `rounds` interleaved rounds.
 *
 * @param {Runner[]} runners
 * @param {number} rounds
 * @param {(text: string) => void} progress
 * @returns {Promise<object[]>} one row a runner, in their order; a runner that fails is a row with its `error`
 */
export async function timeInRounds(runners, rounds, progress) {
  const racers = [];
  for (const runner of runners) racers.push(await enter(runner));
  try {
    for (let round = -WARM_UP; round < rounds; round++) {
      progress(round < 0 ? "warming up" : `round ${round + 1} of ${rounds}`);
      for (const racer of racers) await takeTurn(racer, round >= 0);
    }
  } finally {
    for (const { child } of racers) child?.stop();
  }
  return racers.map(toRow);
}

async function enter(runner) {
  const racer = { runner, child: null, times: [], error: runner.absent };
  if (racer.error) return racer;
  try {
    racer.child = await startChild(runner.command, runner.args);
  } catch (error) {
    racer.error = error.message;
  }
  return racer;
}

async function takeTurn(racer, counts) {
  if (racer.error) return;
  try {
    const { ms } = await racer.child.ask(racer.runner.request);
    if (counts) racer.times.push(ms);
  } catch (error) {
    racer.error = error.message;
  }
}

function toRow({ runner, child, times, error }) {
  const row = emptyRow(runner, child);
  if (error) return { ...row, error };
  const { median, min, spread } = statistics(times);
  const gflops = runner.flops ? runner.flops / median / 1e6 : null;
  return { ...row, ms: median, minMs: min, spread, gflops };
}

/** A row that says who ran what, still without figures. */
export function emptyRow({ group, name, shape, runner, runtime = null, build = null, threads = null }, child) {
  const who = { group, name, shape, runner, runtime, build, threads, ...child?.about };
  return { ...who, ms: null, minMs: null, spread: null, gflops: null, gbps: null, limitShare: null };
}

/** Median, least, and spread: the distance between the quartiles over the median. */
export function statistics(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const quantile = (share) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (place % 1) * (above - below);
  };
  const median = quantile(0.5);
  return { median, min: sorted[0], spread: (quantile(0.75) - quantile(0.25)) / median };
}
