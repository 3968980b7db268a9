import { checkOptions, fail, show } from "../error.ts";
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
}

/**
 * The rate falls by a factor when what it observes has not become better for longer than `patience`: call `observe` with every
 * validation loss. As PyTorch's ReduceLROnPlateau with a relative threshold. What it saw is not in a saved model: keep its `state`.
 *
 * @throws FoveaError for an unknown option, a number out of its range, and an observed value that is no number.
 * @example
 * const learningRate = onPlateau({ rate: 0.1, patience: 3 });
 * for await (const event of net.fit(train, { validation, epochs: 50, optimizer: sgd({ learningRate }), loss: softmaxCrossEntropy() }))
 *   if (event.kind === "validation") learningRate.observe(event.loss);
 */
export function onPlateau(options: OnPlateauOptions): PlateauSchedule {
  const {
    factor = 0.1,
    patience = 10,
    threshold = 1e-4,
    cooldown = 0,
    least = 0,
    mode = "min",
    state,
    ...needed
  } = options;
  const kinds = { factor: "factor", patience: "count", threshold: "rate", cooldown: "count", least: "rate" } as const;
  const given = { ...needed, factor, patience, threshold, cooldown, least };
  const { rate } = checked("onPlateau", given, { rate: "rate", ...kinds }, ["mode", "state"]);
  if (factor >= 1) fail("option", { where: "onPlateau.factor", got: show(factor), expected: "a number below 1" });
  if (mode !== "min" && mode !== "max")
    fail("option", { where: "onPlateau.mode", got: show(mode), expected: '"min" or "max"' });
  if (state) checkOptions("onPlateau.state", state, ["rate", "best", "bad", "resting"]);
  let now: PlateauState = state ? { ...state } : { rate, best: null, bad: 0, resting: 0 };
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
  return Object.defineProperty(
    Object.assign((_step: number) => now.rate, { observe }),
    "state",
    { get: () => ({ ...now }), enumerable: true },
  ) as PlateauSchedule;
}
