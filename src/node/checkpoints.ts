/** Checkpoints of a training in a folder: the last ones and the best one, each whole or not there at all. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkOptions, FoveaError, fail, show } from "../error.ts";
import type { FitEvent, LoadOptions, Model } from "../index.ts";
import { numberOf, type Outcome } from "../schedules/outcome.ts";
import { failFile, isUnfinished, readBytes, writeFileAtomic } from "./files.ts";
import { loadBytes } from "./models.ts";

/** Options of {@link checkpoints}. */
export interface CheckpointOptions {
  /**
   * When one is due: every so many steps, epochs (behind the validation, where there is one) or seconds; of several, whichever comes
   * first. Default `{ epochs: 1 }`.
   */
  every?: Pace;
  /** How many of the last are kept. Default 3. */
  keep?: number;
  /**
   * Also keep the best: by `"loss"` (the default), `"accuracy"` or a metric of `fit({ metrics })`, of the validation or, without one,
   * of the epoch; `mode` is `"min"` for what is called a loss or an error, else `"max"`. Default: no best.
   */
  best?: { metric?: string; mode?: "min" | "max" };
}

interface Pace {
  steps?: number;
  epochs?: number;
  seconds?: number;
}

/** A checkpoint to go on from; see {@link latestCheckpoint}. */
export interface LatestCheckpoint {
  /** With its training: `fit({ resume: true })` goes on to the same bits. */
  readonly net: Model;
  readonly path: string;
  readonly step: number;
  /** What is wrong with newer ones, a message each, which names the file. */
  readonly damaged: readonly string[];
}

const BEST = "best.safetensors";
const BEST_VALUE = "best.json";
/** Number in order of writing, step, and the beginning of the SHA-256 of its bytes, so that damage shows. */
const NAME = /^checkpoint-(\d{6,})-step-(\d+)-([0-9a-f]{16})\.safetensors$/;

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/**
 * Keeps checkpoints of a training in `folder`, which is made if need be: `checkpoint-000012-step-3400-HASH.safetensors`, the last `keep`
 * of them, and with `best` `best.safetensors`, all with the training's state. Call `after` with every event. Each is written wholly or
 * not at all, and older ones go only when it stands; what a killed process left unfinished is swept. At the event "stop" one is
 * written too.
 *
 * @throws FoveaError for unknown options; `after` "file" when a file cannot be written, while the ones before stay.
 * @example
 * const saved = checkpoints("runs/a", { every: { epochs: 1 }, keep: 3, best: { metric: "accuracy" } });
 * const found = await latestCheckpoint("runs/a", { engine: core });
 * const net = found?.net ?? (await model(lenet5(), { engine: core }));
 * for await (const event of net.fit(train, { resume: found !== null, validation, epochs: 10, optimizer: adam(), loss }))
 *   await saved.after(event, net);
 */
export function checkpoints(folder: string, options: CheckpointOptions = {}): Checkpoints {
  const where = "checkpoints";
  if (typeof folder !== "string" || folder === "")
    fail("option", { where: `${where}, folder`, got: show(folder), expected: "the path of a folder" });
  checkOptions(where, options, ["every", "keep", "best"]);
  const { every = { epochs: 1 }, keep = 3, best } = options;
  checkOptions(`${where}.every`, every, ["steps", "epochs", "seconds"]);
  const paces = Object.entries(every);
  const bad = paces.find(([unit, count]) => !(count > 0) || !(unit === "seconds" || Number.isSafeInteger(count)));
  if (bad || !paces.length)
    fail("option", {
      where: `${where}.every`,
      got: bad ? bad.reverse().join(" ") : "{}",
      expected: "steps or epochs (whole numbers, 1 or more) or seconds (above 0)",
    });
  if (!Number.isSafeInteger(keep) || keep < 1)
    fail("option", { where: `${where}.keep`, got: show(keep), expected: "a positive whole number" });
  return new Checkpoints(folder, every, keep, best && checkBest(best));
}

type Best = Required<NonNullable<CheckpointOptions["best"]>>;

function checkBest(best: NonNullable<CheckpointOptions["best"]>): Best {
  checkOptions("checkpoints.best", best, ["metric", "mode"]);
  const { metric = "loss" } = best;
  if (typeof metric !== "string")
    fail("option", { where: "checkpoints.best.metric", got: show(metric), expected: "the name of a number" });
  const { mode = /loss|error/i.test(metric) ? "min" : "max" } = best;
  if (mode !== "min" && mode !== "max")
    fail("option", { where: "checkpoints.best.mode", got: show(mode), expected: '"min" or "max"' });
  return { metric, mode };
}

/** What is remembered of the best checkpoint. */
interface BestValue extends Best {
  readonly value: number;
  readonly epoch: number;
  readonly step: number;
}

/** The checkpoints of one training; see {@link checkpoints}. */
export class Checkpoints {
  readonly #folder: string;
  readonly #every: Pace;
  readonly #keep: number;
  readonly #by: Best | undefined;
  #best: BestValue | null = null;
  /** Number of the next one; 0 before the folder has been looked at. */
  #next = 0;
  #since: number = performance.now();

  /** @internal */
  constructor(folder: string, every: Pace, keep: number, by: Best | undefined) {
    this.#folder = folder;
    this.#every = every;
    this.#keep = keep;
    this.#by = by;
  }

