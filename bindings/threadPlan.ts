/** How many threads compute, and how long they look for work before they sleep. */
import { availableCores, canBlock, knowsCores, whyNoThreads } from "./platform.ts";

/**
 * How often a thread looks before it sleeps, which costs it and who wakes it some 50 microseconds. A thread that waits for a core
 * in use had better sleep at once, and browsers may name more cores than there are. Between runs a caller that takes
 * part is soon back, a page's event loop is not.
 */
export function patience(threads: number, blocking: boolean): { barrier: number; idle: number } {
  if (threads > availableCores()) return { barrier: 100, idle: 0 };
  return knowsCores() ? { barrier: 100_000, idle: 200_000 } : { barrier: 20_000, idle: blocking ? 20_000 : 0 };
}

/** How many threads there are to be, and why. */
export interface ThreadPlan {
  threads: number;
  /** Threads besides the caller's, which takes part where it may block. */
  workers: number;
  reason: string;
}

/** As many threads as are wanted, or as there are cores, where the runtime can have them. */
export function planThreads(wanted: number | undefined): ThreadPlan {
  if (wanted === 1 && canBlock()) return { threads: 1, workers: 0, reason: "1: as asked" };
  const cores = availableCores();
  const obstacle = whyNoThreads();
  if (obstacle) return { threads: 1, workers: 0, reason: `1: ${obstacle}` };
  const threads = wanted ?? cores;
  const reason = wanted === undefined ? `${threads}: one for each core` : `${threads}: as asked`;
  return { threads, workers: canBlock() ? threads - 1 : threads, reason };
}
