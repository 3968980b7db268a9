import { Core, CoreError } from "../bindings/core.ts";
import { hasRelaxedSimd, toModule, type WasmSource, whyUnsupported } from "../bindings/module.ts";
import { runtimeName } from "../bindings/platform.ts";
import { checkOptions, FoveaError, fail, show } from "./error.ts";
import type { Tape } from "./plan/tape.ts";
import { version } from "./version.ts";

/** Options of `engine`. */
export interface EngineOptions {
  /** Threads to compute with. Default: one for each core, where the runtime has threads; else 1. */
  threads?: number;
  /** Take the relaxed-SIMD build where the runtime has it: faster, but other bits than the strict build. Default false. */
  fast?: boolean;
  /**
   * Whether 3x3 convolutions may use Winograd's algorithm, where that is faster: about half the time, for rounding errors some
   * times as large (relative to sums of magnitudes still below 1e-5). Either way the bits are the same everywhere. Default true.
   */
  winograd?: boolean;
  /** Bytes that the core's memory may grow to. Default and most: 4 GiB less 64 KiB. */
  memoryLimit?: number;
  /** The core itself, for runtimes that compile no bytes: a WebAssembly.Module, bytes, or a Response. */
  wasm?: WasmSource;
  /** Its extension, in the same forms, or a function that gives one of them when it is first needed. */
  extension?: WasmSource | (() => WasmSource);
}

/** What an engine runs on, and why. */
export interface EngineInfo {
  /** Runtime and version, such as `node 20.20.2`. */
  readonly runtime: string;
  /** `strict` gives the same bits on every machine, `relaxed` is faster. */
  readonly build: "strict" | "relaxed";
  readonly threads: number;
  /** Whether 3x3 convolutions may use Winograd's algorithm. */
  readonly winograd: boolean;
  /** Why this build and these threads. */
  readonly reason: string;
  /** fovea's version. */
  readonly version: string;
}

type Build = EngineInfo["build"];

const MOST_MEMORY = 2 ** 32 - 65536;

/** Where an entry of the package has the two modules of a build. */
export interface Provider {
  core(build: Build): WasmSource | Promise<WasmSource>;
  extension(build: Build): WasmSource | Promise<WasmSource>;
}

/** Starts an engine on the core that `provider` has for a build. */
export async function createEngine(options: EngineOptions, provider: Provider): Promise<Engine> {
  check(options);
  const unsupported = whyUnsupported();
  if (unsupported) throw new FoveaError("runtime", `fovea cannot run here: ${unsupported}.`);
  const [build, why] = chooseBuild(options);
  const core = await loadCore(options, async () => toModule(await (options.wasm ?? provider.core(build))));
  const reason = `${why}; threads ${core.reason}`;
  const { winograd = true } = options;
  const { extension = () => provider.extension(build) } = options;
  const load = async () => toModule(await (typeof extension === "function" ? extension() : extension));
  return new Engine(core, { runtime: runtimeName(), build, threads: core.threads, winograd, reason, version }, load);
}

function check(options: EngineOptions): void {
  checkOptions("engine", options, ["threads", "fast", "winograd", "memoryLimit", "wasm", "extension"]);
  const { threads, fast, winograd, memoryLimit, extension } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256))
    fail("option", {
      where: "engine.threads",
      got: show(threads),
      expected: "a whole number from 1 to 256",
      hint: "leave it out for one thread a core",
    });
  if (fast !== undefined && typeof fast !== "boolean")
    fail("option", { where: "engine.fast", got: show(fast), expected: "true or false" });
  if (winograd !== undefined && typeof winograd !== "boolean")
    fail("option", { where: "engine.winograd", got: show(winograd), expected: "true or false" });
  if (extension !== undefined && typeof extension !== "function" && (typeof extension !== "object" || !extension))
    fail("option", {
      where: "engine.extension",
      got: show(extension),
      expected: "a module, bytes, a Response, or a function that gives one",
    });
  if (memoryLimit !== undefined && !(Number.isInteger(memoryLimit) && memoryLimit >= 2 ** 21 && memoryLimit <= 2 ** 32))
    fail("option", { where: "engine.memoryLimit", got: show(memoryLimit), expected: "bytes, from 2 MiB to 4 GiB" });
}

