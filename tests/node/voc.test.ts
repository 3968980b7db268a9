// Folders in the layout of Pascal VOC: both spellings, lists, classes, pictures read late, what is missing; blood cells where they are.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Decode } from "../../src/formats/index.ts";
import { encodePng } from "../../src/images/index.ts";
import { type VocFolderOptions, vocFolder } from "../../src/node/index.ts";
import { rejection } from "../data/idxFile.ts";
import { realData } from "../data/realData.ts";
import { collect } from "../data/sources.ts";
import { temporaryFolders } from "./temporaryFolder.ts";

const folder = temporaryFolders();
/** "Pictures" whose bytes are their size. */
const decode: Decode = ([width, height], { channels }) => {
  const depth = channels === 1 ? 1 : 3;
  return { width, height, channels: depth, data: new Uint8Array(width * height * depth) };
};
const annotation = (file: string, ...objects: string[]) =>
  `<annotation><filename>${file}</filename><size><width>9</width><height>5</height></size>${objects.join("")}</annotation>`;
const object = (name: string, difficult = 0) =>
  `<object><name>${name}</name><difficult>${difficult}</difficult>
   <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>`;
const picture = Uint8Array.of(9, 5);
const blank = { width: 9, height: 5, channels: 3, data: new Uint8Array(135) };
const box = { left: 0, top: 1, right: 3, bottom: 4 };

const official = {
  "Annotations/a.xml": annotation("a.jpg", object("dog"), object("cat", 1)),
  "Annotations/b.xml": annotation("b.jpg"),
  "JPEGImages/a.jpg": picture,
  "JPEGImages/b.jpg": picture,
  "JPEGImages/not-annotated.jpg": picture,
  "ImageSets/Main/train.txt": "b\na\n",
  "ImageSets/Main/cat_train.txt": "b -1\r\na  1\r\n",
};

test("the official layout", async () => {
  const path = await folder(official);
  const data = await vocFolder(path, { decode });
  expect([data.size, data.classes]).toEqual([2, ["cat", "dog"]]);
  const x = decode(picture, { name: "" });
  expect(await collect(data)).toEqual([
    {
      x,
      name: join(path, "JPEGImages/a.jpg"),
      boxes: [
        { ...box, label: 1 },
        { ...box, label: 0 },
      ],
    },
    { x, name: join(path, "JPEGImages/b.jpg"), boxes: [] },
  ]);
});

test("small names, other ends, lists beside the folders, pictures called by the annotation's text", async () => {
  const path = await folder({
    "annotations/a.xml": annotation("a.png", object("cat")),
    "annotations/b.xml": annotation("other.JPEG"),
    "images/a.PNG": picture,
    "images/other.JPEG": picture,
    "test.txt": "b\n",
  });
  expect((await collect(await vocFolder(path, { decode }))).map(({ name }) => name)).toEqual([
    join(path, "images/a.PNG"),
    join(path, "images/other.JPEG"),
  ]);
  expect((await vocFolder(path, { decode, set: "test" })).size).toBe(1);
});

test("a list gives the order; its classes are those of its pictures, or those given", async () => {
  const path = await folder(official);
  for (const set of ["train", "train.txt", "cat_train"]) {
    const data = await vocFolder(path, { decode, set, channels: 1, classes: ["bird", "cat", "dog"] });
    const samples = await collect(data);
    expect(samples.map(({ boxes }) => boxes?.map(({ label }) => label))).toEqual([[], [2, 1]]);
    expect(samples[0].x).toMatchObject({ channels: 1 });
  }
});

test("difficult objects are left out where that is asked for", async () => {
  const data = await vocFolder(await folder(official), { decode, difficult: false });
  expect(data.classes).toEqual(["dog"]);
  expect((await collect(data))[0].boxes).toEqual([{ ...box, label: 0 }]);
});

