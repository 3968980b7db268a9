import { describe, expect, test } from "vitest";
import { type Dataset, dataset, interleave } from "../../../src/data/index.ts";
import { FoveaError } from "../../../src/index.ts";

/** Endless numbers, and how often they were opened and closed. */
function counted(): { data: Dataset<number>; opened: () => number; closed: () => number } {
  let [opened, closed] = [0, 0];
  const data = dataset(async function* () {
    opened++;
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      closed++;
    }
  });
  return { data, opened: () => opened, closed: () => closed };
}

/** Lets what was begun go on. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const derivations: [string, (data: Dataset<number>) => Dataset<unknown>][] = [
  ["itself", (data) => data],
  ["map", (data) => data.map((n) => n)],
  ["filter", (data) => data.filter((n) => n % 2 === 0)],
  ["flatMap", (data) => data.flatMap((n) => [n, n])],
  ["take, at its end", (data) => data.take(2)],
  ["skip", (data) => data.skip(2)],
  ["concat", (data) => dataset([1]).concat(data)],
  ["repeat", (data) => data.take(1).repeat(3)],
  ["zip", (data) => data.zip(dataset([1, 2, 3, 4]))],
  ["shuffle", (data) => data.shuffle({ window: 3 })],
  ["batch", (data) => data.batch(2, { collate: (values) => values })],
  ["cache", (data) => data.cache()],
  ["prefetch", (data) => data.map(async (n) => n).prefetch({ ahead: 5 })],
  ["interleave", (data) => interleave([data, dataset([1, 2, 3])])],
];

test.each(derivations)("leaving a loop over %s closes what it opened", async (_, derive) => {
  const { data, opened, closed } = counted();
  let count = 0;
  for await (const _ of derive(data)) if (++count === 3) break;
  expect(opened()).toBeGreaterThan(0);
  expect(closed()).toBe(opened());
});

test.each(derivations)("an error in a loop over %s closes what it opened", async (_, derive) => {
  const { data, opened, closed } = counted();
  const failing = derive(data).map(() => {
    throw new RangeError("no good");
  });
  await expect(failing.read().next()).rejects.toThrow(/^(element )?\d.*no good$|^element 0: no good$/);
  expect(closed()).toBe(opened());
});

test("leaving a loop aborts what was begun, and does not wait for what never comes", async () => {
  let aborted = 0;
  const data = dataset({
    size: 10,
    get: (n, _, signal) => {
      signal.addEventListener("abort", () => aborted++);
      return n === 0 ? n : new Promise<number>(() => {});
    },
  });
  for await (const _ of data.prefetch({ ahead: 4 })) {
    await turn();
    break;
  }
  expect(aborted).toBe(5);
  const stuck = dataset(async function* () {
    yield 1;
    await new Promise(() => {});
  });
  for await (const _ of stuck.prefetch()) break;
});

test("a reading that came to its end aborts nothing", async () => {
  let aborted = false;
  const data = dataset([1, 2]).map((n, { signal }) => {
    signal.addEventListener("abort", () => {
      aborted = true;
    });
    return n;
  });
  for await (const _ of data);
  expect(aborted).toBe(false);
});

test("a signal ends a reading with its reason, before it begins or while it waits", async () => {
  const reason = new Error("changed my mind");
  await expect(
    dataset([1])
      .read({ signal: AbortSignal.abort(reason) })
      .next(),
  ).rejects.toBe(reason);
  const controller = new AbortController();
  const never = dataset({ size: 1, get: () => new Promise(() => {}) });
  const next = never.read({ signal: controller.signal }).next();
  controller.abort(reason);
  await expect(next).rejects.toBe(reason);
  const passing = dataset([1]).map(
    (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const other = new AbortController();
  const waiting = passing.read({ signal: other.signal }).next();
  other.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

describe("prefetch", () => {
  test("has so many elements in the making, and gives them in order", async () => {
    let [running, most] = [0, 0];
    const data = dataset({ size: 20, get: (n) => n }).map(async (n) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5));
      running--;
      return n;
    });
    for (const ahead of [0, 1, 4]) {
      most = 0;
      const values: number[] = [];
      for await (const n of data.prefetch({ ahead })) values.push(n);
      expect(values).toEqual(Array.from({ length: 20 }, (_, n) => n));
      expect(most).toBe(ahead + 1);
    }
  });

  test("begins nothing that is skipped", async () => {
    const begun: number[] = [];
    const data = dataset({ size: 20, get: (n) => n }).map((n) => begun.push(n));
    for await (const _ of data.prefetch({ ahead: 3 }).read({ from: 10 })) {
      await turn();
      break;
    }
    expect(begun).toEqual([10, 11, 12, 13]);
  });
});

describe("errors keep their text and name the element", () => {
  const boom = (): never => {
    throw new TypeError("boom");
  };
  const rows: [string, Dataset<unknown>, RegExp][] = [
    ["of an element", dataset({ size: 3, get: boom }), /^element 0: boom$/],
    ["of a function", dataset([1, 2]).map((n) => (n === 2 ? boom() : n)), /^element 1: boom$/],
    ["later", dataset([1, 2]).map(async (n) => (n === 2 ? boom() : n)), /^element 1: boom$/],
    ["of a path", dataset(["a/b.png"]).map(boom), /^a\/b\.png: boom$/],
    ["of a sample with a name", dataset([{ name: "c.png" }]).map(boom), /^c\.png: boom$/],
    [
      "once, however deep",
      dataset(["d.png"]).map(boom).map(String).repeat(2).batch(2, { collate: String }),
      /^d\.png: boom$/,
    ],
    ["behind a shuffle, by its place before", dataset([1]).map(boom).shuffle(), /^element 0: boom$/],
    ["of a filter", dataset([1]).filter(boom), /^element 0: boom$/],
    [
      "of a collation",
      dataset([1, 2, 3]).batch(2, { collate: (all) => (all.length === 1 ? boom() : all) }),
      /^batch 1: boom$/,
    ],
    [
      "of a stream",
      dataset(async function* () {
        yield 1;
        boom();
      }),
      /^element 1: boom$/,
    ],
    ["of what opens a stream", dataset(boom as () => Iterable<number>), /^element 0: boom$/],
    ["of what is no stream", dataset((() => 3) as never), /^element 0: dataset: got 3, expected an iterable/],
    ["of text that was thrown", dataset([1]).map(() => Promise.reject("bad")), /^element 0: "bad"$/],
  ];
  test.each(rows)("%s", async (_, data, message) => {
    const error = await (async () => {
      for await (const _ of data);
    })().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FoveaError);
    expect((error as FoveaError).message).toMatch(message);
    expect((error as FoveaError).code).toMatch(/data|option/);
    if (/boom/.test(message.source)) expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  test("an error of fovea's that names the element stays as it is", async () => {
    const own = new FoveaError("format", "c.png: cut off.");
    const read = dataset(["c.png"])
      .map(() => Promise.reject(own))
      .read();
    await expect(read.next()).rejects.toBe(own);
  });

  test("an element that failed in a cache is tried again", async () => {
    let attempts = 0;
    const data = dataset([1])
      .map((n) => {
        if (attempts++ === 0) throw new Error("busy");
        return n;
      })
      .cache();
    await expect(data.read().next()).rejects.toThrow("element 0: busy");
    expect((await data.read().next()).value).toBe(1);
  });
});
