import { after, indexed, isIndexed, isPromise, type Maybe, type Source, skipped, streamed } from "./source.ts";

type Pairing<T, U> = readonly [T, U];

/** Elements of both side by side, as many as the shorter has. */
export function zip<T, U>(a: Source<T>, b: Source<U>): Source<Pairing<T, U>> {
  const traits = { fixed: a.fixed && b.fixed, fresh: a.fresh && b.fresh, ahead: Math.max(a.ahead, b.ahead) };
  const size = a.size === null || b.size === null ? null : Math.min(a.size, b.size);
  if (isIndexed(a) && isIndexed(b))
    return indexed(
      Math.min(a.size, b.size),
      (index, reading) => pair(a.get(index, reading), b.get(index, reading)),
      traits,
    );
  return streamed<Pairing<T, U>>(
    size,
    async function* (reading, from) {
      const [left, right] = [a.open(reading, from), b.open(reading, from)];
      try {
        for (;;) {
          const [one, other] = [await left.next(), await right.next()];
          if (one.done || other.done) return;
          yield () => pair(one.value(), other.value());
        }
      } finally {
        await Promise.all([left.return?.(), right.return?.()]);
      }
    },
    traits,
  );
}

function pair<T, U>(
  a: Maybe<T> | Promise<Maybe<T>>,
  b: Maybe<U> | Promise<Maybe<U>>,
): Maybe<Pairing<T, U>> | Promise<Maybe<Pairing<T, U>>> {
  if (isPromise(b)) b.catch(() => {}); // where `a` fails first, that is the error
  return after(a, (one) =>
    after<Maybe<U>, Maybe<Pairing<T, U>>>(b, (other) =>
      one === skipped || other === skipped ? skipped : [one, other],
    ),
  );
}
