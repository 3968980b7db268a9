import { type FedBatch, type Feed, type Feedable, isFeedable } from "../data/feed.ts";
import type { Samples } from "../data/samples.ts";
import { show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Loss } from "../losses/loss.ts";
import { permutation } from "../random.ts";
import { type Batch, batches, type TargetKind, targetKinds } from "./batches.ts";

/** A batch with its number in the epoch, counted from 0. */
export interface NumberedBatch extends Batch {
  readonly number: number;
}

/** What training and evaluation go through, batch by batch: samples in memory, or a data set. */
export interface BatchSource {
  /** Samples in an epoch; null where nobody knows. */
  readonly samples: number | null;
  /** Samples in a batch; null where the data set holds batches. */
  readonly batchSize: number | null;
  readonly shuffle: boolean;
  /** By output. */
  readonly targets: Readonly<Record<string, TargetKind>>;
  /** Batches in an epoch; null where nobody knows. */
  readonly batches: number | null;
  /** The batches of an epoch from number `from` on, each checked against the graph; a batch may be overwritten by the next. */
  read(epoch: number, from: number, signal?: AbortSignal): AsyncGenerator<NumberedBatch, void, undefined>;
}

/** How a source is made. */
export interface SourceOptions {
  /** `fit` or `evaluate`, for errors about options. */
  readonly where: string;
  /** What errors call the data. */
  readonly called: string;
  /** As the user gave them, or not. */
  readonly batchSize?: number;
  readonly shuffle?: boolean;
  /** What holds where the user said nothing. */
  readonly usual: { readonly batchSize: number; readonly shuffle: boolean };
  readonly seed: number;
}

/** Batches of `data` for training or evaluation on `losses`; samples in memory are checked at once, those of a data set as they come. */
export function batchSource(
  graph: Graph,
  losses: Readonly<Record<string, Loss>>,
  data: Samples | Feedable,
  options: SourceOptions,
): BatchSource {
  if (!isFeedable(data)) return inMemory(graph, losses, data, options);
  const { where, batchSize, shuffle, usual, seed } = options;
  const feed = data.feed({ where, batchSize, shuffle, usual: usual.batchSize, shuffles: usual.shuffle, seed });
  return fed(graph, losses, feed, options.called);
}

function inMemory(
  graph: Graph,
  losses: Readonly<Record<string, Loss>>,
  samples: Samples,
  { called, usual, seed, ...given }: SourceOptions,
): BatchSource {
  const data = batches(graph, losses, samples, called);
  const batchSize = Math.min(given.batchSize ?? usual.batchSize, data.size);
  const shuffle = given.shuffle ?? usual.shuffle;
  return {
    ...{ samples: data.size, batchSize, shuffle, targets: data.targets, batches: Math.ceil(data.size / batchSize) },
    async *read(epoch, first) {
      const order = shuffle ? permutation(data.size, seed, epoch) : null;
      for (let number = first; number * batchSize < data.size; number++) {
        const from = number * batchSize;
        yield { number, data, order, from, to: Math.min(from + batchSize, data.size) };
      }
    },
  };
}

function fed(graph: Graph, losses: Readonly<Record<string, Loss>>, feed: Feed, called: string): BatchSource {
  const checked = ({ number, samples }: FedBatch): NumberedBatch => {
    const data = batches(graph, losses, samples, `${called} batch ${show(number)}`);
    return { number, data, order: null, from: 0, to: data.size };
  };
  return {
    ...feed,
    targets: targetKinds(graph, losses),
    async *read(epoch, from, signal) {
      for await (const batch of feed.read(epoch, from, signal)) yield checked(batch);
    },
  };
}
