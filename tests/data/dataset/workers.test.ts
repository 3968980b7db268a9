import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { type Dataset, inWorkers, type WorkerOptions } from "../../../src/data/index.ts";
import type { FoveaError, Samples } from "../../../src/index.ts";
import { bundled } from "../../harness/bundled.ts";

const module = await bundled(new URL("workerData.ts", import.meta.url));
const folder = dirname(fileURLToPath(module));

async function all<T>(data: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of data) values.push(value);
  return values;
}

const open = <T>(name: string, options: WorkerOptions = {}): ReturnType<typeof inWorkers<T>> =>
  inWorkers<T>(module, { export: name, ...options });

async function errorOf(attempt: () => Promise<unknown>): Promise<FoveaError> {
  const error = await attempt().then(
    () => expect.unreachable("nothing was thrown"),
    (reason: unknown) => reason,
  );
  expect(error).toHaveProperty("name", "FoveaError"); // with 0 workers of the bundle's own class
  return error as FoveaError;
}

describe.each(["pictures", "batches", "stream"])("%s", (name) => {
  test.each([1, 2, 3])(
    "%i workers give what this thread gives, in every epoch and from any element on",
    async (workers) => {
      const here: Dataset<unknown> = await open(name, { workers: 0, args: [11] });
      using there = await open<unknown>(name, { workers, args: [11] });
      const known = ({ size, classes, labels, batched }: Dataset<unknown>): unknown => ({
        ...{ size, classes, batched },
        labels: labels && Array.from(labels),
      });
      expect(known(there)).toEqual(known(here));
      for (const epoch of [0, 1, 4])
        for (const from of [0, 1, 2, 5])
          expect(await all(there.read({ epoch, from })), `epoch ${epoch} from ${from}`).toEqual(
            await all(here.read({ epoch, from })),
          );
    },
  );
});

test("what elements share, or keep, is still theirs after it was sent", async () => {
  using data = await open<Uint8Array>("shared");
  const values = [Uint8Array.of(0, 1), Uint8Array.of(2, 3), Uint8Array.of(4, 5)];
  expect(await all(data)).toEqual(values);
  expect(await all(data)).toEqual(values);
  using kept = await inWorkers(module);
  const first = await all(kept);
  expect(first).toEqual([Float32Array.of(1, 2), { deep: [Uint16Array.of(3)] }]);
  expect(await all(kept)).toEqual(first);
});

test("elements in workers can be shuffled, split and batched here too", async () => {
  using data = await open<never>("pictures", { args: [12], workers: 2 });
  const batches: Samples[] = await all(data.batch(5));
  expect(batches.map(({ size }) => size)).toEqual([5, 5, 2]);
  expect(batches.flatMap(({ names = [] }) => names).toSorted()).toEqual(
    Array.from({ length: 12 }, (_, n) => `picture ${n}`).toSorted(),
  );
});

test("a worker of one's own file serves the same", async () => {
  const file = join(folder, "own.mjs");
  writeFileSync(file, `import { serve, batches } from "./bundle.mjs"; serve((size) => batches(size));`);
  using own = await inWorkers<Samples>(() => new Worker(file), { args: [9], workers: 2 });
  expect(await all(own)).toEqual(await all(await open<Samples>("batches", { args: [9], workers: 0 })));
});

