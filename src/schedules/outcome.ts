import { fail, show } from "../error.ts";

/** What an epoch came to: its validation, or where there is none the training itself. */
export interface Outcome {
  readonly kind: "validation" | "epoch";
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly accuracy?: number;
  /** By name. */
  readonly metrics?: Readonly<Record<string, unknown>>;
}

/** What a follower remembers: plain data. */
export type FollowerState = Readonly<Record<string, number | string | boolean | null>>;

/** Follows one training. */
export interface FollowerRun {
  /** Takes the outcome of an epoch into account. */
  observe(outcome: Outcome): void;
  /** All that a resumed training needs to go on alike. */
  readonly state: FollowerState;
}

/** Throws unless outcomes will hold a number called `metric`; `values` are those that they hold. */
export function checkMetric(where: string, metric: string, values: readonly string[]): void {
  if (!values.includes(metric))
    fail("option", {
      where,
      got: show(metric),
      expected: `one of ${values.join(", ")}`,
      hint: "fit({ validation, metrics }) finds others",
    });
}

/** The number called `metric` in an epoch's outcome. */
export function numberOf(where: string, metric: string, { loss, accuracy, metrics }: Outcome): number {
  const value = { loss, accuracy, ...metrics }[metric];
  if (typeof value !== "number")
    fail("option", {
      where,
      got: `${show(metric)}, which is ${show(value)}`,
      expected: "a metric that is one number",
      hint: 'average "macro" makes one of the classes',
    });
  return value;
}
