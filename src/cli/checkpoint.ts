/** Checkpoints of a run: the last three and the best, each the model with its training state, and the seconds of training so far. */
import { existsSync } from "node:fs";
import { type Engine, type FitEvent, type Model, model } from "../index.ts";
import { type Checkpoints, checkpoints, latestCheckpoint } from "../node/checkpoints.ts";
import { readBytes, writeFileAtomic } from "../node/files.ts";
import type { RunConfig } from "./config.ts";
import type { EventLog } from "./event-log.ts";
import type { RunFolder } from "./run-folder.ts";
import type { Task } from "./task.ts";

/** Without --checkpoint-every one is written each epoch, and when the last one is so old. */
const CHECKPOINT_SECONDS = 10;

/** A model and the seconds that it was trained for. */
export interface Progress {
  net: Model;
  seconds: number;
  /** What is wrong with newer checkpoints than the one that was found. */
  damaged: readonly string[];
}

/** Where the run in the folder stands; at its beginning when there is no checkpoint yet. */
export async function lastCheckpoint(
  folder: RunFolder,
  { seed }: RunConfig,
  core: Engine,
  { graph, classes }: Task,
): Promise<Progress> {
  const found = await latestCheckpoint(folder.checkpoints, { engine: core });
  if (found) return { net: found.net, seconds: await readSeconds(folder), damaged: found.damaged };
  return { net: await model(graph(), { engine: core, seed, classes }), seconds: 0, damaged: [] };
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

/** Writes a run's checkpoints when they are due, or asked for. */
export class RunCheckpoints {
  readonly #folder: RunFolder;
  readonly #log: EventLog;
  readonly #files: Checkpoints;
  #isFresh = false;

  constructor(folder: RunFolder, { checkpointEvery }: RunConfig, log: EventLog) {
    const every = checkpointEvery ? { steps: checkpointEvery } : { epochs: 1, seconds: CHECKPOINT_SECONDS };
    this.#folder = folder;
    this.#log = log;
    this.#files = checkpoints(folder.checkpoints, { every, best: { metric: "accuracy" } });
  }

  /** Writes what is due after `event`. What led to a checkpoint is on the disk before it is. */
  async after(event: FitEvent, progress: Progress): Promise<void> {
    this.#isFresh = this.#files.isDue(event, progress.net);
    if (this.#isFresh || event.kind !== "step") this.#log.flush();
    const written = await this.#files.after(event, progress.net);
    if (written.length) await this.#written(progress);
  }

  /** Writes one now, unless the last event was followed by one. */
  async now(progress: Progress): Promise<void> {
    if (this.#isFresh) return;
    this.#log.flush();
    await this.#files.now(progress.net);
    await this.#written(progress);
  }

  async #written({ net, seconds }: Progress): Promise<void> {
    const text = `${JSON.stringify({ step: net.position?.step ?? 0, seconds })}\n`;
    await writeFileAtomic(this.#folder.progress, new TextEncoder().encode(text));
  }
}
