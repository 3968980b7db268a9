// CIFAR-10 and CIFAR-100 from bytes and streams; files that are wrong; the real thing where it is.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type ByteSource,
  cifar10,
  cifar10Classes,
  cifar100,
  cifar100Classes,
  cifar100Superclasses,
} from "../../src/data/index.ts";
import { FoveaError } from "../../src/error.ts";
import { cifarFile, cifarPixels } from "./cifarFile.ts";
import { gzip, rejection } from "./idxFile.ts";
import { realData } from "./realData.ts";
import { bytesOf, streamOf } from "./sources.ts";

const ten = cifarFile([[3], [0], [9]]);
const hundred = cifarFile([
  [4, 0],
  [19, 99],
]);
const expected = { x: cifarPixels(3), y: Uint8Array.of(3, 0, 9), size: 3, classes: cifar10Classes };

describe("CIFAR-10", () => {
  test.each<[string, () => ByteSource]>([
    ["bytes", () => ten],
    ["gzip", () => gzip(ten)],
    ["a stream in pieces of 1000", () => streamOf(ten, 1000)],
    ["a stream of single records", () => streamOf(ten, 3073)],
    ["a stream of gzip in pieces", () => streamOf(gzip(ten), 7)],
  ])("from %s", async (_, source) => {
    expect(await cifar10(source())).toEqual(expected);
  });

  test("several files are one after another", async () => {
    const { x, y, size } = await cifar10([ten, gzip(ten)]);
    expect([size, Array.from(y)]).toEqual([6, [3, 0, 9, 3, 0, 9]]);
    expect(x).toEqual(Uint8Array.of(...expected.x, ...expected.x));
  });

  test("more records than there is room for at first", async () => {
    const { y, size } = await cifar10(cifarFile(Array.from({ length: 2500 }, (_, i) => [i % 10])));
    expect(size).toBe(2500);
    expect(y.every((label, i) => label === i % 10)).toBe(true);
  });

  test("other classes", async () => {
    const classes = ["a", "b", "c", "d"];
    expect((await cifar10(cifarFile([[3]]), { classes })).classes).toEqual(classes);
    expect((await rejection(cifar10(ten, { classes }))).message).toContain("at record 2: got label 9, expected 0 to 3");
  });
});

describe("CIFAR-100", () => {
  test("fine labels", async () => {
    expect(await cifar100(hundred)).toEqual({
      ...{ x: cifarPixels(2), y: Uint8Array.of(0, 99), size: 2, classes: cifar100Classes },
    });
  });

  test("coarse labels", async () => {
    const { y, classes } = await cifar100(streamOf(hundred, 100), { labels: "coarse" });
    expect([Array.from(y), classes]).toEqual([[4, 19], cifar100Superclasses]);
  });
});

test("as many classes as there are, each once", () => {
  for (const [names, count] of [
    [cifar10Classes, 10],
    [cifar100Classes, 100],
    [cifar100Superclasses, 20],
  ] as const)
    expect(new Set(names).size).toBe(count);
  expect(cifar100Classes).toEqual(cifar100Classes.toSorted());
});

describe("a file that is wrong", () => {
  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "a.bin: got no bytes at all, expected CIFAR records"],
    [
      "the Python version",
      bytesOf("\x80\x02}q\x01(U\x0bbatch_label"),
      "got a Python pickle, expected CIFAR records. Hint: of the three versions",
    ],
    ["a picture", bytesOf("\x89PNG\r\n\x1a\n"), "a.bin: got a PNG picture, expected CIFAR records"],
    ["a page", bytesOf("<!DOCTYPE html><html>"), "got an HTML page"],
    ["cut", ten.subarray(0, 4000), "a.bin at record 1: got the end after 927 of 3073 bytes, expected a whole record"],
    ["a byte too many", Uint8Array.of(...ten, 1), "a.bin at record 3: got the end after 1 of 3073 bytes"],
    [
      "CIFAR-100",
      hundred,
      "a.bin at record 1: got label 199, expected 0 to 9. Hint: damaged, not of the binary version, or of the other CIFAR",
    ],
    ["gzip that breaks off", gzip(ten).subarray(0, -9), "a.bin at unzipped byte"],
  ])("%s", async (_, bytes, message) => {
    const error = await rejection(cifar10(bytes, { name: "a.bin" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(["format", "data"]).toContain(error.code);
    expect(error.message).toContain(message);
  });

  test("CIFAR-10 taken for CIFAR-100", async () => {
    expect((await rejection(cifar100(ten))).message).toMatch(/at record \d: got (label|the end)/);
  });

  test("one of several is named by its place, or by its address", async () => {
    const cut = ten.subarray(0, -1);
    expect((await rejection(cifar10([ten, cut]))).message).toContain("bytes[1] at record 2");
    expect((await rejection(cifar10([ten, cut], { name: "batch" }))).message).toContain("batch[1] at record 2");
  });
});

test.each<[() => Promise<unknown>, string]>([
  [() => cifar10([]), "cifar: got no sources"],
  [() => cifar10(ten, { labels: "fine" } as object), 'unknown option "labels"'],
  [() => cifar100(hundred, { labels: "both" as "fine" }), 'cifar100 labels: got "both", expected "fine" or "coarse"'],
  [() => cifar10(ten, { classes: [] }), "cifar10 classes: got []"],
  [() => cifar10(undefined as unknown as ByteSource), "got undefined, expected a Uint8Array"],
])("wrong use %#", async (attempt, message) => {
  const error = await rejection(attempt());
  expect(error.code).toBe("option");
  expect(error.message).toContain(message);
});

const real = realData("cifar10");
describe.skipIf(!existsSync(real))("the real CIFAR-10", () => {
  test("the first 1000 pictures of its test part", async () => {
    const { x, y, size } = await cifar10(readFileSync(`${real}/test_first1000.bin.gz`));
    expect(size).toBe(1000);
    expect(Array.from({ length: 10 }, (_, label) => y.filter((each) => each === label).length)).toEqual([
      ...[103, 89, 100, 103, 90, 86, 112, 102, 106, 109],
    ]);
    const means = [0, 1, 2].map((channel) => x.reduce((sum, value, i) => (i % 3 === channel ? sum + value : sum), 0));
    const scaled = means.map((sum) => sum / (x.length / 3) / 255);
    for (const [i, mean] of [0.49, 0.48, 0.45].entries()) expect(scaled[i]).toBeCloseTo(mean, 1);
    // The first picture, a cat: red, green and blue of two pixels.
    expect(Array.from(x.subarray(0, 6))).toEqual([158, 112, 49, 159, 111, 47]);
  });
});
