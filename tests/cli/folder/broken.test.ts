// `fovea train --data FOLDER` on what is damaged, missing or does not belong together, and on a disk that fills up: one line that names
// the file, the exit code, nothing half-written left behind. Every process ends by itself, or the test fails for its signal.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePng } from "../../../src/images/index.ts";
import { idxFile } from "../../data/idxFile.ts";
import { smallDisk } from "../../node/smallDisk.ts";
import { type Ended, fovea, jsonLines, makeFolder, removeFolder, temporaryFolder } from "../fovea.ts";
import { writePictures } from "./pictures.ts";

/** Expects one line on stderr, of our form, and that the process ended by itself. */
function expectFailure({ code, signal, stderr }: Ended, says: RegExp): void {
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^fovea: [^\n]+\n$/);
  expect({ code, signal }).toEqual({ code: 1, signal: null });
}

const picturesIn = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

/** Root reads whatever it likes, but for this. */
function makeUnreadable(path: string): void {
  chmodSync(path, 0);
  if (process.getuid?.() !== 0) return;
  rmSync(path);
  symlinkSync("/proc/self/mem", path);
}

/** Keeps training and validation pictures apart. */
function partIn(pictures: string, part: string): void {
  const apart = `${pictures}-apart`;
  mkdirSync(apart);
  cpSync(pictures, join(apart, part), { recursive: true });
  renameSync(pictures, join(apart, "train"));
  renameSync(apart, pictures);
}

describe("nothing is left of a run that cannot begin", () => {
  test.each<[string, (pictures: string) => void, RegExp]>([
    [
      "a link that leads nowhere",
      (path) => symlinkSync("/nowhere/at all", join(path, "level/lost.png")),
      /cannot read \S+\/level\/lost\.png: it is a link to \/nowhere\/at all, which is not there\. Hint: remove it\./,
    ],
    [
      "a picture that the system does not let be read",
      (path) => makeUnreadable(join(path, "level/001.png")),
      /cannot read \S+\/level\/001\.png: (permission denied|the disk reports an error)\. Hint: check/,
    ],
    [
      "a class of empty files",
      (path) => {
        for (const file of picturesIn(join(path, "level"))) truncateSync(file, 0);
      },
      /got no undamaged picture of class level, expected at least 2\. Damaged: level\/000\.png, level\/001\.png, level\/002\.png and 1 more\./,
    ],
    [
      "pictures that are all cut off",
      (path) => {
        for (const name of ["level", "upright"])
          for (const file of picturesIn(join(path, name))) truncateSync(file, 90);
      },
      /got no picture that can be read, expected PNG or JPEG pictures\. The first: \S+\/level\/000\.png.* at byte/,
    ],
    [
      "validation pictures that are all damaged",
      (path) => {
        partIn(path, "val");
        rmSync(join(path, "val/upright"), { recursive: true });
        for (const file of picturesIn(join(path, "val/level"))) writeFileSync(file, "no picture");
      },
      /got no undamaged picture in val, expected at least 1\. Damaged: val\/level\/000\.png, .* and 1 more\./,
    ],
    [
      "a validation class that training does not have",
      (path) => {
        partIn(path, "val");
        renameSync(join(path, "val/upright"), join(path, "val/slanted"));
      },
      /val: got the folder slanted, expected a folder for each of level, upright\./,
    ],
    [
      "an empty validation folder",
      (path) => {
        partIn(path, "val");
        for (const name of ["level", "upright"]) rmSync(join(path, "val", name), { recursive: true });
      },
      /val: got no pictures, expected PNG or JPEG pictures in a folder for each class\./,
    ],
  ])("%s", async (_, spoil, says) => {
    const root = temporaryFolder();
    const [pictures, out] = [join(root, "pictures"), join(root, "run")];
    writePictures(pictures, 4);
    spoil(pictures);
    expectFailure(await fovea(["train", "--data", pictures, "--out", out]), says);
    expect(existsSync(out)).toBe(false);
  });

  test("a folder to run in that is a file", async () => {
    const root = temporaryFolder();
    writePictures(join(root, "pictures"), 4);
    writeFileSync(join(root, "run"), "a file");
    const ended = await fovea(["train", "--data", join(root, "pictures"), "--out", join(root, "run")]);
    expectFailure(ended, /cannot make the folder \S+\/run: a file of that name is in the way/);
    expect(readFileSync(join(root, "run"), "utf8")).toBe("a file");
  });
});

test("MNIST's labels are not those of its images", async () => {
  const root = temporaryFolder();
  const file = (name: string, sizes: number[], length: number): void =>
    writeFileSync(join(root, name), idxFile(sizes, new Array(length).fill(1)));
  for (const [part, labels] of [
    ["train", 4],
    ["t10k", 3],
  ] as const) {
    file(`${part}-images-idx3-ubyte`, [3, 28, 28], 3 * 784);
    file(`${part}-labels-idx1-ubyte`, [labels], labels);
  }
  const ended = await fovea(["train", "lenet5", "--data", "mnist", "--root", root, "--out", join(root, "run")]);
  expectFailure(ended, /train-labels-idx1-ubyte: got 4 labels, expected 3, one for each image of \S+\. Hint: are both/);
  expect(existsSync(join(root, "run"))).toBe(false);
});

