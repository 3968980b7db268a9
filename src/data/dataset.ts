import type { Port } from "../../bindings/platformWorkers.ts";
import { checkOptions, fail, show } from "../error.ts";
import { seedKey } from "../random.ts";
import { batch } from "./dataset/batch.ts";
import { cache } from "./dataset/cache.ts";
import { collate } from "./dataset/collate.ts";
import { feedBatches, feedSamples } from "./dataset/feed.ts";
import { type Context, filter, flatMap, map, skipErrors } from "./dataset/map.ts";
import { checkIndexed, concat, range, repeat, select, shuffle, shuffleWindow } from "./dataset/order.ts";
import { zip } from "./dataset/pair.ts";
import { type ReadFrom, readValues } from "./dataset/read.ts";
import { serveData } from "./dataset/serve.ts";
import type { Source } from "./dataset/source.ts";
import { type SplitOptions, type SplitParts, splitPlaces } from "./dataset/split.ts";
import type { Feed, FeedOptions } from "./feed.ts";
import type { Sample, Samples } from "./samples.ts";

/** How `Dataset.shuffle` draws. */
export interface ShuffleOptions {
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** Draw each next element from this many: the only way for what can be read in order alone. Default: from all that are left. */
  window?: number;
}

/** How `Dataset.batch` puts elements together. */
export interface BatchOptions {
  /** Leave out the last batch where it is smaller than the others. Default false. */
  dropLast?: boolean;
}

/** What is known of a data set beside its elements. */
export interface About {
  /** Names of the classes, by label. */
  readonly classes?: readonly string[];
  /** The label of each element, where that is known without reading it; for splits that are stratified. */
  readonly labels?: ArrayLike<number> | null;
  /** True where elements are batches ({@link Samples}) and not single samples. */
  readonly batched?: boolean;
}

/**
 * Elements of any type, read late, one after another, in epochs. Everything that is derived of a data set is one too, and computes
 * nothing until it is read: order, splits and shuffles work on places, `map` runs when an element is asked for, so elements that are
 * skipped cost nothing. What a seed and an epoch decide is the same in every runtime, wherever reading begins.
 *
 * {@link dataset} makes one; `net.fit` takes one of {@link Sample}s, or of batches of them.
 *
 * @example
 * const data = dataset([1, 2, 3, 4]).map((n) => n * n).shuffle({ seed: 1 });
 * for await (const square of data) console.log(square);
 */
export class Dataset<T> implements AsyncIterable<T> {
  /** Elements in an epoch; null where nobody knows. With `skipErrors`, those that cannot be read count too. */
  readonly size: number | null;
  /** Names of the classes, by label; empty where there are none. */
  readonly classes: readonly string[];
  /** The label of each element, where it is known without reading the element; else null. */
  readonly labels: ArrayLike<number> | null;
  /** Whether elements are batches of samples. */
  readonly batched: boolean;
  /** @internal */
  readonly source: Source<T>;

  /** @internal */
  constructor(source: Source<T>, { classes = [], labels = null, batched = false }: About = {}) {
    this.source = source;
    this.size = source.size;
    this.classes = classes;
    this.labels = labels;
    this.batched = batched;
  }

  /**
   * Each element through `f`, when it is read. What `f` draws by chance should depend on its context's `epoch` and `index` alone.
   *
   * @throws FoveaError "data" when read, where `f` throws: its text, with the element's name.
   * @example
   * const data = dataset([1, 2, 3]).map((n, { epoch }) => n + 10 * epoch);
   */
  map<U>(f: (value: T, context: Context) => U | Promise<U>): Dataset<U> {
    checkFunction(f, "map");
    return new Dataset(map(this.source, f), this);
  }

  /**
   * Elements for which `keep` is true. To know them it must read them, so the result can only be read in order, and its size is unknown.
   *
   * @example
   * const even = dataset([1, 2, 3, 4]).filter((n) => n % 2 === 0);
   */
  filter(keep: (value: T, context: Context) => boolean | Promise<boolean>): Dataset<T> {
    checkFunction(keep, "filter");
    return new Dataset(filter(this.source, keep), { ...about(this), labels: null });
  }

