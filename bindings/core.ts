import { Heap } from "./heap.ts";
import { breathe, canBlock, startThread, type Thread } from "./platform.ts";
import { patience, planThreads, type ThreadPlan } from "./threadPlan.ts";
import { workerSource } from "./worker.text.ts";

/** What the core exports besides its kernels (assembly/tape.ts). */
interface Exports {
  run(control: number): void;
  begin(control: number): void;
  abandon(control: number): void;
  heapBase(): number;
}

/** The core cannot go on: it was disposed of, a thread broke, or memory ran out. */
export class CoreError extends Error {
  readonly kind: "runtime" | "memory";

  constructor(kind: "runtime" | "memory", message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface CoreOptions {
  module: WebAssembly.Module;
  /** Threads wanted; undefined: one for each core. */
  threads: number | undefined;
  /** Bytes that memory may grow to. */
  memoryLimit: number;
}

const PAGE = 65536;
/** Of the control block, and what each thread adds to it (assembly/tape.ts). */
const CONTROL_BYTES = 512;
const THREAD_BYTES = 64;
/** Words of the control block (assembly/tape.ts), in bytes from its start. */
const control = {
  tape: 0,
  end: 4,
  threads: 8,
  spin: 12,
  halt: 16,
  idle: 24,
  scratch: 28,
  scratchBytes: 32,
  leave: 36,
  start: 64,
  finished: 320,
  failed: 448,
};
/** Where the extension keeps its constants (asconfig.json), between the core's own and the heap. */
const EXTENSION_BASE = 32768;
const HEAP_BASE = 65536;
/** Bytes behind the last block that a kernel may read, never write, when it loads whole registers. */
const MARGIN = 4096;
/** How long, in milliseconds, a thread that may not block computes before it lets its event loop turn. */
const TURN = 8;

/**
 * The WebAssembly core: its memory, its threads, and the one call that runs a tape.
 * Where the calling thread may sleep it takes part in the work and `run` returns when all is done;
 * on a page's main thread `run` returns a promise and the threads work alone; without threads it computes in short turns.
 */
export class Core {
  readonly threads: number;
  /** Why there are as many threads as there are. */
  readonly reason: string;
  readonly heap: Heap;
  readonly memoryLimit: number;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #table: WebAssembly.Table;
  /** The place of each kernel in the function table, by name. */
  readonly #kernels = new Map<string, number>();
  readonly #workers: Thread[] = [];
  readonly #control: number;
  readonly #blocking: boolean;
  #failure: string | null = null;
  #disposed = false;
  #data: DataView;
  #bytes: Uint8Array<SharedArrayBuffer>;

  static async create(options: CoreOptions): Promise<Core> {
    const memory = createMemory(options.memoryLimit);
    const table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
    const { exports } = await WebAssembly.instantiate(options.module, { env: { memory, table } });
    const planned = planThreads(options.threads);
    const core = new Core(memory, table, exports as unknown as Exports, options, planned);
    try {
      await core.#start(options.module, planned.workers);
    } catch (error) {
      core.dispose();
      const plan = { threads: 1, workers: 0, reason: `1: no thread could be started (${(error as Error).message})` };
      return new Core(memory, table, exports as unknown as Exports, options, plan);
    }
    return core;
  }

  private constructor(
    memory: WebAssembly.Memory,
    table: WebAssembly.Table,
    exports: Exports,
    options: CoreOptions,
    plan: ThreadPlan,
  ) {
    if (typeof exports.heapBase !== "function") throw new Error("this .wasm file belongs to another version of fovea");
    if (exports.heapBase() > EXTENSION_BASE) throw new Error("the core's constants reach into the extension's");
    this.#memory = memory;
    this.#table = table;
    this.#exports = exports;
    this.#addKernels(exports);
    this.#blocking = canBlock();
    this.threads = plan.threads;
    this.reason = plan.reason;
    this.memoryLimit = options.memoryLimit;
    this.heap = new Heap(HEAP_BASE);
    const controlBytes = CONTROL_BYTES + plan.threads * THREAD_BYTES;
    this.#control = this.heap.allocate(controlBytes);
    this.#data = new DataView(memory.buffer);
    this.#bytes = new Uint8Array(shared(memory));
    this.#bytes.fill(0, this.#control, this.#control + controlBytes);
    this.#word(control.threads, plan.threads);
    const { barrier, idle } = patience(plan.threads, this.#blocking);
    this.#word(control.spin, barrier);
    this.#word(control.idle, idle);
  }

  /** Memory as bytes, as it is now: growing makes old views stale. */
  get bytes(): Uint8Array<SharedArrayBuffer> {
    return this.#bytes;
  }

  get data(): DataView {
    return this.#data;
  }

  floats(address: number, count: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#bytes.buffer, address, count);
  }

  integers(address: number, count: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.#bytes.buffer, address, count);
  }

  /** True when `bytes` more fit under the memory limit, once the block at `freed` is given back. */
  fits(bytes: number, freed?: number): boolean {
    return this.heap.topAfter(bytes, freed) + MARGIN <= this.memoryLimit;
  }

  /** Address of a block of `bytes`, zeroed. The caller has asked {@link fits} and speaks of its own needs if not. */
  allocate(bytes: number): number {
    this.check();
    const address = this.heap.allocate(bytes);
    const missing = this.heap.top + MARGIN - this.#memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.#memory.grow(Math.ceil(missing / PAGE));
      } catch {
        this.heap.free(address);
        throw new CoreError(
          "memory",
          `this runtime gives no more than ${this.#memory.buffer.byteLength} bytes of memory`,
        );
      }
      this.#data = new DataView(this.#memory.buffer);
      this.#bytes = new Uint8Array(shared(this.#memory));
    }
    this.#bytes.fill(0, address, address + bytes);
    return address;
  }

  free(address: number): void {
    if (!this.#disposed) this.heap.free(address);
  }

  /** Address of the word that a kernel sets to stop a tape before its next stage. */
  get haltAddress(): number {
    return this.#control + control.halt;
  }

  /** True when the last run was stopped that way. */
  get halted(): boolean {
    return this.#data.getInt32(this.haltAddress, true) !== 0;
  }

  /** Gives each thread `bytes` to work in from now on, one thread's behind the other's from `address` on. */
  setScratch(address: number, bytes: number): void {
    this.#word(control.scratch, address);
    this.#word(control.scratchBytes, bytes);
  }

  /** Runs tape entries from `tape` to before `end`. A promise where this thread may not block. */
  run(tape: number, end: number, entryBytes: number): void | Promise<void> {
    if (!this.#begin(tape, end)) return;
    if (this.#blocking) return this.#enter();
    return this.#workers.length ? this.#runThere() : this.#runInTurns(tape, end, entryBytes);
  }

  /** The same on this thread alone and without awaiting, for tapes that are done in some 50 microseconds. */
  runAlone(tape: number, end: number): void {
    if (!this.#begin(tape, end)) return;
    this.#word(control.threads, 1);
    try {
      this.#enter();
    } finally {
      this.#word(control.threads, this.threads);
    }
  }

  /**
   * Runs one kernel on this thread, at once, over items 0 to before `items`, with its arguments at address `args`: for work beside the
   * tapes, such as changing pictures. It may be called while a tape runs, in other threads or in turns, so the kernel must be one
   * that neither takes scratch memory nor halts.
   */
  call(kernel: { readonly name: string }, args: number, items: number): void {
    this.check();
    try {
      (this.#table.get(this.placeOf(kernel)) as (args: number, begin: number, end: number) => void)(args, 0, items);
    } catch (error) {
      this.#failure = String(error);
      this.check();
    }
  }

  /** Where `kernel` stands in the function table; its module has to be there. */
  placeOf({ name }: { readonly name: string }): number {
    const place = this.#kernels.get(name);
    if (place === undefined)
      throw new CoreError("runtime", `no .wasm file has the kernel ${name}: one belongs to another version of fovea`);
    return place;
  }

  /** Writes what to run; false if that is nothing. */
  #begin(tape: number, end: number): boolean {
    this.check();
    this.#word(control.halt, 0);
    this.#word(control.tape, tape);
    this.#word(control.end, end);
    return end > tape;
  }

  dispose(): void {
    this.#disposed = true;
    for (const worker of this.#workers) worker.terminate();
  }

  /** Throws when the core is gone or one of its threads broke. */
  check(): void {
    if (this.#disposed) throw new CoreError("runtime", "this engine was disposed of");
    if (this.#data.getInt32(this.#control + control.failed, true)) this.#failure ??= "a kernel trapped";
    if (this.#failure) throw new CoreError("runtime", `a thread of the core broke: ${this.#failure}`);
  }

  #enter(): void {
    try {
      this.#exports.run(this.#control);
    } catch (error) {
      this.#exports.abandon(this.#control); // or the workers wait for this thread for ever
      this.#failure = String(error);
    }
    this.check();
  }

  async #runThere(): Promise<void> {
    const words = new Int32Array(shared(this.#memory));
    const at = (this.#control + control.finished) >> 2;
    const before = Atomics.load(words, at);
    this.#exports.begin(this.#control);
    while (Atomics.load(words, at) === before && !this.#failure && !this.#disposed) {
      const waiting = Atomics.waitAsync?.(words, at, before, 1000);
      await (waiting ? waiting.value : breathe());
    }
    this.check();
  }

  async #runInTurns(tape: number, end: number, entryBytes: number): Promise<void> {
    let turn = performance.now();
    for (let at = tape; at < end && !this.halted; at += entryBytes) {
      this.#word(control.tape, at);
      this.#word(control.end, at + entryBytes);
      this.#enter();
      if (performance.now() - turn < TURN) continue;
      await breathe();
      this.check();
      turn = performance.now();
    }
  }

  #word(offset: number, value: number): void {
    this.#data.setInt32(this.#control + offset, value, true);
  }

  // Starting threads: each says "loaded", gets the job, says "ready".
  #messages = 0;
  #onMessage: () => void = () => {};

  #heard(): void {
    this.#messages++;
    this.#onMessage();
  }

  #fail(reason: string): void {
    this.#failure = reason;
    this.#onMessage();
  }

  async #start(module: WebAssembly.Module, workers: number): Promise<void> {
    for (let i = 0; i < workers; i++)
      this.#workers.push(
        startThread(
          workerSource,
          () => this.#heard(),
          (reason) => this.#fail(reason),
        ),
      );
    await this.#until(workers);
    const job = { module, memory: this.#memory, kernels: [...this.#kernels.keys()], seen: 0 };
    const first = this.threads - workers; // thread 0 is the caller's, where it takes part
    for (const [i, worker] of this.#workers.entries())
      worker.post({ ...job, place: [this.#control, workers, first + i] });
    await this.#until(2 * workers);
    for (const worker of this.#workers) worker.hold(false);
  }

  /** Adds the extension's kernels, between two runs. Threads come out of the core to take them, and go in again. */
  async extend(module: WebAssembly.Module): Promise<void> {
    this.check();
    const env = { memory: this.#memory, table: this.#table };
    const { exports } = await WebAssembly.instantiate(module, { env, core: this.#exports as never });
    if ("run" in exports) throw new Error("this .wasm file is the core, not its extension");
    const kernels = this.#addKernels(exports);
    if (!this.#workers.length) return;
    this.#word(control.leave, 1);
    this.#exports.begin(this.#control);
    const seen = this.#data.getInt32(this.#control + control.start, true);
    for (const worker of this.#workers) {
      worker.hold(true); // nothing else may, and what waits for this would never hear of it
      worker.post({ module, kernels, seen });
    }
    await this.#until(this.#messages + this.#workers.length).finally(() => {
      for (const worker of this.#workers) worker.hold(false);
    });
    this.#word(control.leave, 0);
  }

  /** Puts a module's functions behind those that the function table has; returns their names, in order. */
  #addKernels(exports: object): string[] {
    const functions = Object.entries(exports).filter(([, value]) => typeof value === "function");
    const from = this.#table.grow(functions.length);
    functions.forEach(([name, kernel], i) => {
      this.#table.set(from + i, kernel);
      this.#kernels.set(name, from + i);
    });
    return functions.map(([name]) => name);
  }

  async #until(messages: number): Promise<void> {
    while (this.#messages < messages && !this.#failure)
      await new Promise<void>((resolve) => (this.#onMessage = resolve));
    if (this.#failure) throw new Error(this.#failure);
  }
}

/** The types say ArrayBuffer; a memory made with shared: true has a SharedArrayBuffer. */
const shared = (memory: WebAssembly.Memory): SharedArrayBuffer => memory.buffer as unknown as SharedArrayBuffer;

/** Some engines refuse to reserve the whole 4 GiB; whatever they give is a limit of its own. */
function createMemory(limit: number): WebAssembly.Memory {
  for (let maximum = Math.min(65536, Math.ceil(limit / PAGE)); ; maximum >>= 1) {
    try {
      return new WebAssembly.Memory({ initial: 16, maximum, shared: true });
    } catch (error) {
      if (maximum < 512) throw error;
    }
  }
}
