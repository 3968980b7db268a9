import { fail, show } from "../../error.ts";
import type { FedBatch, Feed, FeedOptions } from "../feed.ts";
import type { Sample, Samples } from "../samples.ts";
import { batch } from "./batch.ts";
import { Collator } from "./collate.ts";
import { shuffle } from "./order.ts";
import { readNumbered } from "./read.ts";
import { isIndexed, type Source } from "./source.ts";

/** Batches that are begun while one is being computed. */
const AHEAD = 2;

/** Batches of samples, for training and evaluation. */
export function feedSamples(source: Source<Sample>, options: FeedOptions): Feed {
  const { where, seed, usual, shuffles } = options;
  if (source.size === 0) fail("data", { where, got: "a data set without elements", expected: "at least one sample" });
  if (options.shuffle && !isIndexed(source))
    fail("option", {
      where: `${where}.shuffle`,
      got: "true for a data set that can only be read in order",
      expected: "false or nothing",
      hint: "data.shuffle({ window: 1000 }) shuffles a stream",
    });
  const shuffled = options.shuffle ?? (shuffles && isIndexed(source));
  const batchSize = Math.min(options.batchSize ?? usual, source.size ?? Number.POSITIVE_INFINITY);
  const ordered = shuffled && isIndexed(source) ? shuffle(source, seed) : source;
  const batches = batch(ordered, { size: batchSize, dropLast: false, collate: (values) => values, fresh: false });
  return {
    ...{ samples: source.size, batches: batches.size, batchSize, shuffle: shuffled },
    async *read(epoch, from, signal) {
      const collator = new Collator();
      for await (const [number, values] of readNumbered(
        batches,
        { epoch, from, signal },
        Math.max(batches.ahead, AHEAD),
      ))
        yield { number, samples: collator.collate(values) };
    },
  };
}

/** Batches of a data set that holds batches. */
export function feedBatches(source: Source<Samples>, { where, batchSize, shuffle }: FeedOptions): Feed {
  if (source.size === 0) fail("data", { where, got: "a data set without elements", expected: "at least one batch" });
  for (const [name, value] of Object.entries({ batchSize, shuffle }))
    if (value !== undefined)
      fail("option", {
        where: `${where}.${name}`,
        got: show(value),
        expected: "nothing for a data set of batches",
        hint: "data.shuffle().batch(64) says both",
      });
  return {
    ...{ samples: null, batches: source.size, batchSize: null, shuffle: false },
    async *read(epoch, from, signal): AsyncGenerator<FedBatch, void, undefined> {
      for await (const [number, samples] of readNumbered(
        source,
        { epoch, from, signal },
        Math.max(source.ahead, AHEAD),
      ))
        yield { number, samples };
    },
  };
}
