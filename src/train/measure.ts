import { checkOptions, fail, show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Loss } from "../losses/loss.ts";
import type { Batches, TargetKind } from "./batches.ts";
import type { MetricRun, Metrics, MetricValue } from "./metric.ts";
import type { Plan } from "./plan.ts";

/** A metric of one output, by the name that its value gets. */
type Begun = readonly [key: string, output: string, run: MetricRun];

/** Begins `metrics` of the outputs of `graph` that have losses with targets; throws where one cannot be taken. */
export function measure(
  where: string,
  metrics: Metrics,
  graph: Graph,
  losses: Readonly<Record<string, Loss>>,
  targets: Readonly<Record<string, TargetKind>>,
): Begun[] {
  const names = Object.keys(targets);
  if (Array.isArray(metrics) && !metrics.length) return [];
  const several = !Array.isArray(metrics);
  if (!several && names.length !== 1)
    fail("option", {
      where,
      got: "metrics of one output",
      expected: `a record of metrics for ${names.join(", ") || "outputs with targets, of which there are none"}`,
    });
  const byOutput = (several ? metrics : { [names[0]]: metrics }) as Readonly<Record<string, unknown>>;
  checkOptions(where, byOutput, names);
  const begun = Object.entries(byOutput).flatMap(([name, given]) => {
    if (!Array.isArray(given)) fail("option", { where, got: show(given), expected: "an array of metrics" });
    const { classes, ignoreIndex } = targets[name];
    const output = { name, shape: graph.outputs[name].shape, loss: losses[name], classes, ignoreIndex };
    return given.map((metric): Begun => {
      if (typeof metric?.begin !== "function" || typeof metric.name !== "string")
        fail("option", { where, got: show(metric), expected: "a metric of fovea/metrics" });
      return [several ? `${name}/${metric.name}` : metric.name, name, metric.begin(output)];
    });
  });
  const keys = begun.map(([key]) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined)
    fail("option", { where, got: `two metrics named ${show(twice)}`, expected: "a name for each" });
  return begun;
}

/** Gives samples [from, to) of `data`, which `plan` has just run, to all that were begun. */
export function addTo(
  begun: readonly Begun[],
  plan: Plan,
  { targets, weights }: Batches,
  from: number,
  to: number,
): void {
  for (const [, name, run] of begun) {
    const { values, width } = targets[name];
    const outputs = plan.tape.floats(plan.outputs[name].slot);
    run.add(outputs, values.subarray(from * width, to * width), weights?.subarray(from, to));
  }
}

/** What they came to, as a part of an evaluation or an event. */
export const resultsOf = (begun: readonly Begun[]): { metrics?: Record<string, MetricValue> } =>
  begun.length ? { metrics: Object.fromEntries(begun.map(([key, , run]) => [key, run.result()])) } : {};
