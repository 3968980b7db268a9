/** One training run: fit, checkpoints on the way, the model, its test and the report at the end. */
import { Dataset } from "../data/index.ts";
import type { Engine } from "../index.ts";
import { saveModel } from "../node/models.ts";
import { lastCheckpoint, type Progress, RunCheckpoints } from "./checkpoint.ts";
import { isFolderConfig, type RunConfig } from "./config.ts";
import { EventLog } from "./event-log.ts";
import type { DoneReport, Sink } from "./events.ts";
import type { Interrupt } from "./interrupt.ts";
import { Pace } from "./pace.ts";
import { reportRun } from "./report.ts";
import type { RunFolder } from "./run-folder.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { Task } from "./task.ts";
import { shellWord } from "./text.ts";

export interface Job {
  config: RunConfig;
  folder: RunFolder;
  task: Task;
  core: Engine;
  /** What the user is told at the start, a line each. */
  notes: readonly string[];
  sink: Sink;
  interrupt: Interrupt;
}

/** Trains from the folder's last checkpoint to the end, saves and tests the model. Null when the user stopped it. */
export async function runTraining(job: Job): Promise<DoneReport | null> {
  const progress = await lastCheckpoint(job.folder, job.config, job.core, job.task);
  const log = await EventLog.open(job.folder, progress.net.position ?? { step: 0, epoch: 0 });
  const sink: Sink = (report) => {
    log.add(report);
    job.sink(report);
  };
  try {
    return await train({ ...job, sink }, progress, log);
  } finally {
    log.close();
    job.task.dispose();
  }
}

async function train(job: Job, progress: Progress, log: EventLog): Promise<DoneReport | null> {
  const { config, folder, task, core, notes, sink } = job;
  const { net } = progress;
  const { threads, build } = core.info;
  const told = [...notes, ...progress.damaged];
  sink({
    kind: "start",
    title: task.title,
    heldOut: task.heldOut,
    config,
    train: task.trainSize,
    test: task.validationSize,
    threads,
    build,
    step: net.position?.step ?? 0,
    steps: task.steps,
    out: folder.out,
    ...(told.length && { note: told.join("\n") }),
  });
  if (!(await fit(job, progress, log))) {
    await reportRun(job, progress, null);
    return null;
  }
  await saveModel(net, folder.model);
  const { accuracy = 0, loss } = await net.evaluate(task.validation, { loss: task.loss });
  const { seconds } = progress;
  const done: DoneReport = {
    kind: "done",
    accuracy,
    loss,
    seconds,
    steps: net.position?.step ?? task.steps,
    parametersHash: net.parametersHash(),
    out: folder.out,
  };
  await reportRun(job, progress, done);
  sink(done);
  return done;
}

/** Runs the steps that are left. False when the user stopped it; there is a checkpoint either way. */
async function fit(job: Job, progress: Progress, log: EventLog): Promise<boolean> {
  const { config, folder, task, interrupt, sink } = job;
  const { net } = progress;
  const { optimizer, loss, validation, steps, stopping, train: data } = task;
  const { epochs, batch, seed } = config;
  const options = {
    ...{ epochs, seed, optimizer, loss, validation, resume: net.position !== null },
    ...(stopping && { stopping }),
    ...(!(data instanceof Dataset && data.batched) && { batchSize: batch }),
  };
  const saved = new RunCheckpoints(folder, config, log);
  const watch = new Stopwatch(progress.seconds);
  const pace = new Pace(task, epochs, progress.seconds);
  for await (const event of net.fit(data, options)) {
    if (event.kind !== "validation") progress.seconds = watch.count();
    sink(pace.report(event, progress.seconds));
    const stop = interrupt.requested;
    await saved.after(event, progress);
    if (stop) {
      await saved.now(progress);
      sink({ kind: "stopped", step: event.step, steps, out: folder.out, resume: resumeCommand(config, folder) });
      return false;
    }
    watch.skip();
  }
  await saved.now(progress);
  return true;
}

function resumeCommand(config: RunConfig, { out }: RunFolder): string {
  const name = isFolderConfig(config) ? "" : ` ${config.model}`;
  return `npx fovea train${name} --resume --out ${shellWord(out)}`;
}
