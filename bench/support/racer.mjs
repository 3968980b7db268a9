// One runner in the rounds of one workload.
import { statistics } from "./statistics.mjs";

/**
 * Milliseconds that a turn should take: long enough for the clock and for cores and threads to wake up in it, short enough for many
 * rounds. Whole networks are given more: the first steps after a pause are slow, for all runners.
 */
const TURN = 80;
/** Turns that a slow runner takes at least. */
const FEWEST_TURNS = 3;
/** How far results may differ by default, relative to the largest: sums in another order, Winograd's transforms. */
const TOLERANCE = 2e-3;

export class Racer {
  /** What the first run computed. @type {number[] | null} */
  sample = null;
  #runner;
  #workload;
  #error = null;
  #times = [];
  #last = Number.POSITIVE_INFINITY;
  #turn;
  #patience;

  constructor(runner, workload, rounds) {
    this.#runner = runner;
    this.#workload = workload;
    this.#turn = workload.turn ?? TURN;
    this.#patience = 4 * rounds * this.#turn;
  }

  get identity() {
    return this.#runner.identity;
  }

  async load() {
    await this.#attempt(async () => {
      ({ sample: this.sample } = await this.#runner.load(this.#workload));
    });
  }

  /** A runner that computes something else is not in the same race. */
  compare(reference) {
    if (!this.sample || this === reference) return;
    const { tolerance = TOLERANCE } = this.#workload;
    const difference = largestDifference(this.sample, reference.sample);
    if (difference <= tolerance) return;
    this.#error = `its result differs from that of ${reference.identity.runner} by ${difference.toPrecision(2)} of the largest value`;
  }

  /** As many calls as fill a turn. A slow runner leaves when it has used up its time and has a few turns. */
  async turn(counts) {
    const isImpatient = this.#patience < 0 && (!counts || this.#times.length >= FEWEST_TURNS);
    if (this.#error || isImpatient) return;
    const calls = Math.max(1, Math.min(100_000, Math.round(this.#turn / this.#last)));
    await this.#attempt(async () => {
      const { ms } = await this.#runner.turn({ calls });
      this.#last = ms;
      this.#patience -= ms * calls;
      if (counts) this.#times.push(ms);
    });
  }

  async unload() {
    await this.#runner.unload().catch(() => {});
  }

  async #attempt(work) {
    if (this.#error) return;
    try {
      await work();
    } catch (error) {
      this.#error = error.message;
    }
  }

  /** @param {import("./limits.mjs").Limits} [limits] those that this runner works under */
  row(limits) {
    const { group, name, shape, flops, bytes, networks } = this.#workload;
    const row = { group, name, shape, ...(networks && { networks }), ...this.identity };
    const none = { ms: null, minMs: null, spread: null, gflops: null, gbps: null, limitShare: null };
    if (this.#error) return { ...row, ...none, error: this.#error };
    const times = statistics(this.#times);
    const rates = { gflops: flops ? flops / times.ms / 1e6 : null, gbps: bytes ? bytes / times.ms / 1e6 : null };
    return { ...row, ...times, ...rates, ...(limits?.shares(rates) ?? { limitShare: null }) };
  }
}

/** Relative to the largest value; what is not a number differs without end. */
function largestDifference(values, reference) {
  if (values.length !== reference.length) return Number.POSITIVE_INFINITY;
  const size = Math.max(...reference.map(Math.abs));
  const difference = Math.max(...values.map((value, i) => Math.abs(value - reference[i])));
  return Number.isFinite(difference) ? difference / size : Number.POSITIVE_INFINITY;
}
