// Annotations of Pascal VOC: numbers, classes, and every way in which one can be wrong.
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { type VocOptions, vocBoxes } from "../../../src/formats/index.ts";

const box = (xmin: unknown, ymin: unknown, xmax: unknown, ymax: unknown) =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
const object = (name: string, edges: string, rest = "") => `<object><name>${name}</name>${rest}${edges}</object>`;
const annotation = (objects: string, size = "<size><width>100</width><height>50</height><depth>3</depth></size>") =>
  `<annotation>\n<filename>a.jpg</filename>${size}\n${objects}</annotation>`;

const plain = { difficult: false, truncated: false };

test("pixels counted from 1, first and last, become edges counted from 0", () => {
  expect(vocBoxes(annotation(object("cat", box(1, 1, 100, 50)) + object("dog", box(3, 4, 3, 4))))).toEqual({
    file: "a.jpg",
    width: 100,
    height: 50,
    boxes: [
      { left: 0, top: 0, right: 100, bottom: 50, name: "cat", ...plain },
      { left: 2, top: 3, right: 3, bottom: 4, name: "dog", ...plain },
    ],
  });
});

test("pixels counted from 0", () => {
  const [first] = vocBoxes(annotation(object("cat", box(0, 2, 99, 49))), { first: 0 }).boxes;
  expect(first).toEqual({ left: 0, top: 2, right: 100, bottom: 50, name: "cat", ...plain });
});

test("fractions, and what reaches beyond the picture", () => {
  const { boxes } = vocBoxes(
    annotation(object("cat", box("45.70", 2.5, 60.25, 10)) + object("cat", box(0, -3, 105, 51))),
  );
  expect(boxes[0]).toMatchObject({ left: 44.7, top: 1.5, right: 60.25, bottom: 10 });
  expect(boxes[1]).toMatchObject({ left: 0, top: 0, right: 100, bottom: 50 });
});

test("parts of people, and what else there may be, are not taken for boxes", () => {
  const part = `<part><name>head</name>${box(1, 1, 2, 2)}</part>`;
  const { boxes } = vocBoxes(annotation(`${object("person", box(5, 5, 9, 9), part)}<segmented>0</segmented>`));
  expect(boxes).toEqual([{ left: 4, top: 4, right: 9, bottom: 9, name: "person", ...plain }]);
});

test("difficult and truncated", () => {
  const marks = "<truncated>1</truncated><difficult>1</difficult>";
  expect(vocBoxes(annotation(object("cat", box(1, 1, 2, 2), marks))).boxes[0]).toMatchObject({
    difficult: true,
    truncated: true,
  });
});

test("without objects, size and file name", () => {
  expect(vocBoxes("<annotation/>")).toEqual({ file: "", width: 0, height: 0, boxes: [] });
  expect(vocBoxes(annotation(object("cat", box(500, 1, 600, 2)), "")).boxes).toHaveLength(1);
});

describe("wrong", () => {
  test.each<[string, string, string, string]>([
    ["no XML", "boxes: 3", "format", "a.xml:1: got"],
    ["other XML", "<svg/>", "format", "a.xml: got <svg>, expected <annotation>"],
    ["no box", annotation(object("cat", "")), "format", "a.xml:3: got <object> without <bndbox>"],
    ["no name", annotation(`<object>${box(1, 1, 2, 2)}</object>`), "format", "got <object> without <name>"],
    ["an empty name", annotation(object("", box(1, 1, 2, 2))), "format", "got an empty <name>"],
    [
      "an edge too few",
      annotation(object("cat", "<bndbox><xmin>1</xmin></bndbox>")),
      "format",
      "got <bndbox> without <ymin>",
    ],
    [
      "a word",
      annotation(object("cat", box(1, "two", 3, 4))),
      "format",
      'a.xml:3: got "two" in <ymin>, expected a number',
    ],
    ["nothing for a number", annotation(object("cat", box(1, "", 3, 4))), "format", 'got "" in <ymin>'],
    [
      "turned around",
      annotation(object("cat", box(9, 1, 3, 4))),
      "data",
      "a.xml:3: got a box of cat from 9, 1 to 3, 4 in 100x50",
    ],
    [
      "outside",
      annotation(object("cat", box(101, 1, 110, 4))),
      "data",
      "got a box of cat from 101, 1 to 110, 4 in 100x50",
    ],
    [
      "a size of words",
      annotation("", "<size><width>a</width><height>1</height></size>"),
      "format",
      'got "a" in <width>',
    ],
  ])("%s", (_, xml, code, message) => {
    expect(() => vocBoxes(xml, { name: "a.xml" })).toThrow(FoveaError);
    expect(() => vocBoxes(xml, { name: "a.xml" })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test.each<[unknown, object, string]>([
    [undefined, {}, "vocBoxes: got undefined, expected the text of an annotation"],
    ["<annotation/>", { first: 2 }, "vocBoxes first: got 2, expected 0 or 1"],
    ["<annotation/>", { classes: [] }, 'unknown option "classes"'],
  ])("options %#", (xml, options, message) => {
    expect(() => vocBoxes(xml as string, options as VocOptions)).toThrow(
      expect.objectContaining({ code: "option", message: expect.stringContaining(message) }),
    );
  });
});
