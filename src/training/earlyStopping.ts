import { checkOptions, fail, show } from "../error.ts";
import type { Network } from "../network.ts";
import { checkMetric, type FollowerState, numberOf, type Outcome } from "../schedules/outcome.ts";
import type { StopOutcome, Stopping, StoppingRun } from "../train/follow.ts";

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** What is to become better: `"loss"`, `"accuracy"`, or a metric of `fit({ metrics })` by its name. Default `"loss"`. */
  metric?: string;
  /** Whether small values are good or great ones. Default `"min"` for the loss and what is called an error, else `"max"`. */
  mode?: "min" | "max";
  /** Epochs without a better value that are borne; one more ends the training. 0 and more. Default 5. */
  patience?: number;
  /** A value is better if it is so by more than this. Default 0. */
  minDelta?: number;
  /** Whether the model has the best epoch's parameters when training ends, early or not. Default true. */
  restoreBest?: boolean;
}

/**
 * Ends a training when `metric` has not become better for more than `patience` epochs: of the validation, or without one of the training
 * data. What it remembers is part of the training's position and of files saved with `training: true`, best parameters
 * included, so that a resumed training stops at the same step with the same parameters. A value that is no number is
 * never better. `fit({ resume: true })` of a training that stopped goes on from the last step, as if it had not, when `patience` or
 * `epochs` now allow it. Source: Prechelt 1998, "Early stopping - but when?".
 *
 * @throws FoveaError for an unknown option and a number out of its range; `fit` throws for a metric that it will not have.
 * @example
 * for await (const event of net.fit(train, { validation, stopping: earlyStopping({ patience: 3 }), epochs: 100, optimizer: adam(), loss }))
 *   if (event.kind === "stop") console.log(event.reason, event.best);
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Stopping {
  const where = "earlyStopping";
  checkOptions(where, options, ["metric", "mode", "patience", "minDelta", "restoreBest"]);
  const { metric = "loss", patience = 5, minDelta = 0, restoreBest = true } = options;
  const { mode = /loss|error/i.test(metric) ? "min" : "max" } = options;
  if (typeof metric !== "string")
    fail("option", { where: `${where}.metric`, got: show(metric), expected: "the name of a number" });
  if (mode !== "min" && mode !== "max")
    fail("option", { where: `${where}.mode`, got: show(mode), expected: '"min" or "max"' });
  if (!Number.isSafeInteger(patience) || patience < 0)
    fail("option", { where: `${where}.patience`, got: show(patience), expected: "a whole number, 0 or more" });
  if (!Number.isFinite(minDelta) || minDelta < 0)
    fail("option", { where: `${where}.minDelta`, got: show(minDelta), expected: "a finite number, 0 or more" });
  if (typeof restoreBest !== "boolean")
    fail("option", { where: `${where}.restoreBest`, got: show(restoreBest), expected: "true or false" });
  return {
    follow(network, state, values) {
      checkMetric(`${where}.metric`, metric, values);
      return new EarlyStopping(network, { metric, mode, patience, minDelta, restoreBest }, state);
    },
  };
}

type Settings = Required<EarlyStoppingOptions>;

/** What is remembered: of which metric, the best value and where it was, and epochs since then. */
interface State extends FollowerState {
  readonly metric: string;
  readonly mode: string;
  readonly best: number | null;
  readonly epoch: number;
  readonly step: number;
  readonly since: number;
}

class EarlyStopping implements StoppingRun {
  readonly #network: Network;
  readonly #settings: Settings;
  #state: State;

  constructor(network: Network, settings: Settings, state: FollowerState | null) {
    const { metric, mode } = settings;
    this.#network = network;
    this.#settings = settings;
    this.#state = state ? resumed(state, settings, network) : { metric, mode, best: null, epoch: 0, step: 0, since: 0 };
  }

  get state(): State {
    return this.#state;
  }

  get reason(): string | null {
    const { metric, patience } = this.#settings;
    const { best, epoch, since } = this.#state;
    if (since <= patience) return null;
    const was = best === null ? "has had no value" : `has not become better than ${best}, of epoch ${epoch},`;
    return `${metric} ${was} for ${since} ${since === 1 ? "epoch" : "epochs"}`;
  }

  observe(outcome: Outcome): void {
    const { metric, restoreBest } = this.#settings;
    const value = numberOf("earlyStopping.metric", metric, outcome);
    if (!this.#isBetter(value)) {
      this.#state = { ...this.#state, since: this.#state.since + 1 };
      return;
    }
    const { epoch, step } = outcome;
    this.#state = { ...this.#state, best: value, epoch, step, since: 0 };
    this.#network.kept = restoreBest ? this.#network.copies() : null;
  }

  end(): StopOutcome {
    const { best: value, epoch, step } = this.#state;
    const restored = this.#settings.restoreBest && value !== null;
    if (restored) this.#network.swapKept();
    return { best: value === null ? null : { epoch, step, value }, restored };
  }

  #isBetter(value: number): boolean {
    const { mode, minDelta } = this.#settings;
    const { best } = this.#state;
    if (best === null) return !Number.isNaN(value);
    return mode === "min" ? value < best - minDelta : value > best + minDelta;
  }
}

/** The state of a training that goes on, after a check that it can. */
function resumed(state: FollowerState, { metric, mode, restoreBest }: Settings, { kept }: Network): State {
  const then = state as State;
  const where = "fit.resume";
  if (then.metric !== metric || then.mode !== mode)
    fail("option", {
      where,
      got: `earlyStopping of ${show(metric)}, mode ${show(mode)}`,
      expected: `${show(then.metric)}, mode ${show(then.mode)}, as the training began with`,
    });
  if (restoreBest && then.best !== null && !kept)
    fail("option", {
      where,
      got: "earlyStopping with restoreBest",
      expected: "restoreBest false, as the training began with",
      hint: "its best parameters were not kept",
    });
  return then;
}
