import { fail } from "../error.ts";
import type { Network } from "../network.ts";
import type { FollowerRun, Outcome } from "../schedules/outcome.ts";
import { begin, type Course, move } from "./course.ts";
import { evaluate } from "./evaluate.ts";
import type { Data, FitEvent, FitOptions } from "./fit.ts";
import { afterStep, noSums, type Settings } from "./position.ts";
import type { BatchSource } from "./source.ts";
import type { Position } from "./training.ts";

/** Trains `network` with options that are sound; see `Model.fit`. */
export async function* train(
  network: Network,
  data: Data,
  options: FitOptions,
  settings: Settings,
): AsyncGenerator<FitEvent, void, undefined> {
  const course = await begin(network, data, options, settings);
  const { stopping, epochs } = course;
  for (;;) {
    if (course.validation && course.position.due) yield await validate(course, course.validation);
    if (stopping?.reason || course.position.epoch >= epochs) break;
    yield* epoch(course);
  }
  if (!stopping) return;
  const reason = stopping.reason ?? `all ${epochs} epochs are done`;
  const outcome = stopping.end();
  if (outcome.restored) move(course, { ...course.position, restored: true });
  const { epoch: last, step } = course.position;
  yield { kind: "stop", epoch: last, step, reason, ...outcome };
}

/** One epoch, or what is left of it: its steps, and its own event at last. */
async function* epoch(course: Course): AsyncGenerator<FitEvent, void, undefined> {
  const { source, epochs } = course;
  const began = performance.now();
  const epoch = course.position.epoch + 1;
  course.waiting = 0;
  const batches = source.read(course.position.epoch, course.position.epochStep, course.options.signal);
  try {
    yield* stepsOf(course, batches, epoch);
  } finally {
    await batches.return();
  }
  const { sums, step, epochStep } = course.position;
  if (!sums.samples)
    fail("data", { where: "training data", got: "no sample in a whole epoch", expected: "at least one" });
  course.batches ??= epochStep;
  const outcome = { kind: "epoch", epoch, epochs, step, loss: sums.loss / sums.samples, ...accuracy(sums) } as const;
  const ended = { ...course.position, epoch, epochStep: 0, sums: noSums };
  if (course.validation) move(course, { ...ended, due: true });
  else observe(course, ended, outcome);
  yield { ...outcome, seconds: (performance.now() - began) / 1000, waiting: course.waiting / 1000 };
}

/** The steps of an epoch. */
async function* stepsOf(
  course: Course,
  batches: ReturnType<BatchSource["read"]>,
  epoch: number,
): AsyncGenerator<FitEvent, void, undefined> {
  for (;;) {
    course.options.signal?.throwIfAborted();
    const asked = performance.now();
    const { done, value: batch } = await batches.next();
    course.waiting += performance.now() - asked;
    if (done) return;
    const step = course.position.step + 1;
    const result = await course.steps.run(step, batch);
    const samples = batch.to - batch.from;
    move(course, afterStep(course.position, result, samples, batch.number));
    const steps = course.batches === null ? {} : { steps: course.batches * course.epochs };
    const totalSamples = course.position.sums.samples;
    yield { kind: "step", epoch, step, ...steps, loss: result.loss, ...accuracy(result), samples, totalSamples };
    if (course.watch) yield* course.watch.after(step, epoch);
    await course.turn.end();
  }
}

/** The validation that is due. */
async function validate(course: Course, validation: BatchSource): Promise<FitEvent> {
  const { loss, accuracy, metrics } = await evaluate(course.network, validation, course.losses, course.options);
  const { due: _, ...position } = course.position;
  const { epoch, step } = position;
  const optional = { ...(accuracy !== undefined && { accuracy }), ...(metrics && { metrics }) };
  const event = { kind: "validation", epoch, step, loss, ...optional } as const;
  observe(course, position, event);
  return event;
}

/** Moves to `position` when followers have seen what an epoch came to. */
function observe(course: Course, position: Position, outcome: Outcome): void {
  const { stopping, schedule } = course;
  const runs = Object.entries({ stopping, schedule }).filter((entry): entry is [string, FollowerRun] => !!entry[1]);
  for (const [, run] of runs) run.observe(outcome);
  const followers = Object.fromEntries(runs.map(([name, run]) => [name, run.state]));
  move(course, runs.length ? { ...position, followers } : position);
}

const accuracy = ({ correct, rows }: { correct: number; rows: number }): { accuracy?: number } =>
  rows ? { accuracy: correct / rows } : {};
