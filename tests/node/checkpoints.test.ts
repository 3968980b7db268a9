// Checkpoints in a folder: which are kept, and what is found again when some are damaged.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adam, type FitOptions, FoveaError, type Model, sgd } from "../../src/index.ts";
import { accuracy } from "../../src/metrics/index.ts";
import { type CheckpointOptions, checkpoints, latestCheckpoint, loadModel } from "../../src/node/index.ts";
import { earlyStopping } from "../../src/training/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, ofKind, smallModel, train } from "../train/toys.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "fovea-checkpoints-")), "run");
});
afterEach(() => {
  if (existsSync(folder)) chmodSync(folder, 0o700);
  rmSync(join(folder, ".."), { recursive: true });
});

const core = await sharedEngine({ threads: 1 });
const samples = bands(20);
const validation = bands(12, 5);
const options = { epochs: 3, batchSize: 5, loss, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) };

/** Trains until `leave` says so, with checkpoints; returns the names of the files that were written. */
async function trained(
  net: Model,
  how: CheckpointOptions,
  more: Partial<FitOptions> = {},
  leave: (step: number) => boolean = () => false,
): Promise<string[]> {
  const saved = checkpoints(folder, how);
  const written: string[] = [];
  for await (const event of net.fit(samples, { ...options, ...more })) {
    written.push(...(await saved.after(event, net)).map((path) => path.slice(folder.length + 1)));
    if (leave(event.step)) break;
  }
  return written;
}

const stepsOf = (names: readonly string[]): number[] =>
  names.flatMap((name) => (/-step-(\d+)-/.exec(name) ? [Number(/-step-(\d+)-/.exec(name)?.[1])] : []));
const listed = (): string[] => readdirSync(folder).sort();
const newest = (): string =>
  join(
    folder,
    listed()
      .filter((name) => name.startsWith("checkpoint-"))
      .at(-1) as string,
  );

describe("which are written and kept", () => {
  test.each<[string, CheckpointOptions, number[], number[]]>([
    ["every epoch, the last three", {}, [4, 8, 12], [4, 8, 12]],
    ["every second epoch", { every: { epochs: 2 } }, [8], [8]],
    [
      "every fifth step and every epoch",
      { every: { steps: 5, epochs: 1 }, keep: 9 },
      [4, 5, 8, 10, 12],
      [4, 5, 8, 10, 12],
    ],
    ["every three steps, the last two", { every: { steps: 3 }, keep: 2 }, [3, 6, 9, 12], [9, 12]],
    ["every so many seconds that none is due", { every: { seconds: 1000 } }, [], []],
  ])("%s", async (_, how, written, kept) => {
    using net = await smallModel();
    expect(stepsOf(await trained(net, how))).toEqual(written);
    expect(stepsOf(listed())).toEqual(kept);
  });

  test("after so many seconds, however many steps that is", async () => {
    using net = await smallModel();
    const written = await trained(net, { every: { seconds: 1e-9 }, keep: 100 });
    expect(stepsOf(written)).toEqual([1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12]);
  });

  test("the best one, by the validation, with what it is of", async () => {
    using net = await smallModel();
    const values: number[] = [];
    const saved = checkpoints(folder, { every: { steps: 100 }, best: { metric: "accuracy" } });
    const more = { validation, metrics: [accuracy()], epochs: 6, optimizer: adam({ learningRate: 0.01 }) };
    const hashes: string[] = [];
    for await (const event of net.fit(samples, { ...options, ...more })) {
      const written = await saved.after(event, net);
      if (event.kind !== "validation") {
        expect(written).toEqual([]);
        continue;
      }
      const better = event.accuracy! > Math.max(-1, ...values);
      expect(written).toEqual(better ? [join(folder, "best.safetensors")] : []);
      values.push(event.accuracy!);
      hashes.push(net.parametersHash());
    }
    const best = values.indexOf(Math.max(...values));
    using found = await loadModel(join(folder, "best.safetensors"), { engine: core });
    expect(found.parametersHash()).toBe(hashes[best]);
    expect(JSON.parse(readFileSync(join(folder, "best.json"), "utf8"))).toEqual({
      ...{ metric: "accuracy", mode: "max", value: values[best], epoch: best + 1, step: 4 * (best + 1) },
    });
  });

  test("one more when the training stops early, with the parameters that it ends with", async () => {
    using net = await smallModel();
    const stopping = earlyStopping({ metric: "accuracy", minDelta: 2, patience: 0 });
    await trained(net, { every: { steps: 1000 } }, { stopping });
    const found = await latestCheckpoint(folder, { engine: core });
    expect(found?.step).toBe(8);
    expect(found?.net.parametersHash()).toBe(net.parametersHash());
    expect(found?.net.position).toMatchObject({ restored: true });
    found?.net.dispose();
  });

  test("what a killed process left unfinished is swept, other files stay", async () => {
    using net = await smallModel();
    await trained(net, {}, { epochs: 1 });
    const part = ".checkpoint-000002-step-8-0123456789abcdef.safetensors.0123456789ab.part";
    for (const name of [part, "notes.txt", "checkpoint.safetensors"]) writeFileSync(join(folder, name), "x");
    using again = await smallModel();
    await trained(again, { keep: 1 }, { epochs: 1 });
    expect(listed()).toEqual([
      expect.stringMatching(/^checkpoint-000002-step-4-/),
      "checkpoint.safetensors",
      "notes.txt",
    ]);
  });
});

