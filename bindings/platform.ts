// What differs between runtimes, and nothing else does: names, threads, and how to let the event loop turn.

interface Threads {
  Worker: new (url: URL) => NodeWorker;
}

interface NodeWorker {
  on(event: string, listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
  terminate(): void;
  ref(): void;
  unref(): void;
}

/** A started thread, alike in all runtimes. */
export interface Thread {
  post(message: unknown): void;
  terminate(): void;
  /** Whether the thread alone keeps the process from its end, as one should that is waited for and one that waits for work should not. */
  hold(process: boolean): void;
}

interface Globals {
  process?: { version?: string; versions?: Record<string, string>; getBuiltinModule?: (name: string) => unknown };
  Deno?: { version: { deno: string } };
  Bun?: { version: string };
  navigator?: { userAgent?: string; hardwareConcurrency?: number };
  crossOriginIsolated?: boolean;
  setImmediate?: (callback: () => void) => unknown;
  document?: unknown;
}

const globals = globalThis as Globals;

/** A module of the runtime, where it has such. */
export const builtin = <Module>(name: string): Module | undefined =>
  globals.process?.getBuiltinModule?.(`node:${name}`) as Module | undefined;

/** The runtime's name and version, such as `node 26.10.0`. */
export function runtimeName(): string {
  if (globals.Deno) return `deno ${globals.Deno.version.deno}`;
  if (globals.Bun) return `bun ${globals.Bun.version}`;
  const agent = globals.navigator?.userAgent ?? "";
  if (agent === "Cloudflare-Workers") return "workerd";
  const browser = /(Firefox|Chrome)\/[\d.]+/.exec(agent) ?? /AppleWebKit\/[\d.]+/.exec(agent);
  if (browser) return browser[0].toLowerCase().replace("/", " ");
  return globals.process?.versions?.node ? `node ${globals.process.versions.node}` : "unknown runtime";
}

/** Bytes of base64 text. A loop over characters would take 2 ms of a program's start; runtimes have something of their own. */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (native.fromBase64) return native.fromBase64(base64);
  const own = builtin<{ Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } }>(
    "buffer",
  )?.Buffer;
  if (own) return own.from(base64, "base64");
  const text = atob(base64);
  return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Decompresses gzip data. The runtime's own module is there at once; streams take Node some milliseconds to load. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const zlib = builtin<{ gunzipSync?: (bytes: Uint8Array) => Uint8Array }>("zlib");
  if (zlib?.gunzipSync) return zlib.gunzipSync(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Cores that this program may use. */
export function availableCores(): number {
  const os = builtin<{ availableParallelism?: () => number }>("os");
  try {
    return os?.availableParallelism?.() ?? globals.navigator?.hardwareConcurrency ?? 1;
  } catch {
    return globals.navigator?.hardwareConcurrency ?? 1; // Deno without permission to ask
  }
}

/** True where the system says how many cores there are, and not a browser, which may round. */
export const knowsCores = (): boolean => builtin("os") !== undefined;

/** True where this thread may sleep: everywhere but on a page's main thread and in some edge runtimes. */
export function canBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(sharedMemory().buffer), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/** Why memory cannot be shared with threads here, or null if it can. */
export function whyNoThreads(): string | null {
  if (globals.document && globals.crossOriginIsolated === false) return "the page is not cross-origin isolated";
  try {
    const memory = sharedMemory();
    const channel = new MessageChannel();
    try {
      channel.port1.postMessage(memory);
    } finally {
      channel.port1.close();
      channel.port2.close();
    }
  } catch {
    return globals.crossOriginIsolated === false
      ? "the page is not cross-origin isolated"
      : "this runtime cannot share memory between threads";
  }
  if (typeof SharedArrayBuffer !== "function") return "this runtime has no SharedArrayBuffer";
  return builtin<Threads>("worker_threads")?.Worker || typeof Worker === "function"
    ? null
    : "this runtime has no workers";
}

const sharedMemory = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });

/** Starts `source` in a thread. `onError` hears of a thread that could not start or broke. */
export function startThread(
  source: string,
  onMessage: (m: unknown) => void,
  onError: (reason: string) => void,
): Thread {
  const threads = builtin<Threads>("worker_threads");
  // Deno has web workers too, but one that sleeps in the core can neither be ended nor forgotten.
  return threads?.Worker
    ? startNodeThread(threads, source, onMessage, onError)
    : startWebThread(source, onMessage, onError);
}

function startNodeThread(
  threads: Threads,
  source: string,
  onMessage: (m: unknown) => void,
  onError: (r: string) => void,
): Thread {
  const worker = new threads.Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  worker.on("message", onMessage);
  worker.on("error", (error) => onError(String(error)));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    hold: (process) => (process ? worker.ref() : worker.unref()),
  };
}

function startWebThread(source: string, onMessage: (m: unknown) => void, onError: (reason: string) => void): Thread {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = (event) => onMessage(event.data);
  worker.onerror = (event) =>
    onError(event.message || "the worker did not start; a content security policy must allow worker-src blob:");
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
    hold: () => {},
  };
}

/** Lets the event loop turn once: timers, messages and painting get their chance. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (globals.setImmediate) globals.setImmediate(resolve);
    else if (typeof MessageChannel !== "function") setTimeout(resolve, 0);
    else wake(resolve);
  });
}

const waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** Calls `resolve` by way of a message: a timer would wait at least 4 ms in pages. One channel serves for ever. */
function wake(resolve: () => void): void {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  waiting.push(resolve);
  channel.port2.postMessage(null);
}
