import type { Samples } from "./samples.ts";

/**
 * What training and evaluation ask of a data set. They know no more of it, so that a program without one does not load what
 * data sets are made of.
 */
export interface Feedable {
  /** Batches of this data set; throws where its options contradict it. @internal */
  feed(options: FeedOptions): Feed;
}

/** How batches are wanted. */
export interface FeedOptions {
  /** `fit` or `evaluate`, for errors. */
  readonly where: string;
  /** As the user gave them, or not. */
  readonly batchSize: number | undefined;
  readonly shuffle: boolean | undefined;
  /** Of batches, where the user gave no size. */
  readonly usual: number;
  /** Whether samples are shuffled where nobody says: in training, not in evaluation. */
  readonly shuffles: boolean;
  readonly seed: number;
}

/** Batches in epochs. */
export interface Feed {
  /** Samples in an epoch; null where nobody knows. */
  readonly samples: number | null;
  /** Samples in a batch; null where the data set holds batches. */
  readonly batchSize: number | null;
  readonly shuffle: boolean;
  /** Batches in an epoch; null where nobody knows. */
  readonly batches: number | null;
  /** The batches of an epoch from number `from` on. A batch is overwritten by the next. */
  read(epoch: number, from: number, signal?: AbortSignal): AsyncGenerator<FedBatch, void, undefined>;
}

/** A batch with its number in the epoch; numbers of batches that could not be read are missing. */
export interface FedBatch {
  readonly number: number;
  readonly samples: Samples;
}

/** Whether `data` is a data set rather than samples in memory. */
export const isFeedable = (data: unknown): data is Feedable => typeof (data as Feedable | null)?.feed === "function";
