// `fovea train --data FOLDER`, as a user runs it: small folders of striped pictures.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fovea, jsonLines, makeFolder, removeFolder, start, temporaryFolder } from "../fovea.ts";
import { stripes, writePictures } from "./pictures.ts";

const FAST = ["--epochs", "4", "--batch", "8", "--threads", "1"];

const last = (stdout: string): Record<string, unknown> => jsonLines(stdout).at(-1) as Record<string, unknown>;

describe("a run on a folder", () => {
  let root: string;
  let out: string;
  let pictures: string;
  let told: Record<string, unknown>[];
  beforeAll(async () => {
    root = makeFolder();
    [out, pictures] = [join(root, "run"), join(root, "pictures")];
    writePictures(pictures, 30);
    const { code, stdout, stderr } = await fovea(["train", "--data", pictures, ...FAST, "--out", out, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    told = jsonLines(stdout);
  }, 60_000);
  afterAll(() => removeFolder(root));

  test("learns to tell the classes apart, and says what it chose and why", () => {
    expect(told[0]).toMatchObject({ kind: "start", train: 48, test: 12 });
    const { note } = told[0] as { note: string };
    for (const line of [
      /^network small, 32 filters: 48 pictures of 2 classes to train on/m,
      /^input 16x16: /m,
      /^in colour: /m,
    ])
      expect(note).toMatch(line);
    expect(note).toMatch(/^4 epochs: as asked$/m);
    expect(note).toMatch(/^validation on 20 % of each class/m);
    expect(told.at(-1)).toMatchObject({ kind: "done", accuracy: 1 });
  });

  test("leaves a folder with its options, events, model and report", () => {
    expect(readdirSync(out).sort()).toEqual([
      ...["checkpoints", "config.json", "events.jsonl", "events.out.tfevents.fovea"],
      ...["model.safetensors", "progress.json", "report.html"],
    ]);
    expect(readdirSync(join(out, "checkpoints")).map((name) => name.replace(/-\d+-step-\d+-\w+/, ""))).toEqual([
      ...["best.json", "best.safetensors"],
      ...Array(3).fill("checkpoint.safetensors"),
    ]);
    const config = JSON.parse(readFileSync(join(out, "config.json"), "utf8"));
    expect(config).toMatchObject({
      model: "small",
      data: pictures,
      classes: ["level", "upright"],
      validation: 0.2,
      left: [],
    });
    expect(config.input.mean).toHaveLength(3);
    const report = readFileSync(join(out, "report.html"), "utf8");
    for (const part of ["As training sees it", "Which classes are mixed up", "First-layer filters"])
      expect(report).toContain(part);
  });

  test("the same bits with no worker, one and two, and with two threads", async () => {
    const hashes = await Promise.all(
      ["0", "2"].map(async (workers, i) => {
        const copy = join(root, `workers-${workers}`);
        const args = [...FAST, "--workers", workers, "--threads", String(i + 1), "--out", copy, "--json"];
        return last((await fovea(["train", "--data", pictures, ...args])).stdout).parametersHash;
      }),
    );
    expect(hashes).toEqual([told.at(-1)?.parametersHash, told.at(-1)?.parametersHash]);
  });

  test("evaluate: its own validation pictures, or those of another folder", async () => {
    const own = await fovea(["evaluate", out, "--json"]);
    expect(own.stderr).toBe("");
    expect(last(own.stdout)).toMatchObject({ kind: "evaluation", accuracy: 1 });
    const other = join(root, "other");
    writePictures(other, 5);
    const { stdout } = await fovea(["evaluate", out, "--data", other]);
    expect(stdout).toMatch(/^10 samples: accuracy 100\.00 %/m);
    expect(stdout).toMatch(/^upright +100\.00 % +100\.00 %$/m);
  });

  test("predict: pictures in colour, by the names of the classes", async () => {
    const file = join(root, "one.png");
    writeFileSync(file, stripes(true, 3, 3));
    const { stdout, stderr } = await fovea(["predict", out, file, "--json"]);
    expect(stderr).toBe("");
    expect(last(stdout)).toMatchObject({ kind: "prediction", file, name: "upright" });
    expect((await fovea(["predict", join(out, "model.safetensors"), file])).stdout).toMatch(/upright +\d+\.\d\d %/);
    expect(await fovea(["predict", out, file, "--invert", "yes"])).toMatchObject({ code: 2 });
  });

  test("resume: tests it again; contradictions and a changed folder are errors", async () => {
    const again = await fovea(["train", "--resume", "--out", out, "--json"]);
    expect(last(again.stdout).parametersHash).toBe(told.at(-1)?.parametersHash);
    const wrong = await fovea(["train", "--resume", "--out", out, "--size", "32"]);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--size 32x32 contradicts the run .* 16x16/),
    });
    const moved = join(root, "moved");
    renameSync(pictures, moved);
    const elsewhere = await fovea(["train", "--resume", "--out", out, "--data", moved, "--json"]);
    expect(elsewhere).toMatchObject({ code: 0 });
    renameSync(moved, pictures);
    writeFileSync(join(pictures, "level", "new.png"), stripes(false, 77, 3));
    const changed = await fovea(["train", "--resume", "--out", out]);
    expect(changed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/pictures has changed since the run began: 61 pictures, where there were 60/),
    });
    rmSync(join(pictures, "level", "new.png"));
  });
});

