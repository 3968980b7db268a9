// CIFAR folders: official names, subsets, lists of files, what is missing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cifar10Classes, cifar100Superclasses } from "../../src/data/index.ts";
import { cifar10Folder, cifar100Folder } from "../../src/node/index.ts";
import { cifarFile } from "../data/cifarFile.ts";
import { gzip, rejection } from "../data/idxFile.ts";
import { realData } from "../data/realData.ts";
import { temporaryFolders } from "./temporaryFolder.ts";

const folder = temporaryFolders();
const batch = (...labels: number[]) => cifarFile(labels.map((label) => [label]));

test("official names, in their order, gzip or not, as many as there are", async () => {
  const path = await folder({
    "data_batch_3.bin": batch(3),
    "data_batch_1.bin.gz": gzip(batch(1, 2)),
    "test_batch.bin": batch(9),
    "other.bin": batch(5),
  });
  const { train, test } = await cifar10Folder(path);
  expect([Array.from(train.y), Array.from(test.y)]).toEqual([[1, 2, 3], [9]]);
  expect(train.classes).toEqual(cifar10Classes);
  expect(train.x.length).toBe(3 * 3072);
});

test("files by name", async () => {
  const path = await folder({ "a.bin": batch(1), "b.bin.gz": gzip(batch(2)), "c.bin": batch(3) });
  const { train, test } = await cifar10Folder(path, { train: ["b.bin.gz", "a.bin"], test: ["c.bin"] });
  expect([Array.from(train.y), Array.from(test.y)]).toEqual([[2, 1], [3]]);
});

test("names of classes that come with the data, or are given", async () => {
  const files = { "data_batch_1.bin": batch(1), "test_batch.bin": batch(0), "batches.meta.txt": "cat\ndog\n\n" };
  const path = await folder(files);
  expect((await cifar10Folder(path)).train.classes).toEqual(["cat", "dog"]);
  expect((await cifar10Folder(path, { classes: ["a", "b", "c"] })).test.classes).toEqual(["a", "b", "c"]);
});

test("CIFAR-100, of either labels", async () => {
  const path = await folder({ "train.bin": cifarFile([[1, 70]]), "test.bin.gz": gzip(cifarFile([[2, 71]])) });
  expect(Array.from((await cifar100Folder(path)).train.y)).toEqual([70]);
  const { test, train } = await cifar100Folder(path, { labels: "coarse" });
  expect([Array.from(train.y), Array.from(test.y), test.classes]).toEqual([[1], [2], cifar100Superclasses]);
});

describe("what is wrong", () => {
  test("a folder that is not there", async () => {
    const error = await rejection(cifar10Folder("/none/such"));
    expect(error.code).toBe("file");
    expect(error.message).toContain("cannot read /none/such: no such file or folder");
  });

  test("a missing part: what is there is listed", async () => {
    const path = await folder({ "data_batch_1.bin": batch(1) });
    const error = await rejection(cifar10Folder(path));
    expect(error.code).toBe("file");
    expect(error.message).toBe(
      `cannot find test_batch.bin or test_batch.bin.gz in ${path}: the folder holds data_batch_1.bin. ` +
        "Hint: the options train and test name other files of the binary version.",
    );
  });

  test("a damaged file is named by its path", async () => {
    const path = await folder({
      "data_batch_1.bin": batch(1),
      "data_batch_2.bin": batch(2).subarray(1),
      "test_batch.bin": batch(3),
    });
    const error = await rejection(cifar10Folder(path));
    expect(error.message).toContain(join(path, "data_batch_2.bin"));
  });

  test.each<[() => Promise<unknown>, string]>([
    [() => cifar10Folder(""), 'cifar10Folder path: got "", expected the path of a folder'],
    [() => cifar10Folder("here", { train: [] }), "cifar10Folder train: got [], expected an array of file names"],
    [() => cifar10Folder("here", { validation: ["a"] } as object), 'unknown option "validation"'],
    [() => cifar100Folder("here", { test: "a" } as object), 'cifar100Folder test: got "a"'],
  ])("wrong use %#", async (attempt, message) => {
    const error = await rejection(attempt());
    expect(error.code).toBe("option");
    expect(error.message).toContain(message);
  });
});

const real = realData("cifar10");
test.skipIf(!existsSync(real))("the real CIFAR-10: a batch to train on, others to validate on", async () => {
  const { train, test } = await cifar10Folder(real, { test: ["val_2000.bin.gz"] });
  expect([train.size, test.size]).toEqual([10_000, 2000]);
  expect(train.classes).toEqual(cifar10Classes);
  expect(Array.from({ length: 10 }, (_, label) => test.y.filter((y) => y === label).length)).toEqual(
    Array(10).fill(200),
  );
});
