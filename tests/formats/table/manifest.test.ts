// Samples listed in tables: every kind of column, and every way in which a row can be wrong.
import { describe, expect, test } from "vitest";
import type { Sample } from "../../../src/data/index.ts";
import { FoveaError } from "../../../src/error.ts";
import { type Decode, type ManifestOptions, manifest } from "../../../src/formats/index.ts";
import { rejection } from "../../data/idxFile.ts";
import { collect, utf8 } from "../../data/sources.ts";

const opened: string[] = [];
/** "Files" whose bytes say their size and channels; their pictures are all 7. */
const open = async (path: string): Promise<Uint8Array> => {
  opened.push(path);
  if (path === "gone.png") throw new FoveaError("file", `cannot read ${path}: no such file or folder.`);
  return path.startsWith("large") ? Uint8Array.of(4, 3) : Uint8Array.of(2, 2);
};
const decode: Decode = ([width, height], { channels }) => ({
  ...{
    width,
    height,
    channels: channels === 1 ? 1 : 3,
    data: new Uint8Array(width * height * (channels === 1 ? 1 : 3)).fill(7),
  },
});
const pictures = { open, decode };
const picture = (channels = 3) => ({ width: 2, height: 2, channels, data: new Uint8Array(4 * channels).fill(7) });

async function samples(
  text: string,
  options: ManifestOptions,
): Promise<{ samples: Sample[]; classes: readonly string[] }> {
  const data = await manifest(utf8(text), { name: "t.csv", ...options });
  return { samples: await collect(data), classes: data.classes };
}

describe("labels", () => {
  const labelled = async (labels: string[], options: Partial<ManifestOptions> = {}) => {
    const text = `x,class\n${labels.map((label) => `1,${label}`).join("\n")}\n`;
    const { samples: read, classes } = await samples(text, { x: "x", label: "class", ...options });
    return [read.map(({ y }) => y), classes];
  };

  test("words are numbered in their order", async () => {
    expect(await labelled(["dog", "cat", "ant", "cat"])).toEqual([
      [2, 1, 0, 1],
      ["ant", "cat", "dog"],
    ]);
  });

  test("whole numbers are indices", async () => {
    expect(await labelled(["10", "2", "0"])).toEqual([[10, 2, 0], Array.from({ length: 11 }, (_, i) => String(i))]);
  });

  test("numbers among words are words", async () => {
    expect(await labelled(["10", "2", "x"])).toEqual([
      [0, 1, 2],
      ["10", "2", "x"],
    ]);
  });

  test("classes given, by name or by index", async () => {
    expect(await labelled(["dog", "1", "0"], { classes: ["dog", "cat"] })).toEqual([
      [0, 1, 0],
      ["dog", "cat"],
    ]);
    expect(await labelled(["7", "3"], { classes: ["3", "7"] })).toEqual([
      [1, 0],
      ["3", "7"],
    ]);
  });

  test("are known without reading a sample, so that splits can be stratified", async () => {
    const data = await manifest(utf8("file,class\na.png,1\nb.png,0\n"), { path: "file", label: "class", ...pictures });
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
  });

  test.each<[string, Partial<ManifestOptions>, string]>([
    [
      "dgo",
      { classes: ["cat", "dog"] },
      't.csv:3: got label "dgo", expected one of the 2 classes ["cat", "dog"], or its index.',
    ],
    ["2", { classes: ["cat", "dog"] }, 't.csv:3: got label "2", expected one of the 2 classes'],
    ["", {}, 't.csv:3, column "class": got "", expected a label'],
    [
      "99999999",
      { classes: undefined },
      "t.csv:3: got label 99999999, expected an index of a class, as all labels are whole numbers",
    ],
  ])("%j with %j", async (label, options, message) => {
    const error = await rejection(labelled([options.classes ? "cat" : "1", label], options));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("data");
    expect(error.message).toContain(message);
  });
});