describe("going on", () => {
  test.each([1, 4, 5, 8, 10])(
    "after a kill behind step %i ends with the same bits and the same best",
    async (killed) => {
      const how = { every: { steps: 1 }, keep: 2, best: { metric: "loss" } };
      using whole = await smallModel();
      await trained(whole, how, { validation });
      const best = readFileSync(join(folder, "best.json"), "utf8");
      const hash = whole.parametersHash();
      rmSync(folder, { recursive: true });
      using first = await smallModel();
      await trained(first, how, { validation }, (step) => step === killed);
      const found = await latestCheckpoint(folder, { engine: core });
      expect(found).toMatchObject({ step: killed, damaged: [] });
      using net = found!.net;
      await trained(net, how, { validation, resume: true });
      expect(net.parametersHash()).toBe(hash);
      expect(readFileSync(join(folder, "best.json"), "utf8")).toBe(best);
    },
  );

  test("in a folder of another training, its best does not count", async () => {
    using net = await smallModel();
    const how = { best: { metric: "loss" } };
    await trained(net, how);
    const path = join(folder, "best.json");
    const far = { ...JSON.parse(readFileSync(path, "utf8")), value: -5 };
    writeFileSync(path, JSON.stringify(far));
    using again = await smallModel();
    expect((await trained(again, how, { epochs: 1 })).filter((name) => name === "best.safetensors")).toHaveLength(1);
    writeFileSync(path, "{ damaged");
    using third = await smallModel();
    expect((await trained(third, how, { epochs: 1 })).filter((name) => name === "best.safetensors")).toHaveLength(1);
  });
});

describe("the latest", () => {
  test("is none in an empty folder, or none at all", async () => {
    expect(await latestCheckpoint(folder, { engine: core })).toBe(null);
    expect(await latestCheckpoint(tmpdir(), { engine: core })).toBe(null);
  });

  test.each<[string, (path: string) => void]>([
    ["cut off", (path) => truncateSync(path, 1000)],
    ["empty", (path) => truncateSync(path, 0)],
    [
      "changed in one bit",
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 100] ^= 4;
        writeFileSync(path, bytes);
      },
    ],
  ])("is the one before where the newest is %s, and says so; training goes on to the same bits", async (_, damage) => {
    using net = await smallModel();
    await trained(net, {});
    const [path, size] = [newest(), readFileSync(newest()).length];
    damage(path);
    const found = await latestCheckpoint(folder, { engine: core });
    expect(found).toMatchObject({ step: 8, damaged: [expect.stringContaining(`${path} is damaged: its `)] });
    using again = found!.net;
    await trained(again, {}, { resume: true });
    expect(again.parametersHash()).toBe(net.parametersHash());
    expect(readFileSync(newest()).length).toBe(size);
    expect((await latestCheckpoint(folder, { engine: core }))?.damaged).toEqual([]);
  });

  test("when none is whole is an error that names them", async () => {
    using net = await smallModel();
    await trained(net, { keep: 1 });
    const path = newest();
    truncateSync(path, 10);
    const error = await latestCheckpoint(folder, { engine: core }).catch((reason) => reason);
    expect(error).toBeInstanceOf(FoveaError);
    expect(error).toMatchObject({ code: "file" });
    expect(error.message).toBe(
      `no checkpoint in ${folder} is whole. ${path} is damaged: its 10 bytes are not those that were written. Hint: begin anew.`,
    );
  });
});

test("a folder that cannot be made or written to is one error, and the checkpoints before stay", async () => {
  writeFileSync(folder, "a file");
  using net = await smallModel();
  await expect(trained(net, {})).rejects.toThrow(`cannot make the folder ${folder}: a file of that name is in the way`);
  rmSync(folder);
  await trained(net, {}, { epochs: 1 });
  const before = listed();
  const saved = checkpoints(folder, { keep: 1 });
  rmSync(folder, { recursive: true });
  await expect(
    (async () => {
      for await (const event of net.fit(samples, options)) {
        if (event.step === 2) rmSync(folder, { recursive: true, force: true });
        await saved.after(event, net);
      }
    })(),
  ).rejects.toThrow(/cannot write .*no such file or folder/);
  expect(before).toHaveLength(1);
  expect(net.position?.step).toBe(4);
});

test.each<[string, () => unknown, RegExp]>([
  ["no folder", () => checkpoints(""), /^checkpoints, folder: got "", expected the path of a folder\.$/],
  ["an unknown option", () => checkpoints("a", { last: 3 } as never), /^checkpoints: got unknown option "last"/],
  ["none kept", () => checkpoints("a", { keep: 0 }), /^checkpoints\.keep: got 0, expected a positive whole number\.$/],
  ["half a step", () => checkpoints("a", { every: { steps: 0.5 } }), /^checkpoints\.every: got 0\.5 steps, /],
  [
    "no time",
    () => checkpoints("a", { every: { seconds: 0 } }),
    /^checkpoints\.every: got 0 seconds, expected steps or epochs/,
  ],
  ["nothing", () => checkpoints("a", { every: {} as never }), /^checkpoints\.every: got \{\}, /],
  ["a mode", () => checkpoints("a", { best: { mode: "up" as never } }), /^checkpoints\.best\.mode: got "up"/],
  ["no metric", () => checkpoints("a", { best: { metric: 3 as never } }), /^checkpoints\.best\.metric: got 3/],
])("%s is refused", (_, attempt, message) => {
  expect(attempt).toThrow(message);
});

test("a best of what the training does not find is an error at the first outcome", async () => {
  using net = await smallModel();
  await expect(trained(net, { best: { metric: "f1" } })).rejects.toThrow("checkpoints.best.metric: got");
  expect(ofKind(await train(net, samples, options), "epoch")).toHaveLength(3);
});
