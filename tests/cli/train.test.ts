// Training and what follows it, on few drawn digits.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode as encodePng } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digits } from "../../src/data/index.ts";
import { fovea, jsonLines, makeFolder, removeFolder, temporaryFolder } from "./fovea.ts";

const SMALL = ["train", "lenet5", "--samples", "500", "--epochs", "2", "--batch", "50"];
const STEPS = 20;

test("--json prints objects only, and the result as the last one", async () => {
  const out = join(temporaryFolder(), "run");
  const { code, stdout, stderr } = await fovea([...SMALL, "--out", out, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = jsonLines(stdout);
  const kinds = lines.map(({ kind }) => kind);
  expect(kinds[0]).toBe("start");
  for (const kind of ["epoch", "validation"]) expect(kinds.filter((each) => each === kind)).toHaveLength(2);
  expect(kinds.filter((kind) => kind === "step").length).toBeLessThanOrEqual(STEPS);
  const done = lines[lines.length - 1];
  expect(Object.keys(done)).toEqual(["kind", "accuracy", "loss", "seconds", "steps", "parametersHash", "out"]);
  expect(done).toMatchObject({ kind: "done", steps: STEPS, out });
  expect(done.accuracy).toBeGreaterThan(0.3);
  expect(done.accuracy).toBeLessThanOrEqual(1);
  expect(done.seconds).toBeGreaterThan(0);
  expect(done.parametersHash).toMatch(/^[0-9a-f]{16}$/);
  expect(readdirSync(out).sort()).toEqual([
    "checkpoints",
    "config.json",
    "events.jsonl",
    "events.out.tfevents.fovea",
    "model.safetensors",
    "progress.json",
    "report.html",
  ]);
});

test("the same options give the same bits with 1 and 2 threads, another seed gives others", async () => {
  const folder = temporaryFolder();
  const hash = async (name: string, ...args: string[]): Promise<unknown> => {
    const { stdout } = await fovea([...SMALL, "--json", "--out", join(folder, name), ...args]);
    return jsonLines(stdout).at(-1)?.parametersHash;
  };
  const one = await hash("one", "--threads", "1");
  expect(await hash("two", "--threads", "2")).toBe(one);
  expect(await hash("other", "--seed", "2")).not.toBe(one);
});

test("without a terminal: a line for each epoch on stderr, the result on stdout, no escape codes", async () => {
  const out = join(temporaryFolder(), "run");
  const { code, stdout, stderr } = await fovea([...SMALL, "--out", out]);
  expect(code).toBe(0);
  expect(stderr.match(/^epoch [12]\/2 .*images\/s/gm)).toHaveLength(2);
  expect(stdout).toMatch(/^test accuracy \d+\.\d+ %, loss [\d.]+, after 0:\d\d of training\n/);
  expect(stdout).toContain(`saved in ${out}`);
  expect(stdout + stderr).not.toContain("\x1b");
});

test("a folder of a data set's name is not taken for it, and says how it would be", async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "digits"));
  const { stdout, stderr } = await fovea([...SMALL, "--data", "digits", "--epochs", "1"], { cwd });
  expect(stdout + stderr).toContain(
    "digits is fovea's own data set here, not the folder: --data ./digits trains on that",
  );
});

test("without --out each run has a folder of its own, and --resume takes the last", async () => {
  const cwd = temporaryFolder();
  const out = async (...args: string[]): Promise<unknown> =>
    jsonLines((await fovea([...args, "--json"], { cwd })).stdout).at(-1)?.out;
  expect(await out(...SMALL)).toBe(join("runs", "lenet5-digits"));
  expect(await out(...SMALL)).toBe(join("runs", "lenet5-digits-2"));
  expect(await out("train", "lenet5", "--resume")).toBe(join("runs", "lenet5-digits-2"));
});

