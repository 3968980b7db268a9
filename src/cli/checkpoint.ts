/** Checkpoints of a run: the model with its training state, and the seconds of training it stands for. */
import { existsSync } from "node:fs";
import { type Engine, type FitEvent, type Model, model } from "../index.ts";
import { readBytes, writeFileAtomic } from "../node/files.ts";
import { loadModel, saveModel } from "../node/models.ts";
import type { RunConfig } from "./config.ts";
import type { RunFolder } from "./run-folder.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { Task } from "./task.ts";

/** Without --checkpoint-every a checkpoint is written each epoch, and when the last one is so old. */
const CHECKPOINT_SECONDS = 10;

/** A model and the seconds that it was trained for. */
export interface Progress {
  net: Model;
  seconds: number;
}

/** Where the run in the folder stands; at its beginning when there is no checkpoint yet. */
export async function lastCheckpoint(
  folder: RunFolder,
  { seed }: RunConfig,
  core: Engine,
  { graph, classes }: Task,
): Promise<Progress> {
  if (!existsSync(folder.checkpoint)) return { net: await model(graph(), { engine: core, seed, classes }), seconds: 0 };
  return { net: await loadModel(folder.checkpoint, { engine: core }), seconds: await readSeconds(folder) };
}

/** Seconds are for the report alone: a file that is lost or damaged stops no training. */
async function readSeconds({ progress }: RunFolder): Promise<number> {
  if (!existsSync(progress)) return 0;
  try {
    const { seconds } = JSON.parse(new TextDecoder().decode(await readBytes(progress)));
    return Number.isFinite(seconds) ? seconds : 0;
  } catch {
    return 0;
  }
}

export async function saveCheckpoint(folder: RunFolder, { net, seconds }: Progress): Promise<void> {
  await saveModel(net, folder.checkpoint, { training: true });
  const text = `${JSON.stringify({ step: net.position?.step ?? 0, seconds })}\n`;
  await writeFileAtomic(folder.progress, new TextEncoder().encode(text));
}

/** Says after which events a checkpoint is due. */
export class Timetable {
  readonly #every: number | undefined;
  readonly #watch = new Stopwatch();

  constructor({ checkpointEvery }: RunConfig) {
    this.#every = checkpointEvery;
  }

  isDue({ kind, step }: FitEvent): boolean {
    if (this.#every !== undefined) return kind === "step" && step % this.#every === 0;
    const due = kind === "epoch" || this.#watch.count() > CHECKPOINT_SECONDS;
    if (due) this.#watch.reset();
    return due;
  }
}
