/** The folder of a training run: its options, its events, the checkpoints it can go on from, the model and a report when it is done. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FoveaError } from "../error.ts";
import { failFile, isUnfinished, readBytes, writeFileAtomic } from "../node/files.ts";
import { formatConfig, parseConfig, type RunConfig } from "./config.ts";

/** Paths in the run folder `out`. */
export interface RunFolder {
  out: string;
  config: string;
  /** A folder: the last three, and the best. */
  checkpoints: string;
  /** Seconds of training up to the last checkpoint. */
  progress: string;
  model: string;
  /** What happened, one JSON object a line. */
  events: string;
  /** The same numbers for TensorBoard, which finds such names. */
  tensorBoard: string;
  report: string;
}

export function runFolder(out: string): RunFolder {
  const at = (name: string): string => join(out, name);
  const [checkpoints, model] = [at("checkpoints"), at("model.safetensors")];
  const [events, tensorBoard, report] = [at("events.jsonl"), at("events.out.tfevents.fovea"), at("report.html")];
  return {
    out,
    config: at("config.json"),
    checkpoints,
    progress: at("progress.json"),
    model,
    events,
    tensorBoard,
    report,
  };
}

export function holdsRun(folder: RunFolder): boolean {
  return hasCheckpoint(folder) || [folder.config, folder.model].some((path) => existsSync(path));
}

export function hasCheckpoint({ checkpoints }: RunFolder): boolean {
  return existsSync(checkpoints) && readdirSync(checkpoints).some((name) => name.startsWith("checkpoint-"));
}

/** The folder where a run goes when none is named: `runs/NAME`, or `runs/NAME-2` and so on when there are runs already. */
export function freeFolder(name: string): RunFolder {
  for (let i = 1; ; i++) {
    const folder = runFolder(join("runs", i === 1 ? name : `${name}-${i}`));
    if (!holdsRun(folder)) return folder;
  }
}

/** The last of the folders that {@link freeFolder} gave out; the first when there is none. */
export function latestFolder(name: string): RunFolder {
  let latest = runFolder(join("runs", name));
  for (let i = 2; ; i++) {
    const next = runFolder(join("runs", `${name}-${i}`));
    if (!holdsRun(next)) return latest;
    latest = next;
  }
}

/** The run below `runs` that was worked on last; null where there is none. */
export function newestFolder(): RunFolder | null {
  if (!existsSync("runs")) return null;
  const runs = readdirSync("runs", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(runFolder(join("runs", entry.name)).config))
    .map(({ name }) => runFolder(join("runs", name)));
  const changed = ({ config, checkpoints }: RunFolder): number =>
    statSync(existsSync(checkpoints) ? checkpoints : config).mtimeMs;
  return runs.toSorted((a, b) => changed(b) - changed(a))[0] ?? null;
}

/** Throws where there is a run that must not be overwritten. */
export function refuseTaken(folder: RunFolder, overwrite: boolean): void {
  if (holdsRun(folder) && !overwrite)
    throw new FoveaError(
      "file",
      `${folder.out} holds a run already. Hint: --resume goes on with it, --overwrite starts anew.`,
    );
}

/** Makes the folder and writes the options of a new run to it; `overwrite` removes the run that is there, else it is an error. */
export async function startRun(folder: RunFolder, config: RunConfig, overwrite: boolean): Promise<void> {
  refuseTaken(folder, overwrite);
  await mkdir(folder.out, { recursive: true }).catch((error) => failFile("make the folder", folder.out, error));
  const { out: _, ...files } = folder;
  for (const path of Object.values(files)) await rm(path, { force: true, recursive: true });
  await removeUnfinished(folder);
  await writeFileAtomic(folder.config, new TextEncoder().encode(formatConfig(config)));
}

/** Takes back {@link startRun} when the run came to nothing: with its options left there, the next try would be refused. */
export async function forgetRun(folder: RunFolder): Promise<void> {
  if (hasCheckpoint(folder)) return;
  const { out, config, checkpoints, events, tensorBoard } = folder;
  for (const path of [config, checkpoints, events, tensorBoard]) await rm(path, { force: true, recursive: true });
  await rmdir(out).catch(() => {}); // not empty: it was there before
}

/** The options of the run in the folder, or null when there is no run. */
export async function readConfig(folder: RunFolder): Promise<RunConfig | null> {
  if (!existsSync(folder.config)) return null;
  await removeUnfinished(folder);
  return parseConfig(new TextDecoder().decode(await readBytes(folder.config)), folder.config);
}

/** The options of the run that a model belongs to: `path` is the run's folder, or a file in it. Null where there are none. */
export async function configBeside(path: string): Promise<RunConfig | null> {
  if (!existsSync(path)) return null;
  const parent = statSync(path).isDirectory() ? path : dirname(path);
  const isCheckpoint = parent !== path && basename(resolve(parent)) === "checkpoints";
  const folder = runFolder(isCheckpoint ? dirname(resolve(parent)) : parent);
  const isOwn = isCheckpoint || [folder.out, folder.model].some((own) => resolve(own) === resolve(path));
  if (!isOwn || !existsSync(folder.config)) return null;
  return parseConfig(new TextDecoder().decode(await readBytes(folder.config)), folder.config);
}

/** Removes what a process left that was killed while it wrote. */
async function removeUnfinished({ out }: RunFolder): Promise<void> {
  for (const name of await readdir(out)) if (isUnfinished(name)) await rm(join(out, name), { force: true });
}