function chooseBuild({ fast, wasm }: EngineOptions): [Build, string] {
  const build = fast && hasRelaxedSimd() ? "relaxed" : "strict";
  if (wasm) return [build, `the core was given as wasm, taken to be ${build}`];
  if (!fast) return [build, "strict by default"];
  return [build, build === "relaxed" ? "relaxed as asked" : "strict, as this runtime has no relaxed SIMD"];
}

async function loadCore(
  { threads, memoryLimit }: EngineOptions,
  load: () => Promise<WebAssembly.Module>,
): Promise<Core> {
  try {
    return await Core.create({
      module: await load(),
      threads,
      memoryLimit: Math.min(memoryLimit ?? MOST_MEMORY, MOST_MEMORY),
    });
  } catch (error) {
    if (error instanceof FoveaError) throw error;
    throw new FoveaError(
      "runtime",
      `engine: the WebAssembly core did not load: ${(error as Error).message}. Hint: a runtime that compiles no bytes needs engine({ wasm: module }).`,
    );
  }
}

/** Errors of the core become the library's own. */
function rethrow(error: unknown): never {
  throw error instanceof CoreError ? new FoveaError(error.kind, `engine: ${error.message}.`) : error;
}

/**
 * Memory and threads that models run on. Models of one engine share its scratch memory and take turns.
 */
export class Engine {
  readonly info: EngineInfo;
  /** @internal */
  readonly core: Core;
  #scratch = { address: 0, bytes: 0 };
  #owner: Tape | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #busy = false;
  readonly #loadExtension: () => Promise<WebAssembly.Module>;
  #extended = false;

  /** @internal */
  constructor(core: Core, info: EngineInfo, loadExtension: () => Promise<WebAssembly.Module>) {
    this.core = core;
    this.info = info;
    this.#loadExtension = loadExtension;
  }

  /** Loads the extension, unless it is there; inside a turn of {@link exclusive}. @internal */
  async extend(): Promise<void> {
    if (this.#extended) return;
    try {
      await this.core.extend(await this.#loadExtension());
    } catch (error) {
      if (error instanceof FoveaError || error instanceof CoreError) throw error;
      throw new FoveaError(
        "runtime",
        `engine: the core's extension did not load: ${(error as Error).message}. Hint: engine({ extension }) takes it as a module, as bytes or as a Response.`,
      );
    }
    this.#extended = true;
  }

  /** Whether a plan that needs `lasting` memory of its own, and `scratch` that it shares, stays under the limit. @internal */
  fits(scratch: number, lasting: number): boolean {
    const { address, bytes } = this.#scratch;
    return scratch > bytes ? this.core.fits(lasting + scratch, address) : this.core.fits(lasting);
  }

  /**
   * Makes scratch memory `tape`'s own until another tape takes it.
   * Returns whether the tape's prologue has to run: its packed weights are not there any more.
   * @internal
   */
  prepare(tape: Tape): boolean {
    const { bytes } = tape;
    if (bytes > this.#scratch.bytes) {
      if (this.#scratch.bytes) this.core.free(this.#scratch.address);
      this.#scratch = { bytes: 0, address: 0 };
      this.#owner = null;
      this.#scratch = { address: this.allocate(bytes), bytes };
    }
    tape.place(this.#scratch.address);
    const lost = this.#owner !== tape;
    this.#owner = tape;
    return lost;
  }

  /** Runs `job` when all earlier jobs are done: runs that await must not meet in the same memory. @internal */
  exclusive<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => {
      this.#busy = true;
      try {
        return await job();
      } finally {
        this.#busy = false;
      }
    });
    this.#turn = result.catch(() => {});
    return result.catch(rethrow);
  }

  /** Gives memory back by `free`: at once, or after the job under way, which may be using it. @internal */
  release(free: () => void): void {
    if (this.#busy) void this.exclusive(async () => free());
    else free();
  }

  /** Address of a zeroed block of `bytes` that lives until it is freed. @internal */
  allocate(bytes: number): number {
    try {
      return this.core.allocate(bytes);
    } catch (error) {
      rethrow(error);
    }
  }

  /** Ends the engine's threads. Its models cannot be used afterwards. */
  dispose(): void {
    this.core.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
