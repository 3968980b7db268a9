/** What `inWorkers` and its workers say to each other. */

/** To a worker. The first message of all is { module, name, args }. */
export type Ask =
  | { kind: "get"; id: number; index: number; epoch: number }
  | { kind: "cancel"; id: number }
  /** Begins a reading of every `every`-th element from number `from` on. */
  | { kind: "open"; stream: number; epoch: number; from: number; every: number }
  | { kind: "pull"; id: number; stream: number; index: number }
  | { kind: "close"; stream: number };

/** What the worker's data set is. */
export interface Described {
  readonly size: number | null;
  readonly classes: readonly string[];
  readonly labels: ArrayLike<number> | null;
  readonly batched: boolean;
  readonly indexed: boolean;
  readonly fixed: boolean;
}

/** From a worker. */
export type Answer =
  | { kind: "loaded" }
  | ({ kind: "ready" } & Described)
  | { kind: "failed"; message: string; code?: string }
  | { kind: "value"; id: number; value: unknown }
  | { kind: "skipped"; id: number }
  | { kind: "end"; id: number }
  | { kind: "error"; id: number; message: string; code?: string };
