/** JSON on stdout: one object a line. */
import type { Sink, TrainingReport } from "./events.ts";

/** Steps told of each epoch; all of them would be more text than training. */
const STEPS_TOLD = 10;

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a training's reports, of the steps a few each epoch. */
export function jsonSink(): Sink {
  return (report) => {
    if (isTold(report)) printJson(report);
  };
}

function isTold(report: TrainingReport): boolean {
  if (report.kind !== "step") return true;
  const every = Math.max(1, Math.floor(report.steps / report.epochs / STEPS_TOLD));
  return report.step % every === 0 || report.step === report.steps;
}
