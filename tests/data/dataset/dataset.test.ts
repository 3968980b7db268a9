import { describe, expect, test } from "vitest";
import { type Context, Dataset, dataset, fromSamples, interleave } from "../../../src/data/index.ts";
import { permutation } from "../../../src/random.ts";

const numbers = (size: number): Dataset<number> => dataset(Array.from({ length: size }, (_, i) => i));

/** The same numbers, but only in order. */
const stream = (size: number): Dataset<number> =>
  dataset(async function* () {
    for (let i = 0; i < size; i++) yield i;
  });

async function all<T>(data: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of data) values.push(value);
  return values;
}

const both: [string, (size: number) => Dataset<number>][] = [
  ["by place", numbers],
  ["in order", stream],
];

describe.each(both)("elements had %s", (way, make) => {
  test("come all at once as an array, of any epoch, from any place", async () => {
    expect(await make(4).toArray()).toEqual([0, 1, 2, 3]);
    expect(await make(0).toArray()).toEqual([]);
    const epochs = make(4).map((value, { epoch }) => value + 10 * epoch);
    expect(await epochs.toArray({ epoch: 2, from: 1 })).toEqual([21, 22, 23]);
  });

  test("come in order, each once", async () => {
    expect(await all(make(5))).toEqual([0, 1, 2, 3, 4]);
    expect(await all(make(0))).toEqual([]);
    expect(make(5).size).toBe(way === "by place" ? 5 : null);
  });

  const pairsOf = { collate: (values: number[]) => values };
  const derived: [string, (data: Dataset<number>) => Dataset<unknown>, unknown[]][] = [
    ["map", (data) => data.map((n) => n * n), [0, 1, 4, 9, 16, 25, 36]],
    ["map, later", (data) => data.map(async (n) => n * n), [0, 1, 4, 9, 16, 25, 36]],
    ["filter", (data) => data.filter((n) => n % 2 === 1), [1, 3, 5]],
    ["filter behind filter", (data) => data.filter((n) => n > 1).filter(async (n) => n % 2 === 0), [2, 4, 6]],
    ["take", (data) => data.take(3), [0, 1, 2]],
    ["take of more than there are", (data) => data.take(30), [0, 1, 2, 3, 4, 5, 6]],
    ["skip", (data) => data.skip(5), [5, 6]],
    ["skip of all", (data) => data.skip(9), []],
    ["skip and take", (data) => data.skip(1).take(3).skip(1), [2, 3]],
    ["concat", (data) => data.take(2).concat(data.skip(5), data.take(1)), [0, 1, 5, 6, 0]],
    ["repeat", (data) => data.take(2).repeat(3), [0, 1, 0, 1, 0, 1]],
    [
      "zip",
      (data) => data.zip(data.skip(4)),
      [
        [0, 4],
        [1, 5],
        [2, 6],
      ],
    ],
    ["batch", (data) => data.batch(3, pairsOf), [[0, 1, 2], [3, 4, 5], [6]]],
    [
      "batch without the last",
      (data) => data.batch(3, { ...pairsOf, dropLast: true }),
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    ["prefetch", (data) => data.prefetch({ ahead: 3 }).map((n) => -n), [-0, -1, -2, -3, -4, -5, -6]],
    ["cache", (data) => data.map(async (n) => n + 1).cache(), [1, 2, 3, 4, 5, 6, 7]],
  ];

  test.each(derived)("%s", async (_, derive, expected) => {
    const data = derive(make(7));
    expect(await all(data)).toEqual(expected);
    if (data.size !== null) expect(data.size).toBe(expected.length);
  });

  const ordered: typeof derived = [
    ...derived,
    ["shuffle in a window", (data) => data.shuffle({ seed: 4, window: 3 }), []],
    ["interleave", (data) => interleave([data, data.map((n) => n + 10)], { weights: [1, 2], seed: 3 }), []],
    ["interleave up to the first end", (data) => interleave([data, data.take(2)], { until: "first", seed: 3 }), []],
    [
      "skipErrors",
      (data) =>
        data
          .map(oddFails)
          .skipErrors(() => {})
          .repeat(2),
      [],
    ],
  ];

  test.each(ordered)("%s: reading from any element on gives what is left", async (_, derive) => {
    const data = derive(make(7));
    const numbered = await all(data.read({ epoch: 2 }));
    for (let from = 0; from <= numbered.length; from++) {
      const rest = await all(data.read({ epoch: 2, from }));
      expect(numbered.slice(numbered.length - rest.length), `from ${from}`).toEqual(rest);
      if (!numbered.includes(undefined) && _ !== "skipErrors") expect(rest.length).toBe(numbered.length - from);
    }
  });

  test("skipping, taking and shuffling do no work on elements that are not read", async () => {
    const seen: number[] = [];
    const data = make(20).map((n) => {
      seen.push(n);
      return n;
    });
    await all(data.skip(15).take(2));
    expect(seen.splice(0)).toEqual([15, 16]);
    await all(data.batch(4, { collate: (values) => values }).read({ from: 4 }));
    expect(seen.splice(0)).toEqual([16, 17, 18, 19]);
    const [last] = await all(data.shuffle({ seed: 1, window: 5 }).read({ from: 19 }));
    expect(seen.splice(0)).toEqual([last]);
  });

  test("a function is told epoch and place, and repetitions are epochs of their own", async () => {
    const told: [number, number, number][] = [];
    const note = (n: number, { epoch, index }: Context): void => void told.push([n, epoch, index]);
    await all(make(2).map(note).repeat(2).read({ epoch: 3 }));
    expect(told).toEqual([
      [0, 6, 0],
      [1, 6, 1],
      [0, 7, 0],
      [1, 7, 1],
    ]);
  });

  test("a cache computes every element once, of whatever epoch", async () => {
    let count = 0;
    const data = make(5)
      .map((n, { epoch }) => [n, epoch, count++])
      .cache();
    const first = await all(data.read({ epoch: 4, from: 2 }));
    expect(first.map(([n, epoch]) => [n, epoch])).toEqual([
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    const second = await all(data.read({ epoch: 5 }));
    expect(second.slice(2)).toEqual(first);
    expect(count).toBe(5);
    expect(await all(data)).toEqual(second);
    expect(count).toBe(5);
  });

  test("elements that cannot be read are left out, each told once an epoch", async () => {
    const errors: string[] = [];
    const data = make(5)
      .map(oddFails)
      .skipErrors((error) => errors.push(error.message));
    expect(await all(data)).toEqual([0, 2, 4]);
    expect(errors.splice(0)).toEqual(["element 1: odd", "element 3: odd"]);
    expect(await all(data.batch(2, { collate: (values) => values }))).toEqual([[0], [2], [4]]);
    expect(
      await all(
        data
          .skip(1)
          .take(1)
          .batch(2, { collate: (values) => values }),
      ),
    ).toEqual([]);
  });
});

const oddFails = (n: number): number => {
  if (n % 2) throw new Error("odd");
  return n;
};

describe("shuffle", () => {
  test("goes through a permutation, another one each epoch, the same for a seed", async () => {
    const data = numbers(50).shuffle({ seed: 7 });
    for (const epoch of [0, 1, 5]) expect(await all(data.read({ epoch }))).toEqual([...permutation(50, 7, epoch)]);
    expect(await all(numbers(50).shuffle({ seed: 8 }))).not.toEqual(await all(data));
    expect((await all(data.take(10))).length).toBe(10);
  });

  test("a window gives each element once, none earlier than the window allows, another order each epoch", async () => {
    const data = stream(100).shuffle({ seed: 7, window: 10 });
    const order = await all(data);
    expect(order.toSorted((a, b) => a - b)).toEqual(await all(stream(100)));
    expect(order.every((n, place) => n < place + 10)).toBe(true);
    expect(order).not.toEqual(await all(data.read({ epoch: 1 })));
    expect(order).toEqual(await all(numbers(100).shuffle({ seed: 7, window: 10 })));
  });

  test("a window of one changes nothing, a window as large as the data set shuffles all of it", async () => {
    expect(await all(stream(9).shuffle({ window: 1 }))).toEqual(await all(stream(9)));
    const firsts = await Promise.all(
      Array.from({ length: 200 }, async (_, seed) => (await all(stream(5).shuffle({ seed, window: 5 })))[0]),
    );
    const counts = [0, 1, 2, 3, 4].map((n) => firsts.filter((first) => first === n).length);
    expect(Math.min(...counts)).toBeGreaterThan(20);
  });
});

describe("interleave", () => {
  const letters = dataset(["a", "b", "c"]);
  test("gives every element once, each data set in its order, by chance of the seed", async () => {
    const mixed = interleave([numbers(30).map(String), letters], { seed: 5 });
    const values = await all(mixed);
    expect(mixed.size).toBe(33);
    expect(values.filter((value) => value >= "a")).toEqual(["a", "b", "c"]);
    expect(values.filter((value) => value < "a").map(Number)).toEqual(await all(numbers(30)));
    expect(await all(mixed)).toEqual(values);
    expect(await all(mixed.read({ epoch: 1 }))).not.toEqual(values);
  });

  test("draws by weight", async () => {
    const zeros = numbers(4000).map(() => 0);
    const values = await all(interleave([zeros, zeros.map(() => 1)], { weights: [3, 1] }).take(4000));
    expect(values.filter((value) => value === 1).length).toBeGreaterThan(900);
    expect(values.filter((value) => value === 1).length).toBeLessThan(1100);
  });

  test("ends with the first that ends, when told to", async () => {
    const mixed = interleave([numbers(1000), numbers(3).map((n) => -n - 1)], { until: "first", weights: [1, 1] });
    const values = await all(mixed);
    expect(values.length).toBeLessThan(100);
    expect(mixed.size).toBeNull();
  });
});

test("samples in memory become single samples without copies, with what the loader knows of them", async () => {
  const x = Uint8Array.from({ length: 24 }, (_, i) => i);
  const data = fromSamples({ x, y: Uint8Array.of(0, 1), classes: ["a", "b"] }, { shape: [2, 3, 2] });
  const samples = await all(data);
  expect(samples[1]).toEqual({ x: { width: 3, height: 2, channels: 2, data: x.subarray(12) }, y: 1 });
  expect((samples[1].x as { data: Uint8Array }).data.buffer).toBe(x.buffer);
  expect([data.classes, data.labels]).toEqual([["a", "b"], Uint8Array.of(0, 1)]);
  expect(await all(fromSamples({ x, size: 4 }))).toHaveLength(4);
});

test("labels and classes go along with the places they belong to", async () => {
  const data = dataset(["a", "b", "c", "d"], { classes: ["no", "yes"], labels: [0, 1, 0, 1] });
  const labels = (each: Dataset<unknown>): number[] | null => each.labels && Array.from(each.labels);
  expect(labels(data.select([3, 0]))).toEqual([1, 0]);
  expect(labels(data.skip(1).take(2))).toEqual([1, 0]);
  expect(labels(data.map((value) => value + 1).cache())).toEqual([0, 1, 0, 1]);
  expect(labels(data.concat(data.take(1)))).toEqual([0, 1, 0, 1, 0]);
  expect(labels(data.take(3).repeat(2))).toEqual([0, 1, 0, 0, 1, 0]);
  expect(labels(data.shuffle())).toBeNull();
  expect(labels(data.filter(() => true))).toBeNull();
  expect(data.filter(() => true).shuffle({ window: 2 }).classes).toEqual(["no", "yes"]);
  expect(data).toBeInstanceOf(Dataset);
});