describe("numbers", () => {
  const text = "a,b,pixel0,pixel1,price,w\n1,-2.5,0,255,9.5,\n3,1e3,1,2,8,0.5\n";

  test("columns by name, in the order asked for", async () => {
    const { samples: read } = await samples(text, { x: ["b", "a"], y: "price" });
    expect(read).toEqual([
      { x: Float32Array.of(-2.5, 1), y: Float32Array.of(9.5), name: "t.csv:2" },
      { x: Float32Array.of(1000, 3), y: Float32Array.of(8), name: "t.csv:3" },
    ]);
  });

  test("columns by pattern, weights", async () => {
    const { samples: read } = await samples(text, { x: /^pixel\d+$/g, weight: "w" });
    expect(read).toEqual([
      { x: Float32Array.of(0, 255), weight: 1, name: "t.csv:2" },
      { x: Float32Array.of(1, 2), weight: 0.5, name: "t.csv:3" },
    ]);
  });

  test("arrays in JSON lines, and as JSON in CSV", async () => {
    const { samples: read } = await samples('{"v": [1, 2], "t": [3]}\n', { x: "v", y: "t", format: "jsonl" });
    expect(read).toEqual([{ x: Float32Array.of(1, 2), y: Float32Array.of(3), name: "t.csv:1" }]);
    expect((await samples('v\n"[1, 2]"\n', { x: "v" })).samples[0].x).toEqual(Float32Array.of(1, 2));
  });

  test.each<[string, ManifestOptions, string]>([
    ["x\n1\nabc\n", { x: "x" }, 't.csv:3, column "x": got "abc", expected a finite number'],
    ["x\n1\n\n \n", { x: "x" }, 't.csv:4, column "x": got " ", expected a finite number'],
    ["x\nNaN\n", { x: "x" }, 't.csv:2, column "x": got "NaN"'],
    ["x\n1e999\n", { x: "x" }, 't.csv:2, column "x": got "1e999"'],
    ['x\n"[1, ""a""]"\n', { x: "x" }, 't.csv:2, column "x": got "a", expected a finite number'],
    ['x\n"[1, "\n', { x: "x" }, 't.csv:2, column "x": got no JSON ('],
    ["x,w\n1,-1\n", { x: "x", weight: "w" }, 't.csv:2, column "w": got -1, expected a weight'],
    ["x\n1\n", { x: "y" }, 't.csv: got columns ["x"], expected one called "y"'],
    ["x\n1\n", { x: /^pixel/ }, 't.csv: got columns ["x"], expected at least one that matches /^pixel/'],
  ])("%j", async (table, options, message) => {
    const error = await rejection(samples(table, options));
    expect(error.code).toBe("data");
    expect(error.message).toContain(message);
  });

  test("a column that a line of JSON lacks", async () => {
    const error = await rejection(samples('{"x": 1}\n{"z": 1}\n', { x: "x", format: "jsonl" }));
    expect(error.message).toContain('t.csv:2, column "x": got nothing, expected a value. Hint: there are z.');
  });
});

describe("pictures", () => {
  test("are opened when a sample is read, and not before", async () => {
    opened.length = 0;
    const data = await manifest(utf8("file,class\na.png,cat\nb/c.png,dog\n"), {
      path: "file",
      label: "class",
      ...pictures,
    });
    expect([data.size, opened]).toEqual([2, []]);
    expect(await collect(data.skip(1))).toEqual([{ x: picture(), y: 1, name: "b/c.png" }]);
    expect(opened).toEqual(["b/c.png"]);
  });

  test("of the channels asked for", async () => {
    const { samples: read } = await samples("file\na.png\n", { path: "file", channels: 1, ...pictures });
    expect(read).toEqual([{ x: picture(1), name: "a.png" }]);
  });

  test("masks are the target, beside a label one of two", async () => {
    const text = "file,mask,class\na.png,m.png,cat\n";
    const options = { path: "file", mask: "mask", ...pictures };
    expect((await samples(text, options)).samples).toEqual([{ x: picture(), y: picture(1), name: "a.png" }]);
    const both = await samples(text, { ...options, label: "class" });
    expect(both.samples).toEqual([{ x: picture(), y: { label: 0, mask: picture(1) }, name: "a.png" }]);
  });

  test("a mask of another size names both files", async () => {
    const error = await rejection(samples("file,mask\na.png,large.png\n", { path: "file", mask: "mask", ...pictures }));
    expect(error.code).toBe("data");
    expect(error.message).toContain("large.png: got a mask of 4x3 pixels, expected 2x2, as its picture a.png.");
  });

  test("one that cannot be read is named, or left out", async () => {
    const data = await manifest(utf8("file\na.png\ngone.png\n"), { path: "file", ...pictures });
    expect((await rejection(collect(data))).message).toContain("cannot read gone.png: no such file");
    const told: string[] = [];
    expect(await collect(data.skipErrors(({ message }) => told.push(message)))).toHaveLength(1);
    expect(told).toEqual([expect.stringContaining("gone.png")]);
  });

  test("an empty path", async () => {
    const error = await rejection(samples("file,class\n,cat\n", { path: "file", label: "class", ...pictures }));
    expect(error.message).toContain('t.csv:2, column "file": got "", expected some text');
  });
});

