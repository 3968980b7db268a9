// MNIST from bytes, a server's folder and a folder on disk; files that do not belong together; the real thing where it is.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MnistFiles, type MnistVariant, mnist } from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { mnistFolder } from "../../src/node/mnist.ts";
import { gzip, idxFile, rejection, unevenBytes } from "./idxFile.ts";

const images = (count: number) => idxFile([count, 28, 28], unevenBytes(count * 784));
const files = {
  trainImages: images(3),
  trainLabels: idxFile([3], [9, 0, 4]),
  testImages: images(2),
  testLabels: idxFile([2], [1, 7]),
} satisfies MnistFiles;
const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const loaded = {
  train: { x: unevenBytes(3 * 784), y: Uint8Array.of(9, 0, 4), size: 3, classes },
  test: { x: unevenBytes(2 * 784), y: Uint8Array.of(1, 7), size: 2, classes },
};

const variants: MnistVariant[] = ["-idx3-ubyte.gz", "-idx3-ubyte", ".idx3-ubyte.gz", ".idx3-ubyte"];

/** The four files under the names of `variant`, spelled out here again. */
function namedFiles(variant: MnistVariant): [name: string, bytes: Uint8Array][] {
  const pack = variant.endsWith(".gz") ? gzip : (bytes: Uint8Array) => bytes;
  const ending = variant.slice(1).replace("idx3", "");
  const named: [string, Uint8Array][] = [
    [`train-images${variant[0]}idx3${ending}`, files.trainImages],
    [`train-labels${variant[0]}idx1${ending}`, files.trainLabels],
    [`t10k-images${variant[0]}idx3${ending}`, files.testImages],
    [`t10k-labels${variant[0]}idx1${ending}`, files.testLabels],
  ];
  return named.map(([name, bytes]) => [name, pack(bytes)]);
}

test("from bytes, gzip or not", async () => {
  expect(await mnist(files)).toEqual(loaded);
  expect(await mnist({ ...files, trainImages: new Blob([Uint8Array.from(gzip(files.trainImages))]) })).toEqual(loaded);
});

test("other classes", async () => {
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
  const { train } = await mnist({ ...files, trainLabels: idxFile([3], [25, 0, 4]), classes: letters });
  expect(train.classes).toEqual(letters);
  expect(train.y[0]).toBe(25);
});

