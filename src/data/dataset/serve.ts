/** The worker's side of `inWorkers`: it computes the elements that it is asked for. */
import { type Port, parentPort, widelyHeard } from "../../../bindings/platformWorkers.ts";
import { FoveaError, fail, show } from "../../error.ts";
import type { Dataset } from "../dataset.ts";
import { reasonOf } from "../reason.ts";
import { called } from "./errors.ts";
import type { Answer, Ask } from "./protocol.ts";
import { isIndexed, type Late, type Source, skipped } from "./source.ts";
import { toTransfer } from "./transfer.ts";

/**
 * Makes a file the worker of a data set: what bundlers need, which make a worker of the file in `new Worker(new URL(...))`. The other
 * side is `inWorkers(() => new Worker(...))`; what it gives as `args`, `make` is called with.
 *
 * @throws FoveaError "runtime" in a thread that is no worker.
 * @example
 * // worker.js, for inWorkers(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }), { args: [1000] })
 * serve((count) => fromSamples(digits({ count }), { shape: [28, 28, 1] }).shuffle({ seed: 1 }).batch(64));
 */
export function serve(make: (...args: never[]) => Dataset<unknown> | Promise<Dataset<unknown>>): void {
  const port = parentPort();
  if (!port) fail("runtime", { where: "serve", got: "a thread that is no worker", expected: "a worker" });
  let started = false;
  let take: ((message: unknown) => void) | null = null;
  const waiting: unknown[] = [];
  port.listen((message) => {
    if (started) return take ? take(message) : void waiting.push(message);
    started = true;
    void begin(message as { args: never[] });
  });
  port.post({ kind: "loaded" });

  async function begin({ args }: { args: never[] }): Promise<void> {
    try {
      const data = await make(...args);
      if (typeof data?.serve !== "function")
        fail("option", { where: "serve", got: show(data), expected: "a data set" });
      data.serve({
        post: (port as Port).post,
        listen: (onMessage) => {
          take = onMessage;
          for (const message of waiting.splice(0)) onMessage(message);
        },
      });
    } catch (error) {
      (port as Port).post({ kind: "failed", ...described(error) } satisfies Answer);
    }
  }
}

/** Answers what is asked through `port` with the elements of `data`. */
export function serveData(data: Dataset<unknown>, port: Port): void {
  const { source } = data;
  const asked = new Map<number, AbortController>();
  const streams = new Map<number, Stream>();
  const post = (id: number, index: number, value: unknown): void => {
    const { message, transfer } = toTransfer(value, source.fresh);
    try {
      port.post({ kind: "value", id, value: message } satisfies Answer, transfer);
    } catch (error) {
      fail("data", {
        where: called(value, index),
        got: `a value that no worker can send (${reasonOf(error)})`,
        expected: "plain objects, arrays, typed arrays, numbers and strings",
        hint: "map it to such in the worker",
      });
    }
  };
  const answer = async ({ id, index }: { id: number; index: number }, compute: () => unknown): Promise<void> => {
    try {
      const value = await compute();
      if (value === ended) port.post({ kind: "end", id } satisfies Answer);
      else if (value === skipped) port.post({ kind: "skipped", id } satisfies Answer);
      else post(id, index, value);
    } catch (error) {
      port.post({ kind: "error", id, ...described(error) } satisfies Answer);
    } finally {
      asked.delete(id);
    }
  };
  port.listen((message) => {
    const ask = message as Ask;
    if (ask.kind === "get") {
      const controller = new AbortController();
      asked.set(ask.id, controller);
      const { index, epoch } = ask;
      void answer(ask, () => isIndexed(source) && source.get(index, { epoch, signal: controller.signal }));
    } else if (ask.kind === "cancel") asked.get(ask.id)?.abort();
    else if (ask.kind === "open") streams.set(ask.stream, new Stream(source, ask));
    else if (ask.kind === "pull") void answer(ask, () => streams.get(ask.stream)?.pull());
    else {
      streams.get(ask.stream)?.close();
      streams.delete(ask.stream);
    }
  });
  const { size, classes, labels, batched } = data;
  const about = { size, classes, labels: labels && Float64Array.from(labels), batched };
  port.post({ kind: "ready", ...about, indexed: isIndexed(source), fixed: source.fixed } satisfies Answer);
}

const ended = Symbol("ended");

/** Every n-th element of a stream; those between are passed over without their work. */
class Stream {
  readonly #controller: AbortController = widelyHeard();
  readonly #handles: AsyncIterator<Late<unknown>, void, undefined>;
  readonly #every: number;
  #first = true;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: Source<unknown>, { epoch, from, every }: Extract<Ask, { kind: "open" }>) {
    this.#handles = source.open({ epoch, signal: this.#controller.signal }, from);
    this.#every = every;
  }

  async pull(): Promise<unknown> {
    const next = this.#last.then(() => this.#next());
    this.#last = next.catch(() => {});
    const late = await next;
    return late ? late() : ended;
  }

  close(): void {
    this.#controller.abort();
    this.#handles.return?.().catch(() => {});
  }

  async #next(): Promise<Late<unknown> | null> {
    const pass = this.#first ? 0 : this.#every - 1;
    this.#first = false;
    for (let i = 0; i < pass; i++) if ((await this.#handles.next()).done) return null;
    const { done, value } = await this.#handles.next();
    return done ? null : value;
  }
}

/** An error as a message can carry it. */
function described(error: unknown): { message: string; code?: string } {
  const message = error instanceof Error ? error.message || error.name : show(error);
  return { message, ...(error instanceof FoveaError && { code: error.code }) };
}