describe("a finished run", () => {
  let folder: string;
  let out: string;
  let done: Record<string, unknown>;
  beforeAll(async () => {
    folder = makeFolder();
    out = join(folder, "run");
    const { stdout } = await fovea([...SMALL, "--out", out, "--json"]);
    done = jsonLines(stdout).at(-1) as Record<string, unknown>;
  });
  afterAll(() => removeFolder(folder));

  test("--resume tests it again, with the same result", async () => {
    const { code, stdout } = await fovea(["train", "lenet5", "--resume", "--out", out, "--json"]);
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.map(({ kind }) => kind)).toEqual(["start", "done"]);
    expect(lines[1]).toEqual(done);
  });

  test.each([
    ["--epochs", "3", /--epochs 3 contradicts the run in .*, which has 2: .*learning rate.*--overwrite/],
    ["--seed", "9", /--seed 9 contradicts the run in .*, which has 1/],
    ["--lr", "0.5", /--lr 0.5 contradicts/],
    ["--data", "mnist", /--data mnist contradicts/],
  ])("--resume with %s %s contradicts it", async (option, value, says) => {
    const { code, stderr } = await fovea(["train", "lenet5", "--resume", "--out", out, option, value]);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  test("--resume with the same options, or others that change no bit, is fine", async () => {
    const again = [...SMALL, "--resume", "--threads", "1", "--checkpoint-every", "5", "--out", out];
    expect(await fovea(again)).toMatchObject({ code: 0 });
  });

  test("is not lost to a new one, unless with --overwrite", async () => {
    const before = readFileSync(join(out, "model.safetensors"));
    const refused = await fovea([...SMALL, "--seed", "5", "--out", out]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds a run already.*--resume.*--overwrite/),
    });
    expect(readFileSync(join(out, "model.safetensors"))).toEqual(before);
    const copy = join(temporaryFolder(), "run");
    await fovea([...SMALL, "--out", copy]);
    const { stdout, code } = await fovea([...SMALL, "--seed", "5", "--overwrite", "--out", copy, "--json"]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-1)?.parametersHash).not.toBe(done.parametersHash);
  });

  test("evaluate: the same accuracy and loss, from the folder, the file or the last checkpoint", async () => {
    const { accuracy, loss } = done;
    const last = readdirSync(join(out, "checkpoints")).findLast((name) => name.startsWith("checkpoint-")) as string;
    for (const model of [out, join(out, "model.safetensors"), join(out, "checkpoints", last)]) {
      const { code, stdout } = await fovea(["evaluate", model, "--json"]);
      expect(code).toBe(0);
      const [found, ...more] = jsonLines(stdout) as { recall: number[]; confusion: number[][] }[];
      expect(found).toMatchObject({ kind: "evaluation", accuracy, loss, samples: 2000 });
      expect([found.recall.length, found.confusion.length, more.length]).toEqual([10, 10, 0]);
    }
    const { stdout } = await fovea(["evaluate", out]);
    expect(stdout).toMatch(/^2,000 samples: accuracy \d/);
    expect(stdout.match(/^\d +\d+\.\d\d %/gm)).toHaveLength(10);
  });

  test("predict: a picture's classes by probability, drawn beside them", async () => {
    const file = join(temporaryFolder(), "digit.png");
    const { x } = digits({ count: 1, seed: 5 });
    writeFileSync(file, encodePng({ width: 28, height: 28, channels: 1, depth: 8, data: x }));
    const json = await fovea(["predict", out, file, file, "--json"]);
    const [first, second] = jsonLines(json.stdout);
    expect(first).toEqual(second);
    const top = first.top as { class: number; name: string; probability: number }[];
    expect(first).toMatchObject({ kind: "prediction", file, ...top[0] });
    expect(top).toHaveLength(3);
    expect(top[0].probability).toBeGreaterThanOrEqual(top[1].probability);
    const { stdout, code } = await fovea(["predict", out, file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/[█▀▄]/);
    expect(stdout).toMatch(new RegExp(`${top[0].name} +\\d+\\.\\d\\d %`));
  });

  test("summary: of the file as of the network by name", async () => {
    const [saved, named] = await Promise.all([fovea(["summary", out]), fovea(["summary", "lenet5"])]);
    expect(saved.stdout).toBe(named.stdout);
    expect(saved.stdout).toContain("61,706");
    const json = await fovea(["summary", out, "--json"]);
    expect(jsonLines(json.stdout)).toMatchObject([
      { kind: "summary", numbers: 61706, parametersHash: done.parametersHash },
    ]);
  });
});

test("info: runtime, build, threads and why", async () => {
  const { stdout } = await fovea(["info", "--threads", "1", "--json"]);
  const [info] = jsonLines(stdout);
  expect(info).toMatchObject({ kind: "info", build: "strict", threads: 1 });
  expect(info.runtime).toMatch(/^node /);
  expect((await fovea(["info"])).stdout).toMatch(/^runtime +node \d+/m);
});

test("a run that fails before its first checkpoint leaves no folder behind", async () => {
  const out = join(temporaryFolder(), "run");
  const { code, stderr } = await fovea([...SMALL, "--lr", "1e38", "--out", out]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/fovea: step \d+: .*not finite/);
  expect(existsSync(out)).toBe(false);
});
