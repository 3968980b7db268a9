import { checkOptions, fail, show } from "../../error.ts";
import { type About, Dataset } from "../dataset.ts";
import { called, named, naming } from "./errors.ts";
import { indexed, type Reading, type Source, streamed } from "./source.ts";

/** Elements that can be had by place, computed one by one. */
export interface Elements<T> {
  /** Elements in an epoch. */
  readonly size: number;
  /** Element `index`, which may depend on the epoch. */
  get(index: number, epoch: number, signal: AbortSignal): T | Promise<T>;
}

/** Opens a stream of elements, for an epoch; leaving it early calls its iterator's `return`. */
export type Opener<T> = (epoch: number, signal: AbortSignal) => AsyncIterable<T> | Iterable<T>;

/** What {@link dataset} can be told of its elements. */
export interface DatasetOptions {
  /** Names of the classes, by label. Default none. */
  classes?: readonly string[];
  /** The label of each element, where it is known without reading it. Default unknown. */
  labels?: ArrayLike<number>;
  /** Elements of a stream, where that is known. Default unknown. */
  size?: number;
  /** Say true where elements are batches already. Default false. */
  batched?: boolean;
}

/**
 * The way into a {@link Dataset}: an array, or how many elements there are and how to get each (both can be shuffled and split), or a
 * function that opens a stream, once an epoch. An iterator ends with the loop that reads it, broken off or not.
 *
 * @throws FoveaError "option" for what is none of these; "data" when read, with the element's number before the error's own text.
 * @example
 * const squares = dataset({ size: 10, get: (index) => index * index });
 * const lines = dataset(async function* () { yield "a"; yield "b"; });
 */
export function dataset<T>(from: readonly T[] | Elements<T> | Opener<T>, options: DatasetOptions = {}): Dataset<T> {
  checkOptions("dataset", options, ["classes", "labels", "size", "batched"]);
  const { size, labels, classes = [], batched = false } = options;
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    fail("option", { where: "dataset.classes", got: show(classes), expected: "names" });
  if (size !== undefined && (typeof from !== "function" || !Number.isSafeInteger(size) || size < 0))
    fail("option", { where: "dataset.size", got: show(size), expected: "a whole number, of a stream's elements" });
  const source = sourceOf(from, size ?? null);
  if (labels && labels.length !== source.size)
    fail("option", {
      where: "dataset.labels",
      got: `${labels.length} labels`,
      expected: `${source.size}, as many as elements`,
    });
  return new Dataset(source, { classes, batched, labels } satisfies About);
}

function sourceOf<T>(from: readonly T[] | Elements<T> | Opener<T>, size: number | null): Source<T> {
  if (Array.isArray(from)) return indexed<T>(from.length, (index) => from[index]);
  if (typeof from === "function") return streamed(size, (reading, begin) => stream(from, reading, begin));
  const { size: count, get } = (from ?? {}) as Elements<T>;
  if (typeof get !== "function" || !Number.isSafeInteger(count) || count < 0)
    fail("option", {
      where: "dataset",
      got: show(from),
      expected: "an array, { size, get(index, epoch) }, or a function that opens an iterable",
    });
  return indexed<T>(count, (index, reading) =>
    naming(
      () => (from as Elements<T>).get(index, reading.epoch, reading.signal),
      () => called(null, index),
      reading,
    ),
  );
}

async function* stream<T>(open: Opener<T>, reading: Reading, from: number): AsyncGenerator<() => T, void, undefined> {
  let index = 0;
  try {
    const opened = open(reading.epoch, reading.signal);
    if (!(Symbol.asyncIterator in Object(opened)) && !(Symbol.iterator in Object(opened)))
      fail("data", { where: "dataset", got: show(opened), expected: "an iterable, or an async one" });
    for await (const value of opened) if (index++ >= from) yield () => value;
  } catch (error) {
    throw named(error, called(null, index), reading);
  }
}
