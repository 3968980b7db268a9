import { naming } from "./errors.ts";
import type { Context } from "./map.ts";
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

/** How elements become a batch. */
export interface BatchOptions<T, U> {
  readonly size: number;
  readonly dropLast: boolean;
  readonly collate: (values: T[], context: Context) => U | Promise<U>;
  /** Whether `collate` makes something new, that nobody keeps. */
  readonly fresh: boolean;
}

/** `size` elements at a time, computed side by side. */
export function batch<T, U>(source: Source<T>, options: BatchOptions<T, U>): Source<U> {
  const { size, dropLast } = options;
  const traits = { fixed: source.fixed, fresh: options.fresh, ahead: Math.ceil(source.ahead / size) };
  const batches =
    source.size === null ? null : dropLast ? Math.floor(source.size / size) : Math.ceil(source.size / size);
  if (isIndexed(source))
    return indexed(
      batches as number,
      (index, reading) => {
        const begin = index * size;
        const count = Math.min(size, source.size - begin);
        const values = Array.from({ length: count }, (_, i) => attempt(() => source.get(begin + i, reading)));
        return joined(values, index, reading, options);
      },
      traits,
    );
  return streamed<U>(
    batches,
    async function* (reading, from) {
      let index = from;
      let held: Late<T>[] = [];
      const take = (): Late<U> => {
        const [own, parts] = [index++, held];
        held = [];
        return () => joined(parts.map(attempt), own, reading, options);
      };
      for await (const late of handles(source, reading, from * size)) {
        held.push(late);
        if (held.length === size) yield take();
      }
      if (held.length && !dropLast) yield take();
    },
    traits,
  );
}

/** What `late` gives; when it fails, a promise of that, so that those beside it are begun and waited for all the same. */
function attempt<T>(late: Late<T>): Maybe<T> | Promise<Maybe<T>> {
  try {
    return late();
  } catch (error) {
    const failed = Promise.reject(error);
    failed.catch(() => {});
    return failed;
  }
}

function joined<T, U>(
  values: (Maybe<T> | Promise<Maybe<T>>)[],
  index: number,
  { epoch, signal }: Reading,
  { collate }: BatchOptions<T, U>,
): Maybe<U> | Promise<Maybe<U>> {
  const all = values.some(isPromise) ? Promise.all(values) : (values as Maybe<T>[]);
  return after<Maybe<T>[], Maybe<U>>(all, (all) => {
    const there = all.filter((value): value is Awaited<T> & T => value !== skipped) as T[];
    if (!there.length) return skipped;
    return naming(
      () => collate(there, { epoch, index, signal }),
      () => `batch ${index}`,
      { epoch, signal },
    );
  });
}
