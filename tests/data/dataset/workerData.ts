/** What the workers of workers.test.ts run; the test bundles it, as workers load no TypeScript. */
import { type Dataset, dataset, inWorkers, type Sample, type Samples, serve } from "../../../src/data/index.ts";

const picture = (n: number, epoch: number): Sample => ({
  x: { width: 2, height: 2, channels: 1, data: Uint8Array.of(n, epoch, n >> 1, 7) },
  y: n % 3,
  name: `picture ${n}`,
});

/** `size` pictures that depend on epoch and index, shuffled. */
export const pictures = (size: number): Dataset<Sample> =>
  dataset({ size, get: (n) => n }, { classes: ["a", "b", "c"], labels: Array.from({ length: size }, (_, n) => n % 3) })
    .map(async (n, { epoch }) => picture(n, epoch))
    .shuffle({ seed: 5 });

export const batches = (size: number): Dataset<Samples> => pictures(size).batch(4);

/** The same pictures, only in order. */
export const stream = (size: number): Dataset<Sample> =>
  dataset((epoch) => pictures(size).read({ epoch })).map((sample, { index }) => ({ ...sample, weight: index + 1 }));

/** One array for all elements, and the same elements in every epoch: what must not be handed over. */
export function shared(): Dataset<Uint8Array> {
  const all = Uint8Array.from({ length: 8 }, (_, i) => i);
  return dataset([0, 2, 4]).map((at) => all.subarray(at, at + 2));
}

const kept = [Float32Array.of(1, 2), { deep: [new Uint16Array([3])] }];
export default (): Dataset<unknown> => dataset<unknown>(kept);

export const failing = (): Dataset<number> =>
  dataset([0, 1, 2, 3]).map((n) => {
    if (n === 2) throw new Error("cannot be decoded");
    return n;
  });
export const skipping = (): Dataset<number> => failing().skipErrors(() => {});
export const brokenStream = (): Dataset<number> =>
  dataset(async function* () {
    yield 0;
    yield 1;
    throw new Error("the connection broke");
  });
export const unsendable = (): Dataset<unknown> => dataset([1, 2]).map((n) => (n === 2 ? { run: () => n } : { n }));
export const crashing = (): Dataset<number> =>
  dataset([0, 1, 2]).map((n) => {
    if (n === 1) process.exit(3);
    return n;
  });
export const throwing = (): Dataset<number> =>
  dataset([0, 1, 2]).map(
    (n) =>
      new Promise((resolve) => {
        if (n === 1)
          setTimeout(() => {
            throw new Error("out of nowhere");
          });
        else resolve(n);
      }),
  );
/** Elements of which all but the first come only when nobody wants them any more. */
export const slow = (): Dataset<number> =>
  dataset({
    size: 100,
    get: (n, _, signal) =>
      n === 0 ? 0 : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
export const notData = (): unknown => [1, 2, 3];
export const refusing = (what: string): never => {
  throw new Error(`there is no ${what}`);
};
export const notAFunction = 3;

export { inWorkers, serve };
