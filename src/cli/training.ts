/** One training run: fit, checkpoints on the way, the model and its test at the end. */
import type { TrainAndTest } from "../data/index.ts";
import { type Engine, sgd, softmaxCrossEntropy } from "../index.ts";
import { saveModel } from "../node/models.ts";
import { lastCheckpoint, type Progress, saveCheckpoint, Timetable } from "./checkpoint.ts";
import type { RunConfig } from "./config.ts";
import type { DoneReport, Sink } from "./events.ts";
import type { Interrupt } from "./interrupt.ts";
import { Pace } from "./pace.ts";
import { learningRate } from "./recipes.ts";
import type { RunFolder } from "./run-folder.ts";
import { Stopwatch } from "./stopwatch.ts";

export interface Job {
  config: RunConfig;
  folder: RunFolder;
  data: TrainAndTest;
  core: Engine;
  /** What the user is told at the start. */
  note?: string | undefined;
  sink: Sink;
  interrupt: Interrupt;
}

/** Trains from the folder's last checkpoint to the end, saves and tests the model. Null when the user stopped it. */
export async function runTraining(job: Job): Promise<DoneReport | null> {
  const { config, folder, data, core, note, sink } = job;
  const { train, test } = data;
  const progress = await lastCheckpoint(folder, config, core, train.classes);
  const { net } = progress;
  const { threads, build } = core.info;
  const step = net.position?.step ?? 0;
  const steps = config.epochs * Math.ceil(train.size / config.batch);
  sink({
    kind: "start",
    config,
    train: train.size,
    test: test.size,
    threads,
    build,
    step,
    steps,
    out: folder.out,
    ...(note && { note }),
  });
  if (!(await fit(job, progress, steps))) return null;
  await saveModel(net, folder.model);
  const { accuracy = 0, loss } = await net.evaluate(test, { loss: softmaxCrossEntropy() });
  const { seconds } = progress;
  const done: DoneReport = {
    kind: "done",
    accuracy,
    loss,
    seconds,
    steps,
    parametersHash: net.parametersHash(),
    out: folder.out,
  };
  sink(done);
  return done;
}

/** Runs the steps that are left. False when the user stopped it; there is a checkpoint either way. */
async function fit(job: Job, progress: Progress, steps: number): Promise<boolean> {
  const { config, folder, data, interrupt, sink } = job;
  const { net } = progress;
  const { epochs, batch: batchSize, seed, momentum, weightDecay } = config;
  const optimizer = sgd({ learningRate: (step) => learningRate(config, step, steps), momentum, weightDecay });
  const options = {
    epochs,
    batchSize,
    seed,
    optimizer,
    loss: softmaxCrossEntropy(),
    validation: data.test,
    resume: net.position !== null,
  };
  const timetable = new Timetable(config);
  const watch = new Stopwatch(progress.seconds);
  const pace = new Pace(epochs, progress.seconds);
  for await (const event of net.fit(data.train, options)) {
    if (event.kind !== "validation") progress.seconds = watch.count();
    sink(pace.report(event, progress.seconds));
    const stop = interrupt.requested;
    if (stop || timetable.isDue(event)) await saveCheckpoint(folder, progress);
    if (stop) {
      sink({ kind: "stopped", step: event.step, steps, out: folder.out, resume: resumeCommand(config, folder) });
      return false;
    }
    watch.skip();
  }
  await saveCheckpoint(folder, progress);
  return true;
}

function resumeCommand({ model }: RunConfig, { out }: RunFolder): string {
  const quoted = /^[\w./@:+-]+$/.test(out) ? out : `'${out.replaceAll("'", "'\\''")}'`;
  return `npx fovea train ${model} --resume --out ${quoted}`;
}