describe("boxes", () => {
  const columns = { left: "x0", top: "y0", right: "x1", bottom: "y1" };
  const one = { left: 1, top: 2, right: 3, bottom: 4 };

  test("in columns: rows of one picture are one sample, a row without box is a picture without", async () => {
    const text = "file,x0,y0,x1,y1,class\na.png,1,2,3,4,cat\nb.png,,,,,\na.png,0,0,1.5,1,dog\n";
    const { samples: read, classes } = await samples(text, {
      path: "file",
      boxes: columns,
      label: "class",
      ...pictures,
    });
    expect(classes).toEqual(["cat", "dog"]);
    expect(read).toEqual([
      {
        x: picture(),
        boxes: [
          { ...one, label: 0 },
          { left: 0, top: 0, right: 1.5, bottom: 1, label: 1 },
        ],
        name: "a.png",
      },
      { x: picture(), boxes: [], name: "b.png" },
    ]);
  });

  test.each([
    ["JSON lines of arrays", '{"file": "a.png", "b": [[1, 2, 3, 4, "cat"]]}\n{"file": "b.png", "b": []}\n', "jsonl"],
    [
      "JSON lines of objects",
      `{"file": "a.png", "b": [${JSON.stringify({ ...one, label: "cat" })}]}\n{"file": "b.png"}\n`,
      "jsonl",
    ],
    ["JSON in CSV", 'file,b\na.png,"[[1, 2, 3, 4, ""cat""]]"\nb.png,\n', "csv"],
  ] as const)("%s", async (_, text, format) => {
    const { samples: read } = await samples(text, { path: "file", boxes: "b", format, ...pictures });
    expect(read.map(({ boxes }) => boxes)).toEqual([[{ ...one, label: 0 }], []]);
  });

  test.each([
    ["a.png,3,2,1,4,cat", 't.csv:2, column "x0": got a box from 3, 2 to 1, 4, expected its right edge beyond'],
    ["a.png,1,2,3,,cat", 't.csv:2, column "y1": got "", expected a finite number'],
    ["a.png,1,2,3,4,", 't.csv:2, column "class": got "", expected a label'],
  ])("in columns, wrong: %s", async (row, message) => {
    const text = `file,x0,y0,x1,y1,class\n${row}\n`;
    const error = await rejection(samples(text, { path: "file", boxes: columns, label: "class", ...pictures }));
    expect(error.code).toBe("data");
    expect(error.message).toContain(message);
  });

  test.each([
    ["[[1, 2, 3, 4]]", "got the box [1,2,3,4], expected left, top, right, bottom and label"],
    ['[{"left": 1}]', 'got the box {"left":1}, expected left'],
    ["[null]", "got the box null, expected left"],
    ['{"left": 1}', "got an object with keys left, expected an array of boxes"],
    ['[[1, 2, "a", 4, "cat"]]', 'got "a", expected a finite number'],
    ["[[1, 2, 3, 4, -1]]", "got -1, expected a label"],
    ["[[1, 2, 3, 4, 1.5]]", "got 1.5, expected a label"],
  ])("as JSON, wrong: %s", async (boxes, message) => {
    const error = await rejection(
      samples(`{"file": "a.png", "b": ${boxes}}\n`, { path: "file", boxes: "b", format: "jsonl", ...pictures }),
    );
    expect(error.message).toContain('t.csv:1, column "b": ');
    expect(error.message).toContain(message);
  });
});

describe("the format", () => {
  test.each([
    ["t.jsonl", '{"x": 1}\n'],
    ["https://example.org/t.NDJSON.gz", '{"x": 1}\n'],
    ["t.csv", "x\n1\n"],
    ["t.tsv", "x\ty\n1\t2\n"],
    ["table", "x\n1\n"],
  ])("of %s, by its name", async (name, text) => {
    expect((await collect(await manifest(utf8(text), { name, x: "x" })))[0].x).toEqual(Float32Array.of(1));
  });
});

test.each<[object, string]>([
  [{}, "manifest: got neither path nor x"],
  [{ x: "a", path: "a", ...pictures }, "manifest: got both path and x"],
  [{ x: "a", label: "b", y: "c" }, "manifest: got y and label, expected one of them"],
  [{ path: "a", y: "c", mask: "b", ...pictures }, "manifest: got y and mask"],
  [{ x: "a", mask: "b" }, "manifest: got a mask or boxes without path"],
  [{ path: "a", open }, "manifest: got decode undefined, expected a function that makes pictures"],
  [{ path: "a", decode }, "manifest open: got undefined, expected a function"],
  [
    { path: "a", boxes: { left: "l", top: "t", right: "r", bottom: "b" }, ...pictures },
    "got boxes in columns without label",
  ],
  [{ path: "a", boxes: { xmin: "l" }, label: "l", ...pictures }, 'manifest boxes: got unknown option "xmin"'],
  [{ x: "a", label: "b", classes: [] }, "manifest classes: got []"],
  [{ x: "a", format: "xml" }, 'manifest format: got "xml", expected "csv" or "jsonl"'],
  [{ x: "a", labels: "b" }, 'unknown option "labels"'],
])("options %#", async (options, message) => {
  const error = await rejection(manifest(utf8("a,b\n1,2\n"), options as ManifestOptions));
  expect(error.code).toBe("option");
  expect(error.message).toContain(message);
});