describe.each([0, 1, 2])("with %i workers", (workers) => {
  const loading: [what: string, name: string, message: RegExp][] = [
    ["an export that is missing", "nothing", /: it exports no function "nothing"\.?$/],
    ["an export that is no function", "notAFunction", /: it exports no function "notAFunction"\.?$/],
    ["a function that makes no data set", "notData", /: its function "notData" gave no data set\.?$/],
    ["a function that throws", "refusing", /: there is no folder\.?$/],
  ];
  test.each(loading)("%s is told", async (_, name, message) => {
    const error = await errorOf(() => open(name, { workers, args: ["folder"] }));
    expect(error.message).toMatch(message);
    expect(error.message).toContain(module.href);
    expect(error.code).toBe("data");
  });

  test("a module that is not there is told", async () => {
    const error = await errorOf(() => inWorkers(new URL("nowhere.mjs", module), { workers }));
    expect(error.message).toMatch(/nowhere\.mjs: .*(Cannot find|Failed to load|does not exist).*nowhere\.mjs/);
  });

  test("what an element throws is told, by name, after those before it", async () => {
    using data = await open<number>("failing", { workers });
    const read: number[] = [];
    const error = await errorOf(async () => {
      for await (const n of data) read.push(n);
    });
    expect([read, error.message, error.code]).toEqual([[0, 1], "element 2: cannot be decoded", "data"]);
    expect(await all(data.skip(3)), "and others can still be read").toEqual([3]);
  });

  test("elements that cannot be read are left out where the data set says so", async () => {
    using data = await open<number>("skipping", { workers });
    expect(await all(data)).toEqual([0, 1, 3]);
  });

  test("a stream that breaks is told", async () => {
    using data = await open<number>("brokenStream", { workers });
    const error = await errorOf(() => all(data));
    expect(error.message).toBe("element 2: the connection broke");
  });

  test("leaving the loop does not wait for what was begun", async () => {
    using data = await open<number>("slow", { workers });
    for await (const n of data.prefetch({ ahead: 5 })) if (n === 0) break;
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(all(data.read({ from: 1, signal: controller.signal }))).rejects.toThrow("enough");
  });
});

describe("a worker that breaks down", () => {
  test.each([
    ["ends", "crashing", /^inWorkers, worker 0 of .*bundle\.mjs: the worker broke down: it ended with code 3\.$/],
    ["throws where nobody catches", "throwing", /^inWorkers, worker 0 of .*: the worker broke down: out of nowhere\.$/],
  ])("as it %s is told, and a new one takes its place", async (_, name, message) => {
    using data = await open<number>(name, { ahead: 0 });
    const error = await errorOf(() => all(data));
    expect(error.message).toMatch(message);
    expect(error.code).toBe("runtime");
    expect(await all(data.skip(2))).toEqual([2]);
  });

  test("as it is disposed of is told to those who wait", async () => {
    const data = await open<number>("slow");
    const waiting = errorOf(() => all(data.skip(1)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    data.dispose();
    expect((await waiting).message).toMatch(/it was disposed of\.$/);
  });
});

test("an element that cannot be sent is told by name", async () => {
  using data = await open("unsendable");
  const error = await errorOf(() => all(data));
  expect(error.message).toMatch(/^element 1: got a value that no worker can send \(.*\), expected plain objects/);
});

test("args that cannot be sent are told", async () => {
  const error = await errorOf(() => open("pictures", { args: [() => 1] }));
  expect([error.code, error.message]).toEqual(["option", expect.stringMatching(/: args cannot be sent: .*cloned/)]);
});

test.each([
  [
    "a path that is no address",
    "./data.js",
    {},
    /^inWorkers: got "\.\/data\.js", expected the absolute address .*Hint: new URL/,
  ],
  ["half a worker", module, { workers: 0.5 }, /^inWorkers\.workers: got 0\.5, expected a whole number/],
  ["an export that is no name", module, { export: 3 }, /^inWorkers\.export: got 3, expected the name of a function/],
  ["args that are no array", module, { args: 3 }, /^inWorkers\.args: got 3, expected an array/],
  ["an unknown option", module, { worker: 1 }, /^inWorkers: got unknown option "worker".*did you mean "workers"\?$/],
  [
    "no workers of a function",
    () => new Worker(""),
    { workers: 0 },
    /^inWorkers\.workers: got 0 workers of a function/,
  ],
])("%s is an error", async (_, from, options, message) => {
  const error = await errorOf(() => inWorkers(from, options as WorkerOptions));
  expect(error.message).toMatch(message);
  expect(error.code).toBe("option");
});

test.each(["read to the end", "left in the middle"])("a process ends by itself with a data set %s", (way) => {
  const file = join(folder, `end-${way.length}.mjs`);
  const leave = way === "left in the middle" ? "break;" : "";
  writeFileSync(
    file,
    `import { inWorkers } from "./bundle.mjs";
     const data = await inWorkers(new URL("bundle.mjs", import.meta.url), { export: "pictures", args: [6], workers: 2 });
     let count = 0;
     for await (const _ of data) { count++; ${leave} }
     console.log(count);`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { timeout: 8000, encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: leave ? "1\n" : "6\n", stderr: "" });
});