  /**
   * The elements that `f` makes of each element, one after another. How many there are shows when they are read, so that the result can
   * only be read in order.
   *
   * @example
   * const words = dataset(["a b", "c"]).flatMap((line) => line.split(" "));
   */
  flatMap<U>(f: (value: T, context: Context) => Iterable<U> | Promise<Iterable<U>>): Dataset<U> {
    checkFunction(f, "flatMap");
    return new Dataset(flatMap(this.source, f), { ...about(this), labels: null });
  }

  /**
   * Leaves out elements that cannot be read, as pictures that are damaged, and tells each error to `report`. Batches behind it are
   * smaller by those elements.
   *
   * @example
   * const numbers = dataset(["1", "{", "3"]).map((text) => JSON.parse(text)).skipErrors((error) => console.warn(error.message)); // 1, 3
   */
  skipErrors(report: (error: Error) => void): Dataset<T> {
    checkFunction(report, "skipErrors");
    return new Dataset(skipErrors(this.source, report), this);
  }

  /**
   * The first `count` elements.
   *
   * @example
   * const some = dataset([1, 2, 3]).take(2); // 1, 2
   */
  take(count: number): Dataset<T> {
    checkCount(count, "take");
    return this.#range(0, count);
  }

  /**
   * The elements behind the first `count`, which are not computed.
   *
   * @example
   * const rest = dataset([1, 2, 3]).skip(2); // 3
   */
  skip(count: number): Dataset<T> {
    checkCount(count, "skip");
    return this.#range(count, Number.POSITIVE_INFINITY);
  }

  /**
   * The elements of this data set, then those of the others.
   *
   * @throws FoveaError "data" where the classes of two have other names.
   * @example
   * const all = dataset([1, 2]).concat(dataset([3]), dataset([4])); // 1, 2, 3, 4
   */
  concat(...others: Dataset<T>[]): Dataset<T> {
    const all = [this, ...others.map((other) => checkDataset(other, "concat"))];
    const classes = all.find(({ classes }) => classes.length)?.classes ?? [];
    const odd = all.find((other) => other.classes.length && other.classes.join("\n") !== classes.join("\n"));
    if (odd)
      fail("data", {
        where: "concat",
        got: `classes ${show(odd.classes)}`,
        expected: `${show(classes)}, as the others have`,
      });
    const labels = all.map((each) => each.labels);
    return new Dataset(concat(all.map(({ source }) => source)), {
      classes,
      labels: labels.includes(null) ? null : labels.flatMap((each) => Array.from(each as ArrayLike<number>)),
      batched: this.batched,
    });
  }

  /**
   * An epoch of `times` epochs, each with its own shuffles and its own draws: epoch e holds the epochs e * times, e * times + 1, ...
   *
   * @example
   * const twice = dataset([1, 2]).shuffle().repeat(2);
   */
  repeat(times: number): Dataset<T> {
    if (!Number.isInteger(times) || times < 1)
      fail("option", { where: "repeat", got: show(times), expected: "a positive whole number" });
    const { labels } = this;
    const repeated = labels && Array.from({ length: labels.length * times }, (_, i) => labels[i % labels.length]);
    return new Dataset(repeat(this.source, times), { ...about(this), labels: repeated });
  }

  /**
   * Pairs of this data set's elements with those of another, as many as the shorter has.
   *
   * @example
   * const pairs = dataset([1, 2]).zip(dataset(["a", "b"])); // [1, "a"], [2, "b"]
   */
  zip<U>(other: Dataset<U>): Dataset<readonly [T, U]> {
    return new Dataset(zip(this.source, checkDataset(other, "zip").source), { classes: this.classes });
  }

