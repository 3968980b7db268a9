// Workers that run a module of the user's, alike in all runtimes.
import { builtin } from "./platform.ts";

/** What a worker and the program that started it say to each other goes through here. */
export interface Port {
  post(message: unknown, transfer?: Transferable[]): void;
  listen(onMessage: (message: unknown) => void): void;
}

/** A started worker. */
export interface ModuleWorker {
  post(message: unknown): void;
  terminate(): void;
  /** Whether the worker alone keeps the process from its end. */
  hold(process: boolean): void;
}

/** A worker that the user made: `new Worker(...)` of a page, or of `node:worker_threads`. */
export interface UserWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

interface NodeWorker extends UserWorker {
  on(event: string, listener: (value: unknown) => void): void;
  ref(): void;
  unref(): void;
}

interface WebWorker extends UserWorker {
  addEventListener(type: string, listener: (event: MessageEvent & ErrorEvent) => void): void;
}

interface Threads {
  Worker: new (url: URL) => NodeWorker;
  parentPort?: {
    on(event: "message", listener: (message: unknown) => void): void;
    postMessage(message: unknown, transfer?: Transferable[]): void;
  } | null;
}

/** What starts in the worker: the module that the first message names makes a data set, which answers all that follow. */
const text = `
const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const parent = threads?.parentPort;
const post = (message, transfer = []) => (parent ?? globalThis).postMessage(message, transfer);
let take = async ({ module, name, args }) => {
  const queue = [];
  take = (message) => queue.push(message);
  try {
    const make = (await import(module))[name];
    if (typeof make !== "function") throw new TypeError("it exports no function " + JSON.stringify(name));
    const data = await make(...args);
    if (typeof data?.serve !== "function") throw new TypeError("its function " + JSON.stringify(name) + " gave no data set");
    data.serve({ post, listen: (listener) => { take = listener; queue.forEach(listener); } });
  } catch (error) {
    post({ kind: "failed", message: String(error?.message ?? error), code: error?.code });
  }
};
if (parent) parent.on("message", (message) => take(message));
else globalThis.onmessage = ({ data }) => take(data);
post({ kind: "loaded" });
`;

const threads = (): Threads | undefined => builtin<Threads>("worker_threads");

/** Starts a worker of `text`, or the one that `make` makes. `onEnd` hears once why a worker that was not told to ended. */
export function startModuleWorker(
  make: (() => UserWorker) | null,
  onMessage: (message: unknown) => void,
  onEnd: (reason: string) => void,
): ModuleWorker {
  const { worker, release } = make ? { worker: make(), release: () => {} } : own();
  let over = false;
  const end = (reason: string): void => {
    if (over) return;
    over = true;
    release();
    onEnd(reason);
  };
  if (isNodeWorker(worker)) {
    worker.on("message", onMessage);
    worker.on("error", (error) => end(error instanceof Error ? error.message || error.name : String(error)));
    worker.on("messageerror", (error) => end(String(error)));
    worker.on("exit", (code) => end(`it ended with code ${code}`));
  } else {
    const page = worker as WebWorker;
    page.addEventListener("message", ({ data }) => onMessage(data));
    page.addEventListener("messageerror", () => end("a message could not be read"));
    page.addEventListener("error", (event) => {
      event.preventDefault?.();
      end(event.message || "it did not start; a content security policy must allow worker-src blob:");
      worker.terminate();
    });
  }
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      over = true;
      void worker.terminate();
      release();
    },
    hold: (process) => {
      if (isNodeWorker(worker)) process ? worker.ref() : worker.unref();
    },
  };
}

const isNodeWorker = (worker: UserWorker): worker is NodeWorker =>
  typeof (worker as Partial<NodeWorker>).on === "function" &&
  typeof (worker as Partial<NodeWorker>).unref === "function";

function own(): { worker: UserWorker; release: () => void } {
  const Own = threads()?.Worker;
  if (Own) return { worker: new Own(new URL(`data:text/javascript,${encodeURIComponent(text)}`)), release: () => {} };
  if (typeof Worker !== "function") throw new Error("this runtime has no workers");
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return { worker: new Worker(url, { type: "module" }), release: () => URL.revokeObjectURL(url) };
}

/** The port to the program that started this worker; null in a thread that is none. */
export function parentPort(): Port | null {
  const parent = threads()?.parentPort;
  if (parent)
    return {
      post: (message, transfer) => parent.postMessage(message, transfer),
      listen: (onMessage) => parent.on("message", onMessage),
    };
  const scope = globalThis as unknown as {
    document?: unknown;
    postMessage?: (message: unknown, transfer?: Transferable[]) => void;
    onmessage?: unknown;
  };
  if (scope.document || typeof scope.postMessage !== "function" || !("onmessage" in scope)) return null;
  return {
    post: (message, transfer = []) => scope.postMessage?.(message, transfer),
    listen: (onMessage) => {
      scope.onmessage = ({ data }: MessageEvent) => onMessage(data);
    },
  };
}

/** Loads a module by its address, in this thread. */
export const importModule = (url: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ url);

/** Calls `f` after a time, unless it is taken back; does not keep the process from its end. */
export function later(milliseconds: number, f: () => void): () => void {
  const timer = setTimeout(f, milliseconds) as unknown as number;
  (timer as unknown as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}

/** A controller whose signal many may listen to; Node would warn of a leak from the eleventh listener on. */
export function widelyHeard(): AbortController {
  const controller = new AbortController();
  const events = builtin<{ setMaxListeners?: (count: number, target: EventTarget) => void }>("events");
  events?.setMaxListeners?.(0, controller.signal);
  return controller;
}
