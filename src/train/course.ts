import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { FollowerRun } from "../schedules/outcome.ts";
import { USUAL_BATCH } from "./evaluate.ts";
import type { Data, FitOptions } from "./fit.ts";
import type { StoppingRun } from "./follow.ts";
import { checkScalarLosses } from "./losses.ts";
import { measure } from "./measure.ts";
import { firstPosition, resumePosition, type Settings } from "./position.ts";
import { type BatchSource, batchSource } from "./source.ts";
import { Steps } from "./step.ts";
import type { Position } from "./training.ts";
import { Turn } from "./turn.ts";
import type { WatchRun } from "./watch.ts";

/** Samples in a step, where nobody says how many. */
export const STEP_SIZE = 32;

/** What goes through a training, from where it begins or goes on to its end. */
export interface Course {
  readonly network: Network;
  readonly options: FitOptions;
  readonly losses: Readonly<Record<string, Loss>>;
  readonly epochs: number;
  readonly source: BatchSource;
  readonly validation: BatchSource | null;
  readonly stopping: StoppingRun | undefined;
  readonly schedule: FollowerRun | undefined;
  readonly watch: WatchRun | undefined;
  readonly steps: Steps;
  readonly turn: Turn;
  /** Where the training stands; so does the network's, which a file keeps. */
  position: Position;
  /** Milliseconds of the epoch in which its steps waited for data. */
  waiting: number;
  /** Steps of an epoch, null until the first one's end where nobody knows. */
  batches: number | null;
}

/** Checks data against the network, and makes ready for the first step. */
export async function begin(network: Network, data: Data, options: FitOptions, settings: Settings): Promise<Course> {
  const { optimizer } = options;
  const losses = checkScalarLosses(network.graph, options.loss, "fit.loss");
  const [source, validation] = sources(network, losses, data, options);
  const start = settings.resume ? resumePosition(network, settings, source, optimizer) : null;
  const followed = followers(options, start, network, losses, source, validation);
  const training = await network.engine.exclusive(async () => network.beginTraining(optimizer, start !== null));
  const { restored, due, ...begun } = start ?? firstPosition(settings, source, optimizer);
  const { epochs, seed, accumulate } = settings;
  const watch = options.watch?.watch(network, training, losses);
  const steps = new Steps(network, { losses, training, seed, accumulate, watch });
  for (const size of sizesOf(source)) await steps.prepare(size);
  if (restored) network.swapKept();
  const position = { ...begun, ...(due && validation && { due }) };
  const given = { network, options, losses, epochs, source, validation, ...followed, watch, steps };
  const course = { ...given, turn: new Turn(), position, waiting: 0, batches: source.batches };
  move(course, position);
  return course;
}

/** Goes to `position`. */
export function move(course: Course, position: Position): void {
  course.network.position = course.position = position;
}

/** What is trained on, and what is evaluated after each epoch. */
function sources(
  { graph }: Network,
  losses: Readonly<Record<string, Loss>>,
  data: Data,
  { batchSize, shuffle, seed = 0, validation }: FitOptions,
): [BatchSource, BatchSource | null] {
  const source = (data: Data, where: string, called: string, size: number, given: Partial<FitOptions> = {}) =>
    batchSource(graph, losses, data, {
      where,
      called,
      ...given,
      usual: { batchSize: size, shuffle: where === "fit" },
      seed,
    });
  const training = source(data, "fit", "training data", STEP_SIZE, { batchSize, shuffle });
  const size = training.batchSize ?? USUAL_BATCH;
  return [training, validation ? source(validation, "fit.validation", "validation data", size) : null];
}

/** The sizes of batches, as far as they are known before the first. */
function sizesOf({ samples, batchSize }: BatchSource): number[] {
  if (batchSize === null) return [];
  return samples === null ? [batchSize] : [batchSize, samples % batchSize || batchSize];
}

/** What follows the training, from where it stands. */
function followers(
  { stopping, schedule, metrics = [] }: FitOptions,
  position: Position | null,
  network: Network,
  losses: Readonly<Record<string, Loss>>,
  { targets }: BatchSource,
  validation: BatchSource | null,
): Pick<Course, "stopping" | "schedule"> {
  const measured = validation ? measure("fit.metrics", metrics, network.graph, losses, validation.targets) : [];
  const labelled = Object.values(targets).some(({ classes }) => classes !== null);
  const values = ["loss", ...(labelled ? ["accuracy"] : []), ...measured.map(([key]) => key)];
  const state = position?.followers;
  return {
    stopping: stopping?.follow(network, state?.stopping ?? null, values),
    schedule: schedule?.follow(network, state?.schedule ?? null, values),
  };
}