  /**
   * The same elements in an order that seed and epoch decide. Where elements can be had by place, as from an array or a folder, any
   * order is as likely as any other; a stream is shuffled within a window: each next element is one of the `window` first that are left.
   *
   * @throws FoveaError "option" for a stream without `window`.
   * @example
   * const mixed = dataset(function* () { yield* [1, 2, 3, 4]; }).shuffle({ seed: 1, window: 3 });
   */
  shuffle(options: ShuffleOptions = {}): Dataset<T> {
    checkOptions("shuffle", options, ["seed", "window"]);
    const { seed = 0, window } = options;
    seedKey(seed, "shuffle.seed");
    const unlabelled = { ...about(this), labels: null };
    if (window === undefined) {
      checkIndexed(this.source, "shuffle", "shuffle({ window: 1000 }) shuffles a stream");
      return new Dataset(shuffle(this.source, seed), unlabelled);
    }
    if (!Number.isInteger(window) || window < 1)
      fail("option", { where: "shuffle.window", got: show(window), expected: "a positive whole number" });
    return new Dataset(shuffleWindow(this.source, seed, window), unlabelled);
  }

  /**
   * The elements at `places`, in that order.
   *
   * @throws FoveaError "option" for a place that is none, or a data set that can only be read in order.
   * @example
   * const some = dataset(["a", "b", "c"]).select([2, 0]); // "c", "a"
   */
  select(places: ArrayLike<number>): Dataset<T> {
    checkIndexed(this.source, "select", "cache what is read, or split the list that it is read from");
    const size = this.source.size;
    for (let i = 0; i < places.length; i++)
      if (!(Number.isInteger(places[i]) && places[i] >= 0 && places[i] < size))
        fail("option", {
          where: `select, number ${i}`,
          got: show(places[i]),
          expected: `a place from 0 to ${size - 1}`,
        });
    const { labels } = this;
    const own = Uint32Array.from(places);
    return new Dataset(select(this.source, own), {
      ...about(this),
      labels: labels && Array.from(own, (i) => labels[i]),
    });
  }

  /**
   * Parts that share no element: `validation: 0.2` gives [training, validation], `parts: [0.7, 0.2, 0.1]` as many as it names. Which
   * element comes where is drawn from the seed; with `stratify` each part has its share of every label.
   *
   * @throws FoveaError "option" for shares that do not add up to 1, a part that would be empty, a data set that can only be read in
   *   order, or one that is shuffled: split first, or its parts would change from epoch to epoch.
   * @example
   * const [train, validation] = await dataset([...Array(100).keys()]).split({ validation: 0.2, seed: 1 });
   */
  async split<const O extends SplitOptions<T>>(options: O): Promise<SplitParts<T, O>> {
    const places = await splitPlaces(this, options);
    return places.map((part) => this.select(part)) as SplitParts<T, O>;
  }

  /**
   * `size` elements at a time. Samples become {@link Samples}, flat arrays, by {@link collate}; other elements, or samples in another
   * way, by a function of yours.
   *
   * @throws FoveaError "data" when read, naming the sample that does not fit the first of its batch, and what differs.
   * @example
   * const pairs = dataset([1, 2, 3]).batch(2, { collate: (numbers) => numbers }); // [1, 2], [3]
   */
  batch(this: Dataset<Sample>, size: number, options?: BatchOptions): Dataset<Samples>;
  batch<U>(
    size: number,
    options: BatchOptions & { collate: (values: T[], context: Context) => U | Promise<U> },
  ): Dataset<U>;
  batch(
    size: number,
    options: BatchOptions & { collate?: (values: T[], context: Context) => unknown } = {},
  ): Dataset<unknown> {
    if (!Number.isInteger(size) || size < 1)
      fail("option", { where: "batch", got: show(size), expected: "a positive whole number" });
    checkOptions("batch", options, ["dropLast", "collate"]);
    const { dropLast = false } = options;
    if (typeof dropLast !== "boolean")
      fail("option", { where: "batch.dropLast", got: show(dropLast), expected: "true or false" });
    if (options.collate !== undefined) checkFunction(options.collate, "batch.collate");
    const join = options.collate ?? (collate as unknown as (values: T[]) => unknown);
    return new Dataset(batch(this.source, { size, dropLast, collate: join, fresh: !options.collate }), {
      classes: this.classes,
      batched: true,
    });
  }

