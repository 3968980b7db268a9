// Fashion-MNIST: MNIST's format with its own classes; the real thing where it is.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fashionClasses, fashionMnist } from "../../src/data/index.ts";
import { fashionMnistFolder } from "../../src/node/index.ts";
import { idxFile, rejection, unevenBytes } from "./idxFile.ts";
import { realData } from "./realData.ts";

const files = {
  trainImages: idxFile([2, 28, 28], unevenBytes(1568)),
  trainLabels: idxFile([2], [9, 0]),
  testImages: idxFile([1, 28, 28], unevenBytes(784)),
  testLabels: idxFile([1], [7]),
};

test("classes by their names", async () => {
  const { train, test } = await fashionMnist(files);
  expect([train.classes, test.classes]).toEqual([fashionClasses, fashionClasses]);
  expect([train.classes[train.y[0]], test.classes[test.y[0]]]).toEqual(["ankle boot", "sneaker"]);
});

test("errors are those of mnist", async () => {
  expect((await rejection(fashionMnist({ ...files, testLabels: files.trainLabels }))).message).toContain(
    "got 2 labels",
  );
  expect((await rejection(fashionMnist({ ...files, classes: ["a"] } as typeof files))).message).toContain(
    'fashionMnist: got unknown option "classes"',
  );
  expect((await rejection(fashionMnistFolder("here", { classes: [] } as object))).message).toContain(
    'fashionMnistFolder: got unknown option "classes"',
  );
});

const real = realData("fashion-mnist");
describe.skipIf(!existsSync(real))("the real Fashion-MNIST", () => {
  test("from its folder", async () => {
    const { train, test } = await fashionMnistFolder(real);
    for (const [part, each] of [
      [train, 6000],
      [test, 1000],
    ] as const)
      expect(Array.from({ length: 10 }, (_, label) => part.y.filter((y) => y === label).length)).toEqual(
        Array(10).fill(each),
      );
    expect(train.x.reduce((sum, value) => sum + value, 0) / train.x.length / 255).toBeCloseTo(0.286, 3);
  });
});
