/** Which elements, and in which order: nothing here computes one. */
import { fail } from "../../error.ts";
import { permutation, purpose, randomStream } from "../../random.ts";
import { handles, type Indexed, indexed, isIndexed, type Late, perEpoch, type Source, streamed } from "./source.ts";

/** The elements at `places`, in that order. */
export function select<T>(source: Indexed<T>, places: Uint32Array): Indexed<T> {
  const { fixed, fresh, ahead } = source;
  return indexed(places.length, (index, reading) => source.get(places[index], reading), { fixed, fresh, ahead });
}

/** Elements number `begin` to `end`, without the one at `end`. */
export function range<T>(source: Source<T>, begin: number, end: number): Source<T> {
  const { fixed, fresh, ahead } = source;
  const size = source.size === null ? null : Math.max(0, Math.min(end, source.size) - begin);
  if (isIndexed(source))
    return indexed(size as number, (index, reading) => source.get(begin + index, reading), { fixed, fresh, ahead });
  return streamed<T>(
    size,
    async function* (reading, from) {
      let left = end - begin - from;
      if (left <= 0) return;
      for await (const late of handles(source, reading, begin + from)) {
        yield late;
        if (--left <= 0) return;
      }
    },
    { fixed, fresh, ahead },
  );
}

/** The elements of all `sources`, one source after another. */
export function concat<T>(sources: readonly Source<T>[]): Source<T> {
  const traits = {
    fixed: sources.every(({ fixed }) => fixed),
    fresh: sources.every(({ fresh }) => fresh),
    ahead: Math.max(...sources.map(({ ahead }) => ahead)),
  };
  const sizes = sources.map(({ size }) => size);
  const size = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, each) => sum + each, 0);
  if (size !== null && sources.every(isIndexed))
    return indexed(
      size,
      (index, reading) => {
        let part = 0;
        while (index >= sources[part].size) index -= sources[part++].size;
        return sources[part].get(index, reading);
      },
      traits,
    );
  return streamed<T>(
    size,
    async function* (reading, from) {
      for (const source of sources) {
        if (source.size !== null && from >= source.size) {
          from -= source.size;
          continue;
        }
        // Of a source that does not know its size, elements are counted as they go by.
        const inside = source.size === null ? 0 : from;
        if (source.size !== null) from = 0;
        for await (const late of handles(source, reading, inside)) if (from-- <= 0) yield late;
        from = Math.max(from, 0);
      }
    },
    traits,
  );
}

/** An epoch of `times` epochs of `source`. */
export function repeat<T>(source: Source<T>, times: number): Source<T> {
  const { size, fresh, ahead } = source;
  if (isIndexed(source) && source.size > 0)
    return indexed(
      source.size * times,
      (index, { epoch, signal }) => {
        const round = Math.floor(index / source.size);
        return source.get(index - round * source.size, { epoch: epoch * times + round, signal });
      },
      { fixed: source.fixed, fresh, ahead },
    );
  return streamed<T>(
    size === null ? null : size * times,
    async function* ({ epoch, signal }, from) {
      for (let round = 0; round < times; round++) {
        if (size !== null && from >= size) {
          from -= size;
          continue;
        }
        const inside = size === null ? 0 : from;
        if (size !== null) from = 0;
        for await (const late of handles(source, { epoch: epoch * times + round, signal }, inside))
          if (from-- <= 0) yield late;
        from = Math.max(from, 0);
      }
    },
    { fixed: source.fixed, fresh, ahead },
  );
}

/** All elements in an order drawn anew for each epoch. */
export function shuffle<T>(source: Indexed<T>, seed: number): Indexed<T> {
  const order = perEpoch((epoch) => permutation(source.size, seed, epoch));
  const { fresh, ahead } = source;
  return indexed(source.size, (index, reading) => source.get(order(reading.epoch)[index], reading), {
    ...{ fixed: false, fresh, ahead },
  });
}

/** Each next element is drawn from the `window` first ones that are left. */
export function shuffleWindow<T>(source: Source<T>, seed: number, window: number): Source<T> {
  const { size, fresh, ahead } = source;
  return streamed<T>(
    size,
    async function* (reading, from) {
      const random = randomStream({ seed, purpose: purpose.shuffle, index: 1, step: reading.epoch });
      const held: Late<T>[] = [];
      const draw = (): Late<T> => {
        const place = random.below(held.length);
        const drawn = held[place];
        held[place] = held[held.length - 1];
        held.pop();
        return drawn;
      };
      for await (const late of handles(source, reading, 0)) {
        held.push(late);
        if (held.length < window) continue;
        const drawn = draw();
        if (from-- <= 0) yield drawn;
      }
      while (held.length) {
        const drawn = draw();
        if (from-- <= 0) yield drawn;
      }
    },
    { fixed: false, fresh, ahead },
  );
}

/** Throws unless the elements of `source` can be had by place. */
export function checkIndexed<T>(source: Source<T>, where: string, hint: string): asserts source is Indexed<T> {
  if (!isIndexed(source))
    fail("option", {
      where,
      got: "a data set that can only be read in order",
      expected: "one whose elements can be had by place",
      hint,
    });
}