  /**
   * Keeps every element in memory once it is computed, for the epochs that follow. Put it behind what is slow and the same every time,
   * as decoding, and before what draws anew, as augmentation; elements must not be changed in place.
   *
   * @throws FoveaError "option" for a data set that is shuffled: its places hold other elements in each epoch.
   * @example
   * const data = dataset([1, 2, 3]).map((n) => n * n).cache().map((n, { epoch }) => n + epoch).shuffle();
   */
  cache(): Dataset<T> {
    if (!this.source.fixed)
      fail("option", {
        where: "cache",
        got: "a data set that is shuffled",
        expected: "one before its shuffle",
        hint: "data.cache().shuffle()",
      });
    return new Dataset(cache(this.source), this);
  }

  /**
   * Has the next `ahead` elements in the making while one is used: side by side, where they wait for files, the network or workers.
   *
   * @example
   * const data = dataset(urls).map((url, { signal }) => fetch(url, { signal })).prefetch({ ahead: 8 });
   */
  prefetch(options: { ahead?: number } = {}): Dataset<T> {
    checkOptions("prefetch", options, ["ahead"]);
    const { ahead = 2 } = options;
    checkCount(ahead, "prefetch.ahead");
    return new Dataset({ ...this.source, ahead }, this);
  }

  /**
   * The elements of an epoch, from number `from` on; those before are skipped without their work. Leaving the loop ends all that was
   * begun for it.
   *
   * @example
   * for await (const value of dataset([1, 2, 3]).read({ epoch: 2, from: 1 })) console.log(value);
   */
  read(options: ReadFrom = {}): AsyncGenerator<T, void, undefined> {
    checkOptions("read", options, ["epoch", "from", "signal"]);
    for (const name of ["epoch", "from"] as const) checkCount(options[name] ?? 0, `read.${name}`);
    return readValues(this.source, options);
  }

  /**
   * The elements of an epoch, all at once in memory: for what is small, and to look at what a data set gives.
   *
   * @example
   * const squares = await dataset([1, 2, 3]).map((n) => n * n).toArray(); // [1, 4, 9]
   * const some = await dataset([1, 2, 3]).take(2).toArray();
   */
  async toArray(options: ReadFrom = {}): Promise<T[]> {
    const values: T[] = [];
    for await (const value of this.read(options)) values.push(value);
    return values;
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.read();
  }

  /** Answers what `inWorkers` asks through `port`. @internal */
  serve(port: Port): void {
    serveData(this, port);
  }

  /** @internal */
  feed(options: FeedOptions): Feed {
    return this.batched
      ? feedBatches(this.source as Source<unknown> as Source<Samples>, options)
      : feedSamples(this.source as Source<unknown> as Source<Sample>, options);
  }

  #range(begin: number, end: number): Dataset<T> {
    const { labels } = this;
    return new Dataset(range(this.source, begin, end), {
      ...about(this),
      labels: labels && Array.prototype.slice.call(labels, begin, end),
    });
  }
}

const about = ({ classes, labels, batched }: Dataset<unknown>): About => ({ classes, labels, batched });

function checkFunction(f: unknown, where: string): void {
  if (typeof f !== "function") fail("option", { where, got: show(f), expected: "a function" });
}

function checkCount(count: number, where: string): void {
  if (!Number.isSafeInteger(count) || count < 0)
    fail("option", { where, got: show(count), expected: "a whole number, not negative" });
}

function checkDataset<T>(value: Dataset<T>, where: string): Dataset<T> {
  if (!(value instanceof Dataset)) fail("option", { where, got: show(value), expected: "a data set" });
  return value;
}
