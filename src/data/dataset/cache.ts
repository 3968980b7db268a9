import { widelyHeard } from "../../../bindings/platformWorkers.ts";
import { handles, indexed, isIndexed, isPromise, type Late, type Maybe, type Source, streamed } from "./source.ts";

/** Keeps every element once it is computed; what is before it is only asked for epoch 0. */
export function cache<T>(source: Source<T>): Source<T> {
  const { size, ahead } = source;
  // A signal of its own: what one reading begins another may be waiting for, so the end of one must not break it off.
  const { signal } = widelyHeard();
  if (isIndexed(source)) {
    const kept: (Late<T> | undefined)[] = new Array(source.size);
    const get = source.get;
    const keep = (index: number): Late<T> => {
      const late = remembered(() => get(index, { epoch: 0, signal }));
      kept[index] = late;
      return late;
    };
    return indexed<T>(source.size, (index) => (kept[index] ?? keep(index))(), { ahead });
  }
  const kept: Late<T>[] = [];
  let complete = false;
  return streamed<T>(
    size,
    async function* (_, from) {
      let at = from;
      while (at < kept.length) yield kept[at++];
      if (complete) return;
      const begin = kept.length; // others may read at the same time: each keeps what is new
      let number = begin;
      for await (const late of handles(source, { epoch: 0, signal }, begin)) {
        if (number === kept.length) kept.push(remembered(late));
        if (number++ >= at) {
          at = number;
          yield kept[number - 1];
        }
      }
      complete = true;
    },
    { ahead },
  );
}

/** Computes once, unless that fails. */
function remembered<T>(late: Late<T>): Late<T> {
  let known: { value: Maybe<T> | Promise<Maybe<T>> } | null = null;
  return () => {
    if (known) return known.value;
    const value = late();
    const own: { value: Maybe<T> | Promise<Maybe<T>> } = { value };
    known = own;
    if (isPromise(value))
      value.then(
        (result) => {
          own.value = result;
        },
        () => {
          known = null;
        },
      );
    return value;
  };
}
