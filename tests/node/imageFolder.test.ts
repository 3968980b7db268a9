// Folders of pictures: labels, order, damaged files, wrong folders; fifty thousand files.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Dataset, Picture, Sample } from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { encodePng } from "../../src/images/index.ts";
import { dense, engine, flatten, graph, input, model, sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { byBytes } from "../../src/node/folder/list.ts";
import { type CorruptFile, type ImageFolderOptions, imageFolder, imageFolders } from "../../src/node/index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fovea-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A PNG of one grey, `value`. */
const png = (value: number, width = 2, height = 2, channels = 1): Uint8Array =>
  encodePng({ width, height, channels, data: new Uint8Array(width * height * channels).fill(value) });

/** Writes files by their paths below the root; an empty text is an empty folder. */
function fill(files: Record<string, Uint8Array | string>): void {
  for (const [path, contents] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(path.endsWith("/") ? full : dirname(full), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(full, contents);
  }
}

async function all<T>(data: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of data) values.push(value);
  return values;
}

/** Names without the root, labels and first bytes. */
const short = (samples: Sample[]): [string, unknown, number][] =>
  samples.map(({ name = "", x, y }) => [name.slice(root.length + 1), y, (x as Picture).data[0]]);

async function failure(work: Promise<unknown>): Promise<FoveaError> {
  const error = await work.then(
    () => new Error("nothing failed"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FoveaError);
  return error as FoveaError;
}

test("a folder is a class, however deep its pictures; the order is that of the names", async () => {
  fill({
    "dog/b.PNG": png(1),
    "dog/a/z.png": png(2),
    "cat/2.png": png(3),
    "cat/10.png": png(4),
    "cat/Z.png": png(5),
    "cat/é.png": png(6),
    "cat/notes.txt": "passed over",
    "cat/.hidden.png": "passed over",
    ".git/x.png": "passed over",
    "README.md": "passed over",
  });
  const data = await imageFolder(root);
  expect(data.classes).toEqual(["cat", "dog"]);
  expect(data.size).toBe(6);
  expect(Array.from(data.labels ?? [])).toEqual([0, 0, 0, 0, 1, 1]);
  expect(short(await all(data))).toEqual([
    ["cat/10.png", 0, 4],
    ["cat/2.png", 0, 3],
    ["cat/Z.png", 0, 5],
    ["cat/é.png", 0, 6],
    ["dog/a/z.png", 1, 2],
    ["dog/b.PNG", 1, 1],
  ]);
});

test("links to files and folders are followed; one that leads back is an error", async () => {
  fill({ "a/1.png": png(1), "elsewhere/2.png": png(2), "data/b/3.png": png(3) });
  symlinkSync(join(root, "a"), join(root, "data/a"));
  symlinkSync(join(root, "elsewhere/2.png"), join(root, "data/b/2.png"));
  const data = await imageFolder(join(root, "data"));
  expect((await all(data)).map(({ y }) => y)).toEqual([0, 1, 1]);
  symlinkSync(join(root, "data/b"), join(root, "data/b/again"));
  expect(await failure(imageFolder(join(root, "data")))).toMatchObject({
    code: "file",
    message: expect.stringMatching(/again: the link leads back to .*data\/b\./),
  });
});

test("classes in an order of one's own", async () => {
  fill({ "cat/1.png": png(1), "dog/2.png": png(2) });
  const data = await imageFolder(root, { classes: ["dog", "cat"] });
  expect(data.classes).toEqual(["dog", "cat"]);
  expect(short(await all(data))).toEqual([
    ["dog/2.png", 0, 2],
    ["cat/1.png", 1, 1],
  ]);
});

test("channels and size", async () => {
  fill({ "a/1.png": png(9, 5, 3), "b/2.png": png(7, 4, 8, 3) });
  const shapes = async (options: ImageFolderOptions): Promise<number[][]> =>
    (await all(await imageFolder(root, options))).map(({ x }) => {
      const { width, height, channels, data } = x as Picture;
      expect(data.length).toBe(width * height * channels);
      return [width, height, channels];
    });
  expect(await shapes({})).toEqual([
    [5, 3, 3],
    [4, 8, 3],
  ]);
  expect(await shapes({ channels: 1, size: { width: 6, height: 2 } })).toEqual([
    [6, 2, 1],
    [6, 2, 1],
  ]);
  const stored = await imageFolder(root, { channels: "as stored", size: { width: 2, height: 2 } });
  const mixed = await failure(all(stored.batch(2)));
  expect(mixed.code).toBe("data");
  expect(mixed.message).toMatch(/b\/2\.png", x: got .* 3 channels, expected .* 1 channel, as sample ".*a\/1\.png" has/);
});

test("split by labels, batched and resumed, without reading what is skipped", async () => {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 20; i++) files[`${i % 2 ? "odd" : "even"}/${i}.png`] = png(i);
  fill(files);
  const data = await imageFolder(root, { channels: 1 });
  const [train, validation] = await data.split({ validation: 0.2, stratify: true, seed: 3 });
  expect([train.size, validation.size]).toEqual([16, 4]);
  expect((await all(validation)).map(({ y }) => y)).toEqual([0, 0, 1, 1]);
  const batches = train.shuffle({ seed: 1 }).batch(4);
  const whole = await all(batches.read({ epoch: 2 }));
  rmSync(String((await all(train.shuffle({ seed: 1 }).read({ epoch: 2 })))[0].name)); // is skipped, and so not missed
  expect(await all(batches.read({ epoch: 2, from: 1 }))).toEqual(whole.slice(1));
});

describe("damaged pictures", () => {
  const good = (count: number): Record<string, Uint8Array> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i % 2 ? "odd" : "even"}/${100 + i}.png`, png(i)]));
  const corrupt = {
    "even/a.jpg": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4),
    "odd/b.png": new Uint8Array(),
    "odd/c.png": "a text of some length",
  };

  test("are an error that names them", async () => {
    fill({ ...good(4), "even/a.jpg": corrupt["even/a.jpg"] });
    const error = await failure(all(await imageFolder(root)));
    expect(error.code).toBe("format");
    expect(error.message).toMatch(/^\S*even\/a\.jpg at byte 6: got the end of the file/);
  });

  test("are left out and named once, and nothing else moves", async () => {
    fill({ ...good(100), ...corrupt });
    const skipped: CorruptFile[] = [];
    const data = await imageFolder(root, { corrupt: "skip", onCorrupt: (picture) => skipped.push(picture) });
    expect(data.size).toBe(103);
    expect(await all(data)).toHaveLength(100);
    expect(await all(data.read({ epoch: 1 }))).toHaveLength(100);
    expect(skipped.map(({ name }) => name.slice(root.length + 1))).toEqual(["even/a.jpg", "odd/b.png", "odd/c.png"]);
    expect(skipped[1].error.message).toContain("odd/b.png: got no bytes at all, expected a PNG or JPEG picture");
    const batches = data.shuffle({ seed: 4 }).batch(10);
    const whole = await all(batches.read({ epoch: 3 }));
    expect(whole.reduce((sum, { size = 0 }) => sum + size, 0)).toBe(100);
    for (const from of [1, 5, 9]) expect(await all(batches.read({ epoch: 3, from }))).toEqual(whole.slice(from));
  });

  test("a training on the rest ends with a model, and names them", async () => {
    fill({ ...good(100), ...corrupt });
    const skipped: CorruptFile[] = [];
    const data = await imageFolder(root, { channels: 1, corrupt: "skip", onCorrupt: (file) => skipped.push(file) });
    using core = await engine({ threads: 1 });
    const image = input([2, 2, 1]);
    using net = await model(graph(image, dense({ units: 2 })(flatten()(image))), { engine: core });
    const before = net.parametersHash();
    const options = { epochs: 2, batchSize: 16, optimizer: sgd({ learningRate: 0.001 }), loss: softmaxCrossEntropy() };
    for await (const event of net.fit(data, options)) if (event.kind === "step") expect(event.loss).not.toBeNaN();
    expect(net.parametersHash()).not.toBe(before);
    expect(skipped.map(({ name }) => name.slice(root.length + 1)).sort()).toEqual(Object.keys(corrupt));
  });

  test("a file that may not be read is no damaged picture", async () => {
    fill({ ...good(2), ...corrupt });
    const data = await imageFolder(root, { corrupt: "skip", onCorrupt: () => {} });
    rmSync(join(root, "even/100.png"));
    expect(await failure(all(data))).toMatchObject({
      code: "file",
      message: expect.stringMatching(/cannot read .*even\/100\.png: no such file/),
    });
  });
});

test("a link that leads nowhere, and a file that the system does not let be read", async () => {
  fill({ "a/1.png": png(1), "b/2.png": png(2) });
  symlinkSync(join(root, "none"), join(root, "b/3.png"));
  expect(await failure(imageFolder(root))).toMatchObject({
    code: "file",
    message: `cannot read ${root}/b/3.png: it is a link to ${root}/none, which is not there. Hint: remove it.`,
  });
  if (!existsSync("/proc/self/mem")) return; // on Linux a file that not even root reads from its beginning
  rmSync(join(root, "b/3.png"));
  symlinkSync("/proc/self/mem", join(root, "b/3.png"));
  const data = await imageFolder(root, { corrupt: "skip", onCorrupt: () => {} });
  expect(await failure(all(data))).toMatchObject({
    code: "file",
    message: `cannot read ${root}/b/3.png: the disk reports an error. Hint: check the disk.`,
  });
});

describe("folders that are none of classes", () => {
  test.each<[string, Record<string, Uint8Array | string>, ImageFolderOptions, RegExp]>([
    ["empty", {}, {}, /: got no folders, expected a folder for each class/],
    ["one class", { "cat/1.png": png(1) }, {}, /: got one class, cat, expected two classes or more/],
    ["an empty class", { "cat/1.png": png(1), "dog/": "" }, {}, /dog: got an empty folder, expected PNG or JPEG/],
    [
      "a class without pictures",
      { "cat/1.png": png(1), "dog/a.txt": "a", "dog/b.txt": "b" },
      {},
      /dog: got 2 files, none of them a picture \(a\.txt\)/,
    ],
    [
      "loose pictures",
      { "cat/1.png": png(1), "dog/1.png": png(1), "x.jpg": "" },
      {},
      /the picture x\.jpg beside the f/,
    ],
    [
      "another format",
      { "cat/1.png": png(1), "dog/1.webp": "" },
      {},
      /dog: got the picture 1\.webp, expected PNG or J/,
    ],
    [
      "parts",
      { "train/cat/1.png": png(1), "test/cat/1.png": png(1) },
      {},
      /the folders test, train, .* Hint: imageFolders reads/,
    ],
    ["a stray class", { "cat/1.png": png(1), "eel/1.png": png(1) }, { classes: ["cat", "dog"] }, /the folder eel, exp/],
    ["a class missing", { "cat/1.png": png(1) }, { classes: ["cat", "dog"] }, /got no folder dog, expected a folder/],
  ])("%s", async (_, files, options, says) => {
    fill(files);
    const error = await failure(imageFolder(root, options));
    expect(error.code).toBe("data");
    expect(error.message).toMatch(says);
    expect(error.message).toContain(root);
  });

  test("no such folder, a file, and one that may not be read", async () => {
    fill({ "cat/1.png": png(1), "dog/1.png": png(1) });
    expect(await failure(imageFolder(join(root, "none")))).toMatchObject({
      code: "file",
      message: expect.stringMatching(/cannot read .*none: no such file or folder/),
    });
    expect((await failure(imageFolder(join(root, "cat/1.png")))).code).toBe("file");
    if (process.getuid?.() === 0) return; // may read everything
    chmodSync(join(root, "dog"), 0);
    const error = await failure(imageFolder(root));
    chmodSync(join(root, "dog"), 0o700);
    expect(error.message).toMatch(/cannot read .*dog: permission denied/);
  });

  test.each<[unknown, object, string]>([
    ["", {}, 'imageFolder path: got ""'],
    [undefined, {}, "imageFolder path: got undefined"],
    ["x", { channels: 5 }, "imageFolder.channels: got 5"],
    ["x", { size: 32 }, "imageFolder.size: got 32, expected an object"],
    ["x", { corrupt: "ignore" }, 'imageFolder.corrupt: got "ignore"'],
    ["x", { corrupt: "skip" }, "imageFolder.onCorrupt: got undefined"],
    ["x", { onCorrupt: () => {} }, "imageFolder.onCorrupt: got a function"],
    ["x", { class: [] }, 'imageFolder: got unknown option "class"'],
  ])("wrong use %#", async (path, options, message) => {
    const error = await failure(imageFolder(path as string, options));
    expect(error).toMatchObject({ code: "option", message: expect.stringContaining(message) });
  });
});

describe("imageFolders", () => {
  test("finds the parts, whose classes are those of train", async () => {
    fill({
      "train/cat/1.png": png(1),
      "train/dog/1.png": png(2),
      "val/dog/1.png": png(3),
      "test/cat/1.png": png(4),
      "test/dog/1.png": png(5),
    });
    const { train, validation, test } = await imageFolders(root);
    expect(short(await all(validation as Dataset<Sample>))).toEqual([["val/dog/1.png", 1, 3]]);
    expect([train.size, test?.size, test?.classes]).toEqual([2, 2, ["cat", "dog"]]);
  });

  test("train alone", async () => {
    fill({ "train/cat/1.png": png(1), "train/dog/1.png": png(2) });
    expect(Object.keys(await imageFolders(root))).toEqual(["train"]);
  });

  test.each<[Record<string, Uint8Array>, RegExp]>([
    [{ "cat/1.png": png(1), "dog/1.png": png(1) }, /got the folders cat, dog, expected a folder train/],
    [{ "train/a/1.png": png(1), "train/b/1.png": png(1), "test/c/1.png": png(1) }, /test: got the folder c, expected/],
    [
      { "train/a/1.png": png(1), "train/b/1.png": png(1), "val/a/1.png": png(1), "valid/a/1.png": png(1) },
      /val and va/,
    ],
  ])("wrong folders %#", async (files, says) => {
    fill(files);
    expect((await failure(imageFolders(root))).message).toMatch(says);
  });
});

test("names in the order of their bytes in UTF-8", () => {
  const names = ["b", "a", "Z", "é", "a/b", "a-b", "\u{1f600}", "\uffee", "aa", "", "\u{1f600}a"];
  const byUtf8 = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(names.toSorted(byBytes)).toEqual(byUtf8);
});

/** In CI a tenth of them: making the files is what takes the time. */
const FILES = process.env.CI ? 5_000 : 50_000;

test(`${FILES} files: listed quickly, read with flat memory`, { timeout: 180_000 }, async () => {
  const file = png(7, 8, 8);
  for (let c = 0; c < 10; c++) {
    mkdirSync(join(root, `class${c}`));
    for (let i = 0; i < FILES / 10; i++) writeFileSync(join(root, `class${c}`, `${i}.png`), file);
  }
  const start = performance.now();
  const data = await imageFolder(root, { channels: 1 });
  expect(data.size).toBe(FILES);
  expect(performance.now() - start).toBeLessThan(FILES * 0.2); // ms; some 0.02 a file
  let most = 0;
  let count = 0;
  const before = process.memoryUsage().rss;
  for await (const { size = 0 } of data.shuffle({ seed: 1 }).batch(100)) {
    count += size;
    most = Math.max(most, process.memoryUsage().rss - before);
  }
  expect(count).toBe(FILES);
  expect(most).toBeLessThan(150 << 20);
});