test("SIGKILL at a random moment, then --resume: the same bits, with augmentation and workers on", async () => {
  const root = temporaryFolder();
  const pictures = join(root, "pictures");
  writePictures(pictures, 40);
  const run = [
    "train",
    "--data",
    pictures,
    "--epochs",
    "6",
    "--batch",
    "8",
    "--checkpoint-every",
    "3",
    "--threads",
    "1",
    "--json",
  ];
  const whole = last((await fovea([...run, "--out", join(root, "whole")])).stdout);
  const out = join(root, "killed");
  const { child, ended, shows } = start([...run, "--out", out]);
  await shows('"kind":"step"');
  setTimeout(() => child.kill("SIGKILL"), Math.random() * 1500);
  await ended;
  const resumed = await fovea(["train", "--resume", "--out", out, "--json"]);
  expect(resumed.stderr).toBe("");
  expect(last(resumed.stdout).parametersHash).toBe(whole.parametersHash);
  // The report also says what was chosen when the run began.
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("<li>input 16x16: the pictures have 16x16");
});

test("grey pictures, and train and val apart", async () => {
  const root = temporaryFolder();
  writePictures(join(root, "pictures/train"), 16, 1);
  writePictures(join(root, "pictures/val"), 4, 1);
  const { stdout, stderr } = await fovea([
    "train",
    "--data",
    join(root, "pictures"),
    ...FAST,
    "--out",
    join(root, "run"),
    "--json",
  ]);
  expect(stderr).toBe("");
  const share = await fovea(["train", "--data", join(root, "pictures"), "--validation", "0.3"], { cwd: root });
  expect(share).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--validation is for a folder without .* has val/),
  });
  expect(jsonLines(stdout)[0]).toMatchObject({
    train: 32,
    test: 8,
    note: expect.stringMatching(/^in grey: [\s\S]*8 pictures in val$/m),
  });
});

