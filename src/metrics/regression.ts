import type { Values } from "../data/samples.ts";
import { checkOptions, fail } from "../error.ts";
import { count } from "../graph/shape.ts";
import type { Metric, MetricOutput } from "../train/metric.ts";
import { nameOf, share } from "./tally.ts";

/** Options of metrics of values. */
export interface ValueOptions {
  /** What the value is called. Default: the metric. */
  name?: string;
}

type Visit = (output: number, target: number, weight: number) => void;

/** Calls `visit` for every number of the outputs with its target. */
function pairs(
  outputs: Float32Array,
  targets: Values,
  weights: Float32Array | null | undefined,
  width: number,
  visit: Visit,
): void {
  for (let i = 0; i < targets.length; i++) visit(outputs[i], targets[i], weights?.[Math.floor(i / width)] ?? 1);
}

/** A metric of numbers that are to come near their targets. */
function valueMetric(metric: string, options: ValueOptions, make: () => { visit: Visit; result(): number }): Metric {
  checkOptions(metric, options, ["name"]);
  return {
    name: nameOf(metric, options.name),
    begin(output) {
      const width = widthOf(metric, output);
      const { visit, result } = make();
      return { add: (outputs, targets, weights) => pairs(outputs, targets, weights, width, visit), result };
    },
  };
}

function widthOf(metric: string, { name, shape, loss, classes }: MetricOutput): number {
  const width = count(shape);
  if (classes !== null || count(loss.targets(shape)?.shape ?? []) !== width)
    fail("shape", {
      where: metric,
      got: `output ${name} with ${loss.name}, whose targets are not of its shape`,
      expected: "a target for each number of the output",
    });
  return width;
}

/**
 * Mean of |output - target| over all numbers, by the weights of their samples.
 *
 * @throws FoveaError for an unknown option, and for targets that are labels.
 * @example
 * await net.evaluate(test, { loss: meanSquaredError(), metrics: [meanAbsoluteError(), rSquared()] });
 */
export const meanAbsoluteError = (options: ValueOptions = {}): Metric =>
  valueMetric("meanAbsoluteError", options, () => {
    let [sum, all] = [0, 0];
    return {
      visit(output, target, weight) {
        sum += weight * Math.abs(output - target);
        all += weight;
      },
      result: () => share(sum, all),
    };
  });

/**
 * Square root of the mean of (output - target)^2 over all numbers, by the weights of their samples.
 *
 * @throws FoveaError for an unknown option, and for targets that are labels.
 * @example
 * metrics: [rootMeanSquaredError()]
 */
export const rootMeanSquaredError = (options: ValueOptions = {}): Metric =>
  valueMetric("rootMeanSquaredError", options, () => {
    let [sum, all] = [0, 0];
    return {
      visit(output, target, weight) {
        sum += weight * (output - target) ** 2;
        all += weight;
      },
      result: () => Math.sqrt(share(sum, all)),
    };
  });

/**
 * Coefficient of determination, 1 - sum (target - output)^2 / sum (target - mean)^2 over all numbers together: 1 is perfect, 0 no better
 * than their mean. NaN where all targets are equal.
 *
 * @throws FoveaError for an unknown option, and for targets that are labels.
 * @example
 * metrics: [rSquared()]
 */
export const rSquared = (options: ValueOptions = {}): Metric =>
  valueMetric("rSquared", options, () => {
    let [all, mean, spread, errors] = [0, 0, 0, 0]; // Welford's update: sums of squares would lose digits
    return {
      visit(output, target, weight) {
        if (!(weight > 0)) return;
        all += weight;
        const step = target - mean;
        mean += (weight / all) * step;
        spread += weight * step * (target - mean);
        errors += weight * (output - target) ** 2;
      },
      result: () => (spread > 0 ? 1 - errors / spread : Number.NaN),
    };
  });
