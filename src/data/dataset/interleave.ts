import { purpose, type RandomStream, randomStream } from "../../random.ts";
import { indexed, isIndexed, type Late, perEpoch, type Source, streamed } from "./source.ts";

/** Index of the random numbers of mixtures, apart from those of shuffles. */
const MIXTURE = 2;

/** Draws which source is next, by weight among those that are left. */
class Draws {
  readonly #random: RandomStream;
  readonly #weights: readonly number[];
  readonly left: boolean[];

  constructor(weights: readonly number[], seed: number, epoch: number) {
    this.#random = randomStream({ seed, purpose: purpose.shuffle, index: MIXTURE, step: epoch });
    this.#weights = weights;
    this.left = weights.map(() => true);
  }

  next(): number {
    const whole = this.#weights.reduce((sum, weight, i) => (this.left[i] ? sum + weight : sum), 0);
    let drawn = (this.#random.uint32() / 2 ** 32) * whole;
    let last = -1;
    for (const [i, weight] of this.#weights.entries()) {
      if (!this.left[i]) continue;
      last = i;
      if (drawn < weight) return i;
      drawn -= weight;
    }
    return last;
  }
}

/** Elements of all `sources`, each in its order, mixed by chance; those that end drop out, or end the epoch. */
export function interleave<T>(
  sources: readonly Source<T>[],
  weights: readonly number[],
  seed: number,
  until: "all" | "first",
): Source<T> {
  const traits = {
    fixed: false,
    fresh: sources.every(({ fresh }) => fresh),
    ahead: Math.max(...sources.map(({ ahead }) => ahead)),
  };
  const sizes = sources.map(({ size }) => size);
  const size =
    until === "first" || sizes.includes(null) ? null : (sizes as number[]).reduce((sum, each) => sum + each, 0);
  if (size !== null && sources.every(isIndexed)) {
    const order = perEpoch((epoch) => mixture(sizes as number[], new Draws(weights, seed, epoch), size));
    return indexed(
      size,
      (index, reading) => {
        const { which, places } = order(reading.epoch);
        return sources[which[index]].get(places[index], reading);
      },
      traits,
    );
  }
  return streamed<T>(
    size,
    async function* (reading, from) {
      const draws = new Draws(weights, seed, reading.epoch);
      const opened: AsyncIterator<Late<T>, void, undefined>[] = sources.map((source) => source.open(reading, 0));
      try {
        while (draws.left.includes(true)) {
          const which = draws.next();
          const { done, value } = await opened[which].next();
          if (done && until === "first") return;
          if (done) draws.left[which] = false;
          else if (from-- <= 0) yield value;
        }
      } finally {
        await Promise.all(opened.map((each) => each.return?.()));
      }
    },
    traits,
  );
}

/** For each element of an epoch, which source it is of and its place there. */
function mixture(sizes: readonly number[], draws: Draws, size: number): { which: Uint16Array; places: Uint32Array } {
  const [which, places] = [new Uint16Array(size), new Uint32Array(size)];
  const taken = sizes.map(() => 0);
  sizes.forEach((each, i) => {
    draws.left[i] = each > 0;
  });
  for (let i = 0; i < size; i++) {
    which[i] = draws.next();
    places[i] = taken[which[i]]++;
    draws.left[which[i]] = taken[which[i]] < sizes[which[i]];
  }
  return { which, places };
}
