import { FoveaError, show } from "../../error.ts";
import type { Reading } from "./source.ts";

/** Errors that name their element already. */
const told = new WeakSet<object>();

/** What to call an element in errors: its name, where it has one, else its place. */
export function called(value: unknown, index: number): string {
  const name = typeof value === "string" ? value : (value as { name?: unknown } | null | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : `element ${index}`;
}

/** `error` with the name of its element before its text, unless it says it already. */
export function named(error: unknown, name: string, { signal }: Pick<Reading, "signal">): unknown {
  if (signal.aborted && error === signal.reason) return error;
  if (typeof error === "object" && error !== null && told.has(error)) return error;
  const text = error instanceof Error ? error.message || error.name : show(error);
  if (error instanceof FoveaError && text.includes(name)) return marked(error);
  return marked(failure(error instanceof FoveaError ? error.code : "data", `${name}: ${text}`, error));
}

/** An error that needs no name before it. */
export function marked<E extends object>(error: E): E {
  told.add(error);
  return error;
}

/** A FoveaError with what led to it. */
export function failure(code: FoveaError["code"], message: string, cause: unknown): FoveaError {
  const error = new FoveaError(code, message);
  error.cause = cause;
  return error;
}

/** What `compute` gives, at once or later; its errors name their element. */
export function naming<T>(compute: () => T | Promise<T>, name: () => string, reading: Reading): T | Promise<T> {
  try {
    const value = compute();
    if (typeof (value as Promise<T> | undefined)?.then !== "function") return value;
    return Promise.resolve(value).catch((error) => {
      throw named(error, name(), reading);
    });
  } catch (error) {
    throw named(error, name(), reading);
  }
}
