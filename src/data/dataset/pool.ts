import { later, type ModuleWorker, startModuleWorker, type UserWorker } from "../../../bindings/platformWorkers.ts";
import { type ErrorCode, FoveaError } from "../../error.ts";
import { reasonOf } from "../reason.ts";
import { failure, marked } from "./errors.ts";
import type { Answer, Ask, Described } from "./protocol.ts";
import { type Late, type Maybe, type Reading, skipped } from "./source.ts";

/** What workers of a pool run. */
export interface PoolOptions {
  readonly make: (() => UserWorker) | null;
  readonly address: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly workers: number;
}

/** Milliseconds without a question after which workers end. */
const IDLE = 10_000;

type Reply = Extract<Answer, { id: number }>;

interface Question {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** Workers that compute elements, started when they are first asked, ended when nobody has asked for a while. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #workers: (DataWorker | null)[];
  #streams = 0;
  /** Streams that are being read: their workers are in the middle of something, even when nothing is asked. */
  readonly #open = new Set<number>();
  #forgetIdle: (() => void) | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#workers = new Array(options.workers).fill(null);
  }

  /** Starts all workers, and says what their data set is. */
  async start(): Promise<Described> {
    const started = this.#workers.map((_, i) => this.#worker(i).ready);
    try {
      return (await Promise.all(started))[0];
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Element `index`, of the worker that has least to do. */
  async get<T>(index: number, { epoch, signal }: Reading): Promise<Maybe<T>> {
    const loads = this.#workers.map((worker) => worker?.pending ?? 0);
    const worker = this.#worker(loads.indexOf(Math.min(...loads)));
    return elementOf<T>(await worker.ask((id) => ({ kind: "get", id, index, epoch }), signal));
  }

  /** Begins a reading of a stream: each worker goes through all of it, and computes every n-th element. */
  open<T>({ epoch, signal }: Reading, from: number): { pull(index: number): Promise<Late<T> | null>; close(): void } {
    const stream = this.#streams++;
    const every = this.#workers.length;
    const workers = this.#workers.map((_, i) => this.#worker(i));
    for (const [i, worker] of workers.entries()) worker.tell({ kind: "open", stream, epoch, from: from + i, every });
    this.#open.add(stream);
    return {
      pull: async (index) => {
        const worker = workers[(index - from) % every];
        const reply = await worker.ask((id) => ({ kind: "pull", id, stream, index }), signal);
        return reply.kind === "end" ? null : () => elementOf<T>(reply);
      },
      close: () => {
        this.#open.delete(stream);
        for (const worker of workers) worker.tell({ kind: "close", stream });
        this.#atRest();
      },
    };
  }

  dispose(): void {
    this.#forgetIdle?.();
    this.#workers.forEach((worker, i) => {
      this.#workers[i] = null;
      worker?.end("it was disposed of");
    });
  }

  #worker(i: number): DataWorker {
    const known = this.#workers[i];
    if (known && !known.over) return known;
    const worker = new DataWorker(this.#options, i, () => this.#atRest());
    this.#workers[i] = worker;
    return worker;
  }

  #atRest(): void {
    this.#forgetIdle?.();
    this.#forgetIdle = later(IDLE, () => {
      if (!this.#open.size && this.#workers.every((worker) => !worker?.pending)) this.dispose();
    });
  }
}

function elementOf<T>(reply: Reply): Maybe<T> {
  if (reply.kind === "error")
    throw marked(new FoveaError((reply.code as ErrorCode | undefined) ?? "data", reply.message));
  return reply.kind === "value" ? (reply.value as T) : skipped;
}

/** What a runtime says, without the text of our own worker, which it gives as the address that imports, and without a full stop. */
const told = (reason: string): string => reason.replace(/\s*imported from \S*data:\S*/, "").replace(/\.$/, "");

/** One worker, and what it has been asked. */
class DataWorker {
  readonly ready: Promise<Described>;
  #failure: FoveaError | null = null;
  readonly #worker: ModuleWorker | null = null;
  readonly #questions = new Map<number, Question>();
  readonly #name: string;
  readonly #atRest: () => void;
  #asked = 0;
  #starting: { resolve: (described: Described) => void; reject: (error: Error) => void } | null = null;

  constructor({ make, address, name, args }: PoolOptions, number: number, atRest: () => void) {
    this.#name = `inWorkers, worker ${number} of ${address}`;
    this.#atRest = atRest;
    this.ready = new Promise((resolve, reject) => {
      this.#starting = { resolve, reject };
    });
    this.ready.catch(() => {}); // whoever asks hears of it
    try {
      this.#worker = startModuleWorker(
        make,
        (message) => {
          const answer = message as Answer;
          if (answer.kind === "loaded") this.#begin({ module: address, name, args });
          else this.#take(answer);
        },
        (reason) => this.end(`the worker broke down: ${reason}`),
      );
    } catch (error) {
      this.end(`no worker could be started: ${reasonOf(error)}`, "runtime", error);
    }
  }

  get over(): boolean {
    return this.#failure !== null;
  }

  get pending(): number {
    return this.#questions.size;
  }

  /** Asks, once the worker is ready; `signal` takes the question back. */
  async ask(question: (id: number) => Ask, signal: AbortSignal): Promise<Reply> {
    if (this.#failure) throw this.#failure;
    const id = this.#asked++;
    const reply = new Promise<Reply>((resolve, reject) => this.#questions.set(id, { resolve, reject }));
    reply.catch(() => {});
    this.#worker?.hold(true);
    const cancel = (): void => {
      this.#settled(id)?.reject(signal.reason);
      this.tell({ kind: "cancel", id });
    };
    try {
      await this.ready;
      if (signal.aborted) cancel();
      else {
        signal.addEventListener("abort", cancel, { once: true });
        this.tell(question(id));
      }
      return await reply;
    } finally {
      signal.removeEventListener("abort", cancel);
      this.#settled(id);
    }
  }

  /** Says something that needs no answer. */
  tell(message: Ask): void {
    this.ready.then(
      () => this.over || this.#worker?.post(message),
      () => {},
    );
  }

  /** Ends the worker; all that it was asked fails with `reason`. */
  end(reason: string, code: ErrorCode = "runtime", cause?: unknown): void {
    if (this.over) return;
    const error = marked(failure(code, `${this.#name}: ${told(reason)}.`, cause));
    this.#failure = error;
    this.#worker?.terminate();
    this.#starting?.reject(error);
    for (const { reject } of this.#questions.values()) reject(error);
    this.#questions.clear();
  }

  #begin(start: { module: string; name: string; args: readonly unknown[] }): void {
    try {
      this.#worker?.post(start);
    } catch (error) {
      this.end(`args cannot be sent: ${reasonOf(error)}`, "option", error);
    }
  }

  #take(answer: Exclude<Answer, { kind: "loaded" }>): void {
    if (answer.kind === "ready") {
      this.#starting?.resolve(answer);
      if (!this.pending) this.#rest();
    } else if (answer.kind === "failed") this.end(answer.message, "data");
    else this.#settled(answer.id)?.resolve(answer);
  }

  /** Takes a question from the list; a worker that is asked nothing any more keeps no process alive. */
  #settled(id: number): Question | undefined {
    const question = this.#questions.get(id);
    if (this.#questions.delete(id) && !this.pending) this.#rest();
    return question;
  }

  #rest(): void {
    if (this.over) return;
    this.#worker?.hold(false);
    this.#atRest();
  }
}