describe("what is wrong", () => {
  const changed = (files: Record<string, string | Uint8Array | undefined>) =>
    folder(
      Object.fromEntries(
        Object.entries({ ...official, ...files }).filter(([, contents]) => contents !== undefined) as [
          string,
          string,
        ][],
      ),
    );

  test.each<[string, Record<string, string | Uint8Array | undefined>, Partial<VocFolderOptions>, string]>([
    ["a missing picture", { "JPEGImages/b.jpg": undefined }, {}, "the picture of "],
    ["a missing annotation", { "ImageSets/Main/train.txt": "c\n" }, { set: "train" }, "cannot find c.xml in "],
    ["a missing list", {}, { set: "val" }, join("ImageSets", "Main", "val.txt: no such file")],
    [
      "an empty list",
      { "ImageSets/Main/train.txt": "\n" },
      { set: "train" },
      "train.txt: got no names, expected one on each line",
    ],
    ["a damaged annotation", { "Annotations/b.xml": "<annotation>" }, {}, "b.xml:1: got the end within <annotation>"],
    ["another encoding", { "Annotations/b.xml": Uint8Array.of(60, 0xe9) }, {}, "b.xml: got bytes that are no utf-8"],
    ["a class that is not wanted", {}, { classes: ["cat"] }, 'a.xml: got class "dog", expected one of ["cat"]'],
  ])("%s", async (_, files, options, message) => {
    const error = await rejection(vocFolder(await changed(files), { decode, ...options }));
    expect(["file", "data", "format"]).toContain(error.code);
    expect(error.message).toContain(message);
  });

  test("no annotations, no folder of them, no folder at all", async () => {
    const empty = await folder({ "images/a.jpg": picture, "annotations/readme.txt": "" });
    expect((await rejection(vocFolder(empty, { decode }))).message).toContain("cannot find an annotation in ");
    const none = await folder({ "images/a.jpg": picture });
    expect((await rejection(vocFolder(none, { decode }))).message).toContain(
      "cannot find Annotations or annotations in ",
    );
    expect((await rejection(vocFolder(join(none, "x"), { decode }))).message).toContain("no such file or folder");
  });

  test("a damaged picture is an error, or left out and named", async () => {
    const path = await changed({
      "JPEGImages/a.jpg": encodePng(blank).subarray(0, 50),
      "JPEGImages/b.jpg": encodePng(blank),
    });
    const error = await rejection(collect(await vocFolder(path)));
    expect(error.code).toBe("format");
    expect(error.message).toContain(join(path, "JPEGImages/a.jpg"));
    const told: string[] = [];
    const data = await vocFolder(path, { corrupt: "skip", onCorrupt: ({ name }) => told.push(name) });
    expect((await collect(data)).map(({ x }) => x)).toEqual([blank]);
    expect(told).toEqual([join(path, "JPEGImages/a.jpg")]);
  });

  test("a picture of another size than its annotation says", async () => {
    const data = await vocFolder(await changed({ "JPEGImages/b.jpg": Uint8Array.of(5, 9) }), { decode });
    const error = await rejection(collect(data));
    expect(error.code).toBe("data");
    expect(error.message).toMatch(/b\.jpg: got a picture of 5x9 pixels, expected 9x5, as .*b\.xml says/);
  });

  test.each<[object, string]>([
    [{ decode: "jpeg" }, 'vocFolder decode: got "jpeg", expected a function that makes pictures'],
    [{ corrupt: "skip" }, "vocFolder.onCorrupt: got undefined"],
    [{ decode, set: "" }, 'vocFolder set: got ""'],
    [{ decode, classes: [] }, "vocFolder classes: got []"],
    [{ decode, difficult: "drop" }, 'vocFolder difficult: got "drop"'],
    [{ decode, list: "a" }, 'unknown option "list"'],
  ])("options %#", async (options, message) => {
    const error = await rejection(vocFolder("here", options as VocFolderOptions));
    expect(error.code).toBe("option");
    expect(error.message).toContain(message);
  });
});

const cells = realData("bccd");
test.skipIf(!existsSync(cells))(
  "blood cells: 120 pictures with 1,595 red cells, 126 white ones, 148 platelets",
  async () => {
    const grey: Decode = () => ({ width: 640, height: 480, channels: 1, data: new Uint8Array(640 * 480) });
    const data = await vocFolder(cells, { decode: grey });
    const counts: Record<string, number> = {};
    for await (const { boxes = [] } of data)
      for (const { label, left, top, right, bottom } of boxes) {
        counts[data.classes[label]] = (counts[data.classes[label]] ?? 0) + 1;
        expect(0 <= left && left < right && right <= 640 && 0 <= top && top < bottom && bottom <= 480).toBe(true);
      }
    expect([data.size, counts]).toEqual([120, { RBC: 1595, WBC: 126, Platelets: 148 }]);
    const sizes = await Promise.all(
      ["train", "test"].map(async (set) => (await vocFolder(cells, { set, decode: grey })).size),
    );
    expect(sizes).toEqual([90, 30]);
  },
);