describe("files that do not belong together", () => {
  test.each<[string, Partial<MnistFiles>, string]>([
    [
      "swapped",
      { trainImages: files.trainLabels, trainLabels: files.trainImages },
      "trainImages: got labels, expected images. Hint: images and labels are swapped; the images are in trainLabels",
    ],
    ["of other numbers", { testLabels: idxFile([3], [1, 2, 3]) }, "testLabels: got 3 labels, expected 2, one for each"],
    [
      "a label of no class",
      { trainLabels: idxFile([3], [9, 10, 4]) },
      "trainLabels at index 1: got label 10, expected 0 to 9",
    ],
    [
      "other pictures",
      { testImages: idxFile([2, 32, 32], unevenBytes(2048)) },
      "testImages: got Uint8Array [2, 32, 32]",
    ],
    [
      "other numbers",
      { trainLabels: idxFile([3], [9, 0, 4], 12) },
      "trainLabels: got Int32Array [3], expected Uint8Array",
    ],
    [
      "images twice",
      { trainLabels: files.trainImages },
      "trainLabels: got Uint8Array [3, 28, 28], expected Uint8Array [count]",
    ],
    [
      "none at all",
      { testImages: idxFile([0, 28, 28], []), testLabels: idxFile([0], []) },
      "testImages: got 0 images, expected at least 1",
    ],
  ])("%s", async (_, wrong, message) => {
    const error = await rejection(mnist({ ...files, ...wrong }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("data");
    expect(error.message).toContain(message);
  });

  test("a damaged one is named", async () => {
    const error = await rejection(mnist({ ...files, testImages: files.testImages.subarray(0, 500) }));
    expect(error.code).toBe("format");
    expect(error.message).toContain("testImages: got 500 bytes, expected 1584");
  });
});

test.each<[object, string]>([
  [{ ...files, trainLabels: undefined }, "trainLabels: got undefined, expected a Uint8Array"],
  [{ ...files, validation: 1 }, 'unknown option "validation"'],
  [{ url: "https://example.org", trainImages: files.trainImages }, 'unknown option "trainImages"'],
  [{ url: "https://example.org", variant: "idx3" }, 'mnist variant: got "idx3", expected one of "-idx3-ubyte.gz"'],
  [{ ...files, classes: [] }, "mnist classes: got [], expected an array of names"],
  [{ ...files, classes: [1, 2] }, "mnist classes: got [1, 2]"],
])("options %#", async (options, message) => {
  const error = await rejection(mnist(options as MnistFiles));
  expect(error.code).toBe("option");
  expect(error.message).toContain(message);
});

describe("from a server's folder", () => {
  const served = new Map(
    variants.flatMap((variant) => namedFiles(variant).map(([name, bytes]) => [`/data/${name}`, bytes])),
  );
  const server = createServer(({ url }, response) => {
    const bytes = served.get(url ?? "");
    if (bytes) response.setHeader("content-length", bytes.length).end(bytes);
    else response.writeHead(404).end();
  });
  let base: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each(variants)("train-images%s", async (variant) => {
    expect(await mnist({ url: `${base}/data`, variant })).toEqual(loaded);
    expect(await mnist({ url: new URL(`${base}/data/`), variant })).toEqual(loaded);
  });

  test("progress names each file", async () => {
    const seen = new Map<string, number>();
    await mnist({ url: `${base}/data/`, onProgress: ({ url, loaded }) => seen.set(url, loaded) });
    const expected = namedFiles("-idx3-ubyte.gz").map(([name, bytes]) => [`${base}/data/${name}`, bytes.length]);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
  });

  test("a missing file is named", async () => {
    const error = await rejection(mnist({ url: `${base}/elsewhere/` }));
    expect(error.message).toContain(`${base}/elsewhere/train-labels-idx1-ubyte.gz: got HTTP status 404`);
  });
});

describe("from a folder on disk", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "fovea-mnist-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  async function folder(name: string, contents: [string, Uint8Array][]): Promise<string> {
    const path = join(root, name);
    await mkdir(path);
    for (const [file, bytes] of contents) await writeFile(join(path, file), bytes);
    return path;
  }

  test.each(variants)("train-images%s", async (variant) => {
    expect(await mnistFolder(await folder(`all${variant}`, namedFiles(variant)))).toEqual(loaded);
  });

  test("names of several kinds side by side", async () => {
    const mixed = variants.map((variant, i) => namedFiles(variant)[i]);
    expect(await mnistFolder(await folder("mixed", mixed))).toEqual(loaded);
  });

  test("no such folder", async () => {
    const error = await rejection(mnistFolder(join(root, "none")));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("file");
    expect(error.message).toContain(join(root, "none"));
    expect(error.message).toContain("no such file or folder");
  });

  test("a missing file: what is there is listed", async () => {
    const path = await folder("part", [...namedFiles("-idx3-ubyte").slice(0, 3), ["notes.txt", Uint8Array.of(65)]]);
    const error = await rejection(mnistFolder(path));
    expect(error.code).toBe("file");
    expect(error.message).toContain(
      `cannot find t10k-labels-idx1-ubyte.gz in ${path}: the folder holds notes.txt, t10k-`,
    );
  });

  test("an empty folder", async () => {
    expect((await rejection(mnistFolder(await folder("empty", [])))).message).toContain("the folder holds nothing");
  });

  test("a damaged file is named by its path", async () => {
    const contents = namedFiles("-idx3-ubyte");
    contents[1][1] = Uint8Array.of(...contents[1][1], 1);
    const path = await folder("damaged", contents);
    const error = await rejection(mnistFolder(path));
    expect(error.code).toBe("format");
    expect(error.message).toContain(`${join(path, "train-labels-idx1-ubyte")} at byte 11: got more bytes`);
  });

  test.each([[""], [undefined], [7]])("%j is no path", async (path) => {
    expect((await rejection(mnistFolder(path as string))).code).toBe("option");
  });
});

const dataRoot = process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const real = join(dataRoot, "mnist");
const isHere = existsSync(real);
if (!isHere) console.warn(`SKIPPED: the real MNIST is not at ${real}; set FOVEA_DATA to the folder that holds mnist/`);

describe.skipIf(!isHere)("the real MNIST", () => {
  const trainCounts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
  const testCounts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

  test("from its folder", async () => {
    const { train, test } = await mnistFolder(real);
    expect([train.size, test.size]).toEqual([60_000, 10_000]);
    expect([counts(train.y), counts(test.y)]).toEqual([trainCounts, testCounts]);
    const mean = train.x.reduce((sum, value) => sum + value, 0) / train.x.length;
    expect(mean / 255).toBeCloseTo(0.1307, 4);
  });

  test("from bytes", async () => {
    const read = (name: string) => readFileSync(join(real, name));
    const { test } = await mnist({
      trainImages: read("t10k-images-idx3-ubyte.gz"),
      trainLabels: read("t10k-labels-idx1-ubyte.gz"),
      testImages: read("t10k-images-idx3-ubyte.gz"),
      testLabels: read("t10k-labels-idx1-ubyte.gz"),
    });
    expect(counts(test.y)).toEqual(testCounts);
  });

  function counts(labels: Uint8Array): number[] {
    return Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
  }
});
