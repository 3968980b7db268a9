/** What a data set reads from: elements that are computed late, in epochs, by place or one after another. */

/** Which pass over the elements, and a signal that says when nobody waits for them any more. */
export interface Reading {
  /** Counts from 0. */
  readonly epoch: number;
  readonly signal: AbortSignal;
}

/** Stands where an element could not be read and is left out; see `Dataset.skipErrors`. Alike in all copies of this file that a program may load. */
export const skipped: unique symbol = Symbol.for("fovea.skipped");

export type Maybe<T> = T | typeof skipped;

/** Computes an element, when it is called; not calling it is how an element is skipped without its work. */
export type Late<T> = () => Maybe<T> | Promise<Maybe<T>>;

/** The elements of a data set. With `get` they can be had by place, else only in order. */
export interface Source<T> {
  /** Elements in an epoch; null where nobody knows. */
  readonly size: number | null;
  /** True where a place holds the same element in every epoch. */
  readonly fixed: boolean;
  /** True where every element is made anew, and nobody keeps it. */
  readonly fresh: boolean;
  /** Elements that are asked for before they are needed. */
  readonly ahead: number;
  readonly get?: (index: number, reading: Reading) => Maybe<T> | Promise<Maybe<T>>;
  /** The elements from number `from` on. */
  open(reading: Reading, from: number): AsyncIterator<Late<T>, void, undefined>;
}

/** A source whose elements can be had by place. */
export type Indexed<T> = Source<T> & Required<Pick<Source<T>, "get">> & { readonly size: number };

/** Whether elements of `source` can be had by place. */
export const isIndexed = <T>(source: Source<T>): source is Indexed<T> => source.get !== undefined;

type Traits = Partial<Pick<Source<unknown>, "fixed" | "fresh" | "ahead">>;

/** A source of `size` elements that `get` computes. */
export function indexed<T>(size: number, get: Indexed<T>["get"], traits: Traits = {}): Indexed<T> {
  return {
    ...{ size, get, fixed: traits.fixed ?? true, fresh: traits.fresh ?? false, ahead: traits.ahead ?? 0 },
    async *open(reading, from) {
      for (let index = from; index < size; index++) yield () => get(index, reading);
    },
  };
}

/** A source that is read in order. */
export function streamed<T>(size: number | null, open: Source<T>["open"], traits: Traits = {}): Source<T> {
  return { size, open, fixed: traits.fixed ?? true, fresh: traits.fresh ?? false, ahead: traits.ahead ?? 0 };
}

/** Handles of `source` from number `from` on, to be gone through by `for await`, which closes what it leaves. */
export function handles<T>(source: Source<T>, reading: Reading, from: number): AsyncIterable<Late<T>> {
  return { [Symbol.asyncIterator]: () => source.open(reading, from) };
}

/** Remembers what `make` made of the last two epochs: while one ends, the next one is begun. */
export function perEpoch<T>(make: (epoch: number) => T): (epoch: number) => T {
  const made = new Map<number, T>();
  return (epoch) => {
    const known = made.get(epoch);
    if (known !== undefined) return known;
    if (made.size >= 2) made.delete(made.keys().next().value as number);
    const value = make(epoch);
    made.set(epoch, value);
    return value;
  };
}

export const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as Promise<T> | undefined)?.then === "function";

/** `f` of a value, at once where it is there. */
export function after<T, U>(value: T | Promise<T>, f: (value: T) => U | Promise<U>): U | Promise<U> {
  return isPromise(value) ? value.then(f) : f(value);
}
