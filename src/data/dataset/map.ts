import { called, named, naming } from "./errors.ts";
import { readNumbered } from "./read.ts";
import {
  after,
  handles,
  indexed,
  isIndexed,
  isPromise,
  type Late,
  type Maybe,
  type Reading,
  type Source,
  skipped,
  streamed,
} from "./source.ts";

/** What a function of an element is told beside it. */
export interface Context {
  /** Counts from 0. Random numbers are to depend on it and on `index`, so that every epoch has others, and the same ones again when it is repeated. */
  readonly epoch: number;
  /** The element's number in the data set that the function is given to. */
  readonly index: number;
  /** Says when nobody waits for the result any more. */
  readonly signal: AbortSignal;
}

type Mapping<T, U> = (value: T, context: Context) => U | Promise<U>;

/** Elements of `source` through `f`, each when it is read. */
export function map<T, U>(source: Source<T>, f: Mapping<T, U>): Source<U> {
  const traits = { fixed: source.fixed, ahead: source.ahead };
  if (isIndexed(source))
    return indexed(source.size, (index, reading) => apply(f, source.get(index, reading), index, reading), traits);
  return streamed<U>(
    source.size,
    async function* (reading, from) {
      let index = from;
      for await (const late of handles(source, reading, from)) {
        const own = index++;
        yield () => apply(f, late(), own, reading);
      }
    },
    traits,
  );
}

function apply<T, U>(
  f: Mapping<T, U>,
  value: Maybe<T> | Promise<Maybe<T>>,
  index: number,
  { epoch, signal }: Reading,
): Maybe<U> | Promise<Maybe<U>> {
  return after<Maybe<T>, Maybe<U>>(value, (value) =>
    value === skipped
      ? skipped
      : naming(
          () => f(value, { epoch, index, signal }),
          () => called(value, index),
          { epoch, signal },
        ),
  );
}

/** Elements for which `keep` holds; what is behind it can only be read in order. */
export function filter<T>(source: Source<T>, keep: Mapping<T, boolean>): Source<T> {
  return streamed<T>(
    null,
    async function* (reading, from) {
      let left = from;
      for await (const [index, value] of readNumbered(source, { epoch: reading.epoch, signal: reading.signal })) {
        const kept = await apply(keep, value as Maybe<T>, index, reading);
        if (kept && left-- <= 0) yield () => value;
      }
    },
    { fixed: source.fixed, fresh: source.fresh, ahead: source.ahead },
  );
}

/** The elements of what `f` makes of each element; what is behind it can only be read in order. */
export function flatMap<T, U>(source: Source<T>, f: Mapping<T, Iterable<U>>): Source<U> {
  const lists = map(source, f);
  return streamed<U>(
    null,
    async function* ({ epoch, signal }, from) {
      for await (const [, list] of readNumbered(lists, { epoch, signal }))
        for (const value of list) if (from-- <= 0) yield () => value;
    },
    { fixed: source.fixed, ahead: source.ahead },
  );
}

/** Elements that cannot be read are left out, and `report` hears of each. */
export function skipErrors<T>(source: Source<T>, report: (error: Error) => void): Source<T> {
  const skip = (error: unknown, index: number, reading: Reading): typeof skipped => {
    if (reading.signal.aborted) throw error;
    report(named(error, called(null, index), reading) as Error);
    return skipped;
  };
  const attempt = (late: Late<T>, index: number, reading: Reading): Maybe<T> | Promise<Maybe<T>> => {
    try {
      const value = late();
      return isPromise(value) ? value.catch((error) => skip(error, index, reading)) : value;
    } catch (error) {
      return skip(error, index, reading);
    }
  };
  const traits = { fixed: source.fixed, fresh: source.fresh, ahead: source.ahead };
  if (isIndexed(source))
    return indexed(source.size, (index, reading) => attempt(() => source.get(index, reading), index, reading), traits);
  return streamed<T>(
    source.size,
    async function* (reading, from) {
      let index = from;
      for await (const late of handles(source, reading, from)) {
        const own = index++;
        yield () => attempt(late, own, reading);
      }
    },
    traits,
  );
}
