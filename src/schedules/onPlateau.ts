import { checkOptions, fail, show } from "../error.ts";
import { checkMetric, type FollowerRun, type FollowerState, numberOf } from "./outcome.ts";
import { checked } from "./schedule.ts";

/** Options of {@link onPlateau}. */
export interface OnPlateauOptions {
  /** The first learning rate. */
  rate: number;
  /** What the rate is multiplied by, above 0 and below 1. Default 0.1. */
  factor?: number;
  /** Observations without a better one that are borne before the rate changes. Default 10. */
  patience?: number;
  /** A value is better if it is below best (1 - threshold), or in mode "max" above best (1 + threshold). Default 0.0001. */
  threshold?: number;
  /** Observations after a change that count for nothing. Default 0. */
  cooldown?: number;
  /** The least learning rate. Default 0. */
  least?: number;
  /** Whether small values are good (losses) or great ones (accuracies). Default "min". */
  mode?: "min" | "max";
  /** What `fit({ schedule })` shows it: `"loss"`, `"accuracy"`, or one of `metrics` by its name. Default `"loss"`. */
  metric?: string;
  /** Where another such schedule stood: its `state`, for a training that is resumed. Default none: it begins anew. */
  state?: PlateauState;
}

/** Where a schedule of {@link onPlateau} stands: plain data. */
export interface PlateauState {
  readonly rate: number;
  /** The best value so far; null before the first. */
  readonly best: number | null;
  /** Observations since then. */
  readonly bad: number;
  /** Observations that are still to count for nothing. */
  readonly resting: number;
}

/** A schedule that is told how the training goes. */
export interface PlateauSchedule {
  (step: number): number;
  /** Takes a new value, such as a validation loss, into account. */
  observe(value: number): void;
  readonly state: PlateauState;
  /** What `fit({ schedule })` calls; see `Follower`. */
  follow(network: unknown, state: FollowerState | null, values: readonly string[]): FollowerRun;
}

/**
 * The rate falls by a factor when what it observes has not become better for longer than `patience`. Given to `fit` as `schedule` too,
 * it is shown `metric` of every epoch's validation (without one, of the training data), and what it saw is saved with the
 * training, which resumes to the same bits. Or call `observe` yourself; then keep its `state` beside a saved model.
 * As PyTorch's ReduceLROnPlateau with a relative threshold.
 *
 * @throws FoveaError for an unknown option, a number out of its range, and an observed value that is no number.
 * @example
 * const learningRate = onPlateau({ rate: 0.1, patience: 3 });
 * for await (const event of net.fit(train, { validation, epochs: 50, optimizer: sgd({ learningRate }), schedule: learningRate, loss }))
 *   if (event.kind === "validation") console.log(event.loss, learningRate.state.rate);
 */
export function onPlateau(options: OnPlateauOptions): PlateauSchedule {
  const {
    factor = 0.1,
    patience = 10,
    threshold = 1e-4,
    cooldown = 0,
    least = 0,
    mode = "min",
    metric = "loss",
    state,
    ...needed
  } = options;
  const kinds = { factor: "factor", patience: "count", threshold: "rate", cooldown: "count", least: "rate" } as const;
  const given = { ...needed, factor, patience, threshold, cooldown, least };
  const { rate } = checked("onPlateau", given, { rate: "rate", ...kinds }, ["mode", "metric", "state"]);
  if (factor >= 1) fail("option", { where: "onPlateau.factor", got: show(factor), expected: "a number below 1" });
  if (mode !== "min" && mode !== "max")
    fail("option", { where: "onPlateau.mode", got: show(mode), expected: '"min" or "max"' });
  if (typeof metric !== "string")
    fail("option", { where: "onPlateau.metric", got: show(metric), expected: "the name of a number" });
  if (state) checkOptions("onPlateau.state", state, ["rate", "best", "bad", "resting"]);
  const first: PlateauState = state ? { ...state } : { rate, best: null, bad: 0, resting: 0 };
  let now = first;
  const isBetter = (value: number, best: number | null): boolean =>
    best === null || (mode === "min" ? value < best * (1 - threshold) : value > best * (1 + threshold));

  function observe(value: number): void {
    if (typeof value !== "number" || Number.isNaN(value))
      fail("data", { where: "onPlateau.observe", got: show(value), expected: "a number" });
    const better = isBetter(value, now.best);
    const resting = Math.max(0, now.resting - 1);
    const bad = better || now.resting > 0 ? 0 : now.bad + 1;
    const best = better ? value : now.best;
    if (bad <= patience) now = { ...now, best, bad, resting };
    else now = { rate: Math.max(now.rate * factor, least), best, bad: 0, resting: cooldown };
  }
  function follow(_: unknown, saved: FollowerState | null, values: readonly string[]): FollowerRun {
    checkMetric("onPlateau.metric", metric, values);
    now = saved ? (saved as unknown as PlateauState) : first;
    return {
      observe: (outcome) => observe(numberOf("onPlateau.metric", metric, outcome)),
      get state(): FollowerState {
        return { ...now };
      },
    };
  }
  return Object.defineProperty(
    Object.assign((_step: number) => now.rate, { observe, follow }),
    "state",
    { get: () => ({ ...now }), enumerable: true },
  ) as PlateauSchedule;
}
