import { widelyHeard } from "../../../bindings/platformWorkers.ts";
import { Ahead } from "./ahead.ts";
import { type Reading, type Source, skipped } from "./source.ts";

/** Where a reading begins. */
export interface ReadFrom {
  /** Which epoch, counted from 0: shuffles and random transforms draw anew in each. Default 0. */
  epoch?: number;
  /** Elements to leave out, without their work. Default 0. */
  from?: number;
  /** Ends the reading: it throws the signal's reason. */
  signal?: AbortSignal;
}

/** An element with its number in the epoch. */
export type Numbered<T> = readonly [number: number, value: T];

/** Reads `source`, `ahead` elements ahead of the reader; leaving the loop ends everything that was begun. */
export async function* readNumbered<T>(
  source: Source<T>,
  { epoch = 0, from = 0, signal }: ReadFrom,
  ahead: number = source.ahead,
): AsyncGenerator<Numbered<T>, void, undefined> {
  signal?.throwIfAborted();
  const controller = widelyHeard();
  const stop = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const reading: Reading = { epoch, signal: controller.signal };
  const elements = new Ahead(source.open(reading, from), ahead);
  let ended = false;
  try {
    for (let number = from; ; number++) {
      const { done, value } = await orAborted(elements.next(), controller.signal);
      if (done) break;
      if (value !== skipped) yield [number, value as T];
    }
    ended = true;
  } finally {
    signal?.removeEventListener("abort", stop);
    if (!ended) controller.abort();
    await elements.return();
  }
}

/** What `promise` gives, unless `signal` says first that nobody waits for it. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
  });
}

/** The elements alone. */
export async function* readValues<T>(source: Source<T>, from: ReadFrom): AsyncGenerator<T, void, undefined> {
  for await (const [, value] of readNumbered(source, from)) yield value;
}