describe("damaged pictures", () => {
  const damage = (pictures: string): string[] => {
    writeFileSync(join(pictures, "level/empty.png"), "");
    writeFileSync(join(pictures, "level/cut.png"), stripes(false, 1, 3).subarray(0, 200));
    writeFileSync(join(pictures, "upright/text.jpg"), "no picture at all");
    return ["level/cut.png", "level/empty.png", "upright/text.jpg"];
  };

  test("100 good and 3 damaged: ends with a model, and names the three", async () => {
    const root = temporaryFolder();
    const [pictures, out] = [join(root, "pictures"), join(root, "run")];
    writePictures(pictures, 50);
    const damaged = damage(pictures);
    const { code, stdout, stderr } = await fovea(["train", "--data", pictures, "--epochs", "2", "--out", out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/saved in/);
    expect(stderr).toContain(`left out, as they are damaged: ${damaged.join(", ")}`);
    expect(readdirSync(out)).toContain("model.safetensors");
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain(damaged.join(", "));
  });

  test("--corrupt error: the first is an error, and nothing is left behind", async () => {
    const root = temporaryFolder();
    const [pictures, out] = [join(root, "pictures"), join(root, "run")];
    writePictures(pictures, 4);
    damage(pictures);
    const { code, stderr } = await fovea(["train", "--data", pictures, "--corrupt", "error", "--out", out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fovea: .*cut\.png .*\(and 2 more\) Hint: --corrupt skip leaves damaged pictures out\.\n$/);
    expect(readdirSync(root)).toEqual(["pictures"]);
  });
});

test("--early-stop ends before the last epoch, with the best parameters", async () => {
  const root = temporaryFolder();
  writePictures(join(root, "pictures"), 12);
  const args = [
    "--epochs",
    "60",
    "--batch",
    "8",
    "--early-stop",
    "1",
    "--lr",
    "0.2",
    "--out",
    join(root, "run"),
    "--json",
  ];
  const { stdout, stderr } = await fovea(["train", "--data", join(root, "pictures"), ...args]);
  expect(stderr).toBe("");
  const told = jsonLines(stdout);
  const stop = told.find(({ kind }) => kind === "stop") as { epoch: number; best: { epoch: number } };
  expect(stop.epoch).toBeLessThan(60);
  expect(stop.best.epoch).toBe(stop.epoch - 2);
  expect(told.at(-1)).toMatchObject({ kind: "done" });
});

/** What is wrong with a folder, and the one error that says so. */
test.each<[string, (pictures: string) => void, string[], number, RegExp]>([
  ["one class", (path) => rmSync(join(path, "level"), { recursive: true }), [], 1, /pictures: got one class, upright/],
  ["an empty class", (path) => mkdirSync(join(path, "none")), [], 1, /none: got an empty folder/],
  [
    "a picture beside the folders",
    (path) => writeFileSync(join(path, "a.png"), ""),
    [],
    1,
    /the picture a\.png beside/,
  ],
  ["nothing", (path) => rmSync(path, { recursive: true }), [], 2, /--data '.*pictures' is no folder/],
  ["an unknown change", () => {}, ["--augment", "flop"], 2, /"flop" is none of/],
  ["an odd size", () => {}, ["--size", "2"], 2, /--size.*8 to 1024/],
  [
    "a size that the network does not take",
    () => {},
    ["--model", "lenet5", "--size", "32"],
    2,
    /lenet5, which takes 28x28/,
  ],
  ["a share of all", () => {}, ["--validation", "1"], 2, /--validation.*between 0 and 1/],
  ["two networks", () => {}, ["lenet5", "--model", "small"], 2, /lenet5 contradicts --model small/],
  ["digits' options", () => {}, ["--samples", "5"], 2, /--samples is for --data digits/],
])("%s: one clear error, and no run", async (_, spoil, args, code, says) => {
  const root = temporaryFolder();
  const pictures = join(root, "pictures");
  writePictures(pictures, 3);
  spoil(pictures);
  const result = await fovea(["train", ...args, "--data", pictures, "--out", join(root, "run")]);
  expect(result.stderr).toMatch(says);
  expect(result.stderr).toMatch(/^fovea: [^\n]+\n$/);
  expect(result.code).toBe(code);
  expect(readdirSync(root).filter((name) => name !== "pictures")).toEqual([]);
});

test.each([
  [["train", "lenet5", "--size", "28"], /--size is for a folder of pictures/],
  [["train", "resnet20"], /resnet20 is for a folder of pictures/],
])("fovea %j is wrong use", async (args, says) => {
  expect(await fovea(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
});