test("grey pictures, some with transparency, beside coloured ones: all become what the network takes", async () => {
  const root = temporaryFolder();
  const pictures = join(root, "pictures");
  writePictures(pictures, 6, 3);
  for (const [i, channels] of ([1, 2, 4] as const).entries()) {
    const data = new Uint8Array(16 * 16 * channels).fill(200);
    writeFileSync(join(pictures, `level/grey${i}.png`), encodePng({ width: 16, height: 16, channels, data }));
  }
  const args = ["train", "--data", pictures, "--epochs", "1", "--threads", "1", "--json", "--out", join(root, "run")];
  const { code, stderr, stdout } = await fovea(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(jsonLines(stdout).at(-1)).toMatchObject({ kind: "done" });
});

const RUN = ["--epochs", "4", "--batch", "8", "--checkpoint-every", "2", "--threads", "1", "--json"];
const doneOf = ({ code, stdout, stderr }: Ended): Record<string, unknown> => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return jsonLines(stdout).at(-1) as Record<string, unknown>;
};

/** Paths of a run's last checkpoints, the newest last. */
const checkpointsOf = (out: string): string[] =>
  readdirSync(join(out, "checkpoints"))
    .filter((name) => name.startsWith("checkpoint-"))
    .sort()
    .map((name) => join(out, "checkpoints", name));

describe("a run under way", () => {
  let root: string;
  let pictures: string;
  let whole: string;
  let hash: unknown;
  beforeAll(async () => {
    root = makeFolder();
    [pictures, whole] = [join(root, "pictures"), join(root, "whole")];
    writePictures(pictures, 12);
    hash = doneOf(await fovea(["train", "--data", pictures, ...RUN, "--out", whole])).parametersHash;
  });
  afterAll(() => removeFolder(root));

  test("a full disk: the checkpoint before is whole, and with more space the run goes on to the same bits", async (context) => {
    const { size } = statSync(join(whole, "checkpoints/best.safetensors"));
    const disk = smallDisk(context, Math.ceil(1.8 * size)); // room for one checkpoint, not for the next beside it
    const out = join(disk.path, "run");
    const ended = await fovea(["train", "--data", pictures, ...RUN, "--out", out]);
    expectFailure(
      ended,
      /cannot write \S+\/checkpoints\/\S+\.safetensors: the disk is full\. Hint: free some space; the file/,
    );
    expect(readdirSync(out).sort()).toEqual([
      ...["checkpoints", "config.json", "events.jsonl", "events.out.tfevents.fovea", "progress.json"],
    ]);
    expect(checkpointsOf(out)).toHaveLength(1);
    disk.resize(8 * size);
    const resumed = await fovea(["train", "--resume", "--out", out, "--json"]);
    expect(jsonLines(resumed.stdout)[0]).toMatchObject({ kind: "start", step: 2 });
    expect(doneOf(resumed).parametersHash).toBe(hash);
  });

  test("resumed when the newest checkpoint is cut off: it says so, and goes on from the one before to the same bits", async () => {
    const out = join(temporaryFolder(), "run");
    cpSync(whole, out, { recursive: true });
    truncateSync(checkpointsOf(out).at(-1) as string, 1000);
    const resumed = await fovea(["train", "--resume", "--out", out, "--json"]);
    expect(jsonLines(resumed.stdout)[0]).toMatchObject({
      kind: "start",
      note: expect.stringMatching(/is damaged: its 1000/),
    });
    expect(doneOf(resumed).parametersHash).toBe(hash);
  });

  test("a full disk before the first checkpoint: nothing is left of the run", async (context) => {
    const disk = smallDisk(context, 64 << 10);
    const ended = await fovea(["train", "--data", pictures, ...RUN, "--out", join(disk.path, "run")]);
    expectFailure(ended, /cannot write \S+\/run\/checkpoints\/\S+\.safetensors: the disk is full/);
    expect(readdirSync(disk.path)).toEqual([]);
  });

  test.each<[string, (out: string) => void, RegExp]>([
    [
      "all checkpoints are cut off",
      (out) => {
        for (const path of checkpointsOf(out)) truncateSync(path, 1000);
      },
      /no checkpoint in \S+\/checkpoints is whole\. \S+ is damaged: its 1000 bytes are not those that were written\..* Hint: begin anew/,
    ],
    [
      "its options are cut off",
      (out) => truncateSync(join(out, "config.json"), 100),
      /config\.json: not the options of a run \(.*\)\. Hint: start anew with --overwrite\./,
    ],
    [
      "a picture is damaged, its size as it was",
      (out) => {
        rmSync(join(out, "checkpoints"), { recursive: true }); // so that every step comes again
        const file = join(pictures, "upright/003.png");
        writeFileSync(file, readFileSync(file).fill(7));
      },
      /\/upright\/003\.png: got the bytes 07 07 07 07, expected a PNG or JPEG picture\./,
    ],
    [
      "a picture is gone",
      () => rmSync(join(pictures, "upright/004.png")),
      /pictures has changed since the run began: 23 pictures, where there were 24\. Hint: bring the pictures back, or/,
    ],
  ])("resumed when %s", async (_, damage, says) => {
    const [out, saved] = [join(temporaryFolder(), "run"), join(temporaryFolder(), "pictures")];
    cpSync(whole, out, { recursive: true });
    cpSync(pictures, saved, { recursive: true });
    try {
      damage(out);
      const before = readdirSync(out).sort();
      expectFailure(await fovea(["train", "--resume", "--out", out, "--json"]), says);
      expect(readdirSync(out).sort()).toEqual(before);
    } finally {
      cpSync(saved, pictures, { recursive: true });
    }
  });
});
