import { vi } from "vitest";

/** How this thread is let to compute: as Node does, as a page's main thread must, or without threads. */
export type Mode = "blocking" | "page" | "turns";

/** Makes this thread one that may not sleep, and with "turns" one that cannot share memory; engines started now are of that mode. */
export function pretend(mode: Mode): void {
  if (mode === "blocking") return;
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
  if (mode === "page") return;
  const { postMessage } = MessagePort.prototype;
  vi.spyOn(MessagePort.prototype, "postMessage").mockImplementation(function (this: MessagePort, message: unknown) {
    if (message instanceof WebAssembly.Memory) throw new DOMException("memory cannot be shared here", "DataCloneError");
    postMessage.call(this, message);
  });
}
