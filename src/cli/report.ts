/** The report of a run, from its folder and its model. */
import { writeReport } from "../node/report/index.ts";
import type { Progress } from "./checkpoint.ts";
import { readEvents } from "./event-log.ts";
import type { DoneReport } from "./events.ts";
import { clock, plural } from "./text.ts";
import type { Job } from "./training.ts";

/** Writes report.html; `done` is null when the training was stopped, and then nothing is computed that takes long. */
export async function reportRun(
  { config, folder, task, notes }: Job,
  { net, seconds }: Progress,
  done: DoneReport | null,
): Promise<void> {
  const { fovea: _, ...options } = config;
  await writeReport(folder.report, {
    title: task.title,
    about: `${plural(task.trainSize, "sample")} to train on, ${plural(task.validationSize, "sample")} to validate; ${folder.out}`,
    events: readEvents(folder.events),
    net,
    ...(done && { validation: task.validation }),
    classes: task.classes,
    figures: {
      ...(done && { "validation loss": done.loss.toFixed(4) }),
      "of training": clock(seconds),
      epochs: config.epochs,
    },
    config: { ...options, ...("files" in options && { files: `${options.files.pictures} pictures` }) },
    ...(done && { augmentation: await task.augmentation() }),
    notes: [
      ...new Set([...(await firstNotes(folder.events)), ...notes]),
      ...(done ? [] : [`Stopped after step ${net.position?.step ?? 0} of ${task.steps}.`]),
    ],
  });
}

/** What was told when the run began: what was chosen and why, which pictures are left out. */
async function firstNotes(events: string): Promise<string[]> {
  for await (const event of readEvents(events)) if (event.kind === "start") return event.note?.split("\n") ?? [];
  return [];
}