  /** Writes what is due after `event`, which `net.fit` has just told. Returns the paths of the files it wrote. */
  async after(event: FitEvent, net: Model): Promise<string[]> {
    if (!this.#next) await this.#begin(event.step);
    const best = this.#bestOf(event, net);
    const due = this.isDue(event, net);
    if (!best && !due) return [];
    const bytes = net.save({ training: true });
    return [
      ...(best ? await this.#writeBest(best, bytes) : []),
      ...(due ? [await this.#write(event.step, bytes)] : []),
    ];
  }

  /** Writes one now, due or not, as for a user who stops the training. Returns its path. */
  async now(net: Model): Promise<string> {
    const step = net.position?.step ?? 0;
    if (!this.#next) await this.#begin(step + 1);
    return await this.#write(step, net.save({ training: true }));
  }

  /** Looks at what is in the folder, and sweeps it. */
  async #begin(step: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).catch((error) => failFile("make the folder", this.#folder, error));
    const names = await readdir(this.#folder).catch((error) => failFile("read", this.#folder, error));
    for (const name of names) if (isUnfinished(name)) await rm(join(this.#folder, name), { force: true });
    this.#next = 1 + Math.max(0, ...numbered(names).map(({ number }) => number));
    if (!this.#by || !names.includes(BEST_VALUE)) return;
    const found = parseBest(await readBytes(join(this.#folder, BEST_VALUE)));
    // One of a later step is of another training, or of this one before it was set back: it will come again.
    if (found && found.step < step && found.metric === this.#by.metric && found.mode === this.#by.mode)
      this.#best = found;
  }

  /** Whether `after(event, net)` writes a checkpoint, beside the best one. */
  isDue({ kind, epoch, step }: FitEvent, net: Model): boolean {
    const { steps, epochs, seconds } = this.#every;
    if (kind === "stop") return true;
    if (seconds && performance.now() - this.#since >= seconds * 1000) return true;
    if (steps && kind === "step" && step % steps === 0) return true;
    return !!epochs && isOutcome(kind, net) && epoch % epochs === 0;
  }

  /** The event's value, where it is the best so far. */
  #bestOf(event: FitEvent, net: Model): BestValue | null {
    if (!this.#by || !isOutcome(event.kind, net)) return null;
    const { metric, mode } = this.#by;
    const value = numberOf("checkpoints.best.metric", metric, event as Outcome);
    const before = this.#best?.value ?? Number.NaN;
    const better = mode === "min" ? value < before : value > before;
    if (Number.isNaN(value) || !(better || Number.isNaN(before))) return null;
    return { metric, mode, value, epoch: event.epoch, step: event.step };
  }

  async #writeBest(best: BestValue, bytes: Uint8Array): Promise<string[]> {
    const path = join(this.#folder, BEST);
    await writeFileAtomic(path, bytes);
    const text = `${JSON.stringify(best, null, 2)}\n`;
    await writeFileAtomic(join(this.#folder, BEST_VALUE), new TextEncoder().encode(text));
    this.#best = best;
    return [path];
  }

  async #write(step: number, bytes: Uint8Array): Promise<string> {
    const number = String(this.#next).padStart(6, "0");
    const path = join(this.#folder, `checkpoint-${number}-step-${step}-${hashOf(bytes)}.safetensors`);
    await writeFileAtomic(path, bytes);
    this.#next++;
    this.#since = performance.now();
    const names = await readdir(this.#folder).catch((error) => failFile("read", this.#folder, error));
    for (const { name } of numbered(names).slice(this.#keep)) await rm(join(this.#folder, name), { force: true });
    return path;
  }
}

/** Whether an event is an epoch's last word: its validation, or itself where none follows. */
const isOutcome = (kind: FitEvent["kind"], { position }: Model): boolean =>
  kind === "validation" || (kind === "epoch" && !position?.due);

function parseBest(bytes: Uint8Array): BestValue | null {
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes)) as BestValue;
    return Number.isFinite(found.value) && Number.isSafeInteger(found.step) ? found : null;
  } catch {
    return null; // as if there had been none: the next value is the best
  }
}

interface Numbered {
  readonly name: string;
  readonly number: number;
  readonly step: number;
  readonly hash: string;
}

/** The checkpoints among `names`, the newest first. */
function numbered(names: readonly string[]): Numbered[] {
  return names
    .flatMap((name): Numbered[] => {
      const [, number, step, hash] = NAME.exec(name) ?? [];
      return hash ? [{ name, number: Number(number), step: Number(step), hash }] : [];
    })
    .sort((a, b) => b.number - a.number);
}

/**
 * The newest checkpoint in `folder` that is whole: its bytes are those that {@link checkpoints} wrote. Null where there is none, nor a
 * folder. Newer ones that are damaged or cannot be read are told in `damaged`.
 *
 * @throws FoveaError "file" when there are checkpoints and none is whole, "format" when one cannot be loaded, as for want of `ops`.
 * @example
 * const found = await latestCheckpoint("runs/a", { engine: core });
 * if (found) for (const message of found.damaged) console.warn(message);
 */
export async function latestCheckpoint(folder: string, options: LoadOptions): Promise<LatestCheckpoint | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" ? [] : failFile("read", folder, error),
  );
  const damaged: string[] = [];
  for (const { name, step, hash } of numbered(names)) {
    const path = join(folder, name);
    const bytes = await readBytes(path).catch((error: Error) => void damaged.push(error.message));
    if (!bytes) continue;
    if (hashOf(bytes) === hash) return { net: await loadBytes(path, bytes, options), path, step, damaged };
    damaged.push(`${path} is damaged: its ${bytes.length} bytes are not those that were written.`);
  }
  if (damaged.length)
    throw new FoveaError("file", `no checkpoint in ${folder} is whole. ${damaged.join(" ")} Hint: begin anew.`);
  return null;
}
