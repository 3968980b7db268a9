/** What is done once before a run: every picture is checked, and the training pictures' mean and deviation are taken. */
import { dataset, inWorkers } from "../../data/index.ts";
import { FoveaError } from "../../error.ts";
import type { DataFolder, Listed } from "./files.ts";
import type { Checked } from "./worker.ts";

/** The module that workers run; this file becomes part of build/src/cli/main.js. */
export const WORKER: URL = new URL("./folder/worker.js", import.meta.url);

/** Of what a run's pictures are prepared. */
export interface Preparation {
  validation: number | string;
  seed: number;
  corrupt: "skip" | "error";
  workers: number;
  size: { width: number; height: number };
  channels: 1 | 3;
}

export interface Prepared {
  /** Paths of damaged pictures. */
  left: string[];
  /** Channel by channel. */
  mean: number[];
  std: number[];
}

/** Checks all pictures of a folder; with `corrupt: "error"` the first damaged one is an error. */
export async function prepare(folder: DataFolder, about: Preparation, tell: (text: string) => void): Promise<Prepared> {
  const all = [...folder.train.paths, ...(folder.validation?.paths ?? [])];
  const found = await checkAll(folder.root, all, about, tell);
  const left = all.filter((_, i) => "corrupt" in found[i]);
  if (left.length && about.corrupt === "error") {
    const first = found.find((each) => "corrupt" in each) as { corrupt: string };
    const more = left.length > 1 ? ` (and ${left.length - 1} more)` : "";
    throw new FoveaError("data", `${first.corrupt}${more} Hint: --corrupt skip leaves damaged pictures out.`);
  }
  const { train } = await splitFolder(folder, { ...about, left });
  const byPath = new Map(all.map((path, i) => [path, found[i]]));
  const moments = train.paths.map((path) => byPath.get(path) as { sums: number[]; squares: number[] });
  return { left, ...statistics(moments, about) };
}

async function checkAll(
  root: string,
  paths: readonly string[],
  { workers, size, channels }: Preparation,
  tell: (text: string) => void,
): Promise<Checked[]> {
  const args = [{ root, paths, labels: new Uint32Array(), channels, size }];
  const checks = await inWorkers<Checked>(WORKER, { export: "check", args, workers, ahead: 8 * Math.max(1, workers) });
  const found: Checked[] = [];
  try {
    for await (const each of checks.read()) {
      found.push(each);
      tell(`checking pictures: ${found.length} of ${paths.length}`);
    }
  } finally {
    checks.dispose();
    tell("");
  }
  return found;
}

/** Mean and deviation of each channel, from whole sums: the same in whatever order they were added. */
function statistics(
  moments: readonly { sums: number[]; squares: number[] }[],
  { size, channels }: Preparation,
): { mean: number[]; std: number[] } {
  const count = moments.length * size.width * size.height;
  const sum = (key: "sums" | "squares", c: number): number => moments.reduce((total, each) => total + each[key][c], 0);
  const every = Array.from({ length: channels }, (_, c) => c);
  const mean = every.map((c) => sum("sums", c) / count);
  const std = every.map((c) => Math.sqrt(Math.max(1, sum("squares", c) / count - mean[c] * mean[c])));
  return { mean: mean.map(hundredth), std: std.map(hundredth) };
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** The pictures to train on and to validate on; damaged ones left out. The same for the same seed. */
export async function splitFolder(
  { root, classes, train, validation }: DataFolder,
  { left, seed, validation: share }: { left: readonly string[]; seed: number; validation: number | string },
): Promise<{ train: Listed; validation: Listed }> {
  const good = whole(train, left);
  const least = validation ? 1 : 2; // one to train on, and where they are split one to validate on
  for (const [label, name] of classes.entries()) {
    const count = good.labels.reduce((sum, each) => sum + (each === label ? 1 : 0), 0);
    if (count < least) failDamaged(root, `${count || "no"} undamaged picture of class ${name}`, least, left);
  }
  if (validation) {
    const held = whole(validation, left);
    if (!held.paths.length) failDamaged(root, `no undamaged picture in ${validation.folder}`, 1, left);
    return { train: good, validation: held };
  }
  const places = dataset(Array.from(good.labels.keys()), { labels: good.labels });
  const parts = await places.split({ validation: share as number, stratify: true, seed });
  const [first, second] = await Promise.all(parts.map(async (part) => pick(good, await part.toArray())));
  return { train: first, validation: second };
}

/** How many of the damaged pictures are named in an error. */
const NAMED = 3;

function failDamaged(root: string, got: string, least: number, damaged: readonly string[]): never {
  const more = damaged.length > NAMED ? ` and ${damaged.length - NAMED} more` : "";
  const which = damaged.length ? ` Damaged: ${damaged.slice(0, NAMED).join(", ")}${more}.` : "";
  throw new FoveaError("data", `${root}: got ${got}, expected at least ${least}.${which}`);
}

const whole = (listed: Listed, left: readonly string[]): Listed => {
  const damaged = new Set(left);
  return pick(
    listed,
    listed.paths.flatMap((path, i) => (damaged.has(path) ? [] : [i])),
  );
};

const pick = ({ paths, labels }: Listed, places: readonly number[]): Listed => ({
  paths: places.map((i) => paths[i]),
  labels: Uint32Array.from(places, (i) => labels[i]),
});
