// docs/training.md is right: its programs are run by Node as a reader would run them, on small folders of made-up data.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePng } from "../../src/images/index.ts";
import { pseudoRandom } from "../harness/values.ts";
import { wavFile } from "../recipes/wavFile.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(repository, "docs/training.md"), "utf8");

/** The page's programs by name: a block that begins with one, and the blocks without behind it. */
function programsOf(text: string): Record<string, string> {
  const programs: Record<string, string> = {};
  let name = "";
  for (const [, block] of text.matchAll(/```js\n(.*?)```/gs)) {
    name = /^\/\/ (\w+\.js)\n/.exec(block)?.[1] ?? name;
    programs[name] = (programs[name] ?? "") + block;
  }
  return programs;
}

/** Two epochs, and fewer steps of the search, are enough to see that a program runs. */
const short = (program: string): string =>
  program
    .replaceAll(/\bepochs: \d+/g, "epochs: 2")
    .replace("changed, { loss,", "changed, { steps: 30, loss,")
    .replace("[epochs, batchSize] = [30, 32]", "[epochs, batchSize] = [2, 32]");

const programs = programsOf(page);
let folder = "";

function write(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

/** A noisy picture of one shade. */
function picture(width: number, height: number, channels: 1 | 3, shade: number, seed: number): Uint8Array {
  const noise = pseudoRandom(width * height * channels, seed);
  return encodePng({ width, height, channels, data: Uint8Array.from(noise, (value) => shade + 40 * value) });
}

/** Dark and light halves, and where the light is. */
function cell(seed: number): { image: Uint8Array; label: Uint8Array } {
  const [width, height, noise] = [80, 72, pseudoRandom(80 * 72, seed)];
  const isInside = (i: number): boolean => i % width > 20 + seed;
  const image = Uint8Array.from(noise, (value, i) => (isInside(i) ? 170 : 80) + 40 * value);
  const label = Uint8Array.from(noise, (_, i) => (isInside(i) ? 255 : 0));
  const [a, b] = [image, label].map((data) => encodePng({ width, height, channels: 1, data }));
  return { image: a, label: b };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fovea-training-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(repository, join(folder, "node_modules/fovea"), "junction");
  write("package.json", '{ "type": "module" }');
  for (const [name, program] of Object.entries(programs)) write(name, short(program));
  for (let i = 0; i < 30; i++) {
    write(`pets/cat/${i}.png`, picture(70 + i, 66, 3, 80, i));
    write(`pets/dog/${i}.png`, picture(50, 90 + i, 3, 170, 100 + i));
    write(`recordings/${i % 2}_ann_${i}.wav`, wavFile(8000, 6000 + 100 * i, i % 2 ? 300 : 1500));
  }
  write("pets/cat/cut.png", picture(64, 64, 3, 80, 1).subarray(0, 500));
  write("new.jpg", picture(90, 64, 3, 168, 7)); // whatever its name says
  for (let i = 0; i < 6; i++) {
    const { image, label } = cell(i);
    write(`cells/image/${i}.png`, image);
    write(`cells/label/${i}.png`, label);
  }
  const reviews = Array.from({ length: 40 }, (_, i) =>
    i % 2 ? `"a fine, good film ${i}",5` : `a dull and bad film ${i},1`,
  );
  write("reviews.csv", `text,stars\n${reviews.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(name: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [name], { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${name}: ${stderr}`)) : resolve({ stdout, stderr }),
    );
  });
}

describe("the page's programs", () => {
  test("are these", () => {
    expect(Object.keys(programs)).toEqual([
      "train.js",
      "predict.js",
      "data.js",
      "workers.js",
      "sound.js",
      "text.js",
      "masks.js",
    ]);
  });

  test("train, go on, and predict", { timeout: 300_000 }, async () => {
    const { stdout, stderr } = await run("train.js");
    expect(stdout).toContain("[ 'cat', 'dog' ]");
    expect(stdout).toMatch(/The model can learn/);
    expect(stdout).toMatch(/a learning rate to try: [\d.e-]+/);
    expect(stdout).toMatch(/epoch 2: [\d.]+ % right/);
    expect(stderr).toContain("cut.png");
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("Which classes are mixed up");
    const model = readFileSync(join(folder, "pets.safetensors"));
    await run("train.js"); // all epochs are done: it goes on from the end, and is the same
    expect(readFileSync(join(folder, "pets.safetensors")).equals(model)).toBe(true);
    expect((await run("predict.js")).stdout).toMatch(/^(cat|dog)\n$/);
  });

  test("read by workers", { timeout: 120_000 }, async () => {
    rmSync(join(folder, "pets/cat/cut.png"), { force: true });
    expect((await run("workers.js")).stdout).toMatch(/waited [\d.]+ s of [\d.]+ for data/);
  });

  test.each(["sound.js", "text.js"])("%s runs", { timeout: 120_000 }, async (name) => {
    expect((await run(name)).stderr).toBe("");
  });

  test("train on masks", { timeout: 120_000 }, async () => {
    expect((await run("masks.js")).stdout).toMatch(/meanIoU: [\d.]+/);
    expect(readFileSync(join(folder, "masks.html"), "utf8")).toContain("<title>Membranes</title>");
  });
});
