import type { UserWorker } from "../../../bindings/platformWorkers.ts";
import { importModule } from "../../../bindings/platformWorkers.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { Dataset } from "../dataset.ts";
import { reasonOf } from "../reason.ts";
import { failure } from "./errors.ts";
import { Pool } from "./pool.ts";
import { indexed, type Late, type Source, streamed } from "./source.ts";

/** How {@link inWorkers} runs a data set. */
export interface WorkerOptions {
  /** Name of the function that makes the data set. Default "default". */
  export?: string;
  /** What the function is called with; it is copied to every worker. Default nothing. */
  args?: readonly unknown[];
  /** How many workers; 0 runs the data set in this thread. Default 1. */
  workers?: number;
  /** Elements that are asked for before they are needed. Default twice the number of workers. */
  ahead?: number;
}

/** A data set that workers compute. */
export class WorkerDataset<T> extends Dataset<T> {
  readonly #pool: Pool | null;

  /** @internal */
  constructor(source: Source<T>, about: ConstructorParameters<typeof Dataset<T>>[1], pool: Pool | null) {
    super(source, about);
    this.#pool = pool;
  }

  /** Ends the workers at once; reading again starts new ones. Without it they end some seconds after the last reading. */
  dispose(): void {
    this.#pool?.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * A data set that is computed in workers, while this thread trains: decoding and augmenting cost it nothing. Each worker loads the module,
 * calls its function, which makes the same {@link Dataset} in each, and computes the elements that it is asked for. They come in their
 * order, the same ones for any number of workers, as long as they depend on epoch and index alone.
 *
 * Batch in the worker where you can: `shuffle`, `map`, `batch` there, and each batch comes as one message, its memory handed over instead
 * of copied. Elements of a stream are all gone through by every worker, which computes every n-th of them.
 *
 * Bundlers do not see a module that is named by its address alone; give them a function that makes the worker, of a file that calls
 * {@link serve}. A worker that nobody asks for some seconds ends, and none keeps a process alive that has nothing else to do.
 *
 * @param module the module's absolute address, or `() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" })`.
 * @throws FoveaError "data" for a module that cannot be loaded, has no such function, or whose function fails or makes no data set; when
 *   read, what the worker's data set throws, and "runtime" where a worker breaks down.
 * @example
 * // data.js: export const train = (count) => fromSamples(digits({ count }), { shape: [28, 28, 1] }).shuffle({ seed: 1 }).batch(64);
 * const train = await inWorkers(new URL("./data.js", import.meta.url), { export: "train", args: [1000], workers: 2 });
 */
export async function inWorkers<T>(
  module: URL | string | (() => UserWorker),
  options: WorkerOptions = {},
): Promise<WorkerDataset<T>> {
  checkOptions("inWorkers", options, ["export", "args", "workers", "ahead"]);
  const { export: name = "default", args = [], workers = 1 } = options;
  if (typeof name !== "string")
    fail("option", { where: "inWorkers.export", got: show(name), expected: "the name of a function" });
  if (!Array.isArray(args)) fail("option", { where: "inWorkers.args", got: show(args), expected: "an array" });
  const { ahead = 2 * workers } = options;
  for (const [option, value] of Object.entries({ workers, ahead }))
    if (!Number.isInteger(value) || value < 0)
      fail("option", { where: `inWorkers.${option}`, got: show(value), expected: "a whole number, not negative" });
  const make = typeof module === "function" ? module : null;
  const address = make ? "worker" : addressOf(module as URL | string);
  if (workers === 0) return here<T>(make ? null : address, name, args, ahead);
  const pool = new Pool({ make, address, name, args, workers });
  const { size, indexed: byPlace, fixed, ...about } = await pool.start();
  const traits = { fixed, fresh: true, ahead };
  const source = byPlace
    ? indexed<T>(size as number, (index, reading) => pool.get<T>(index, reading), traits)
    : streamed<T>(size, (reading, from) => stream<T>(pool, reading, from, Math.max(ahead, workers)), traits);
  return new WorkerDataset(source, about, pool);
}

/** The same data set in this thread. */
async function here<T>(
  address: string | null,
  name: string,
  args: readonly unknown[],
  ahead: number,
): Promise<WorkerDataset<T>> {
  if (address === null)
    fail("option", {
      where: "inWorkers.workers",
      got: "0 workers of a function that makes workers",
      expected: "at least 1, or the address of a module",
      hint: "make the data set here and leave out inWorkers",
    });
  try {
    const make = (await importModule(address))[name];
    if (typeof make !== "function") throw new TypeError(`it exports no function ${show(name)}`);
    const data = await make(...args);
    if (!(data?.source && typeof data.serve === "function"))
      throw new TypeError(`its function ${show(name)} gave no data set`);
    const { source, classes, labels, batched } = data as Dataset<T>;
    return new WorkerDataset({ ...source, ahead }, { classes, labels, batched }, null);
  } catch (error) {
    throw failure("data", `inWorkers, module ${address}: ${reasonOf(error)}`, error);
  }
}

/** The elements of a stream from the workers, `ahead` of them asked for at a time. */
async function* stream<T>(
  pool: Pool,
  reading: Parameters<Source<T>["open"]>[0],
  from: number,
  ahead: number,
): AsyncGenerator<Late<T>, void, undefined> {
  const opened = pool.open<T>(reading, from);
  const asked: ReturnType<typeof opened.pull>[] = [];
  try {
    for (let index = from; ; index++) {
      while (asked.length < ahead) {
        const pulled = opened.pull(index + asked.length);
        pulled.catch(() => {}); // whoever comes to it hears of it
        asked.push(pulled);
      }
      const late = await asked.shift();
      if (!late) return;
      yield late;
    }
  } finally {
    opened.close();
  }
}

function addressOf(module: URL | string): string {
  try {
    return new URL(module).href;
  } catch {
    return fail("option", {
      where: "inWorkers",
      got: show(module),
      expected: "the absolute address of a module, or a function that makes a worker",
      hint: 'new URL("./data.js", import.meta.url) is one',
    });
  }
}
