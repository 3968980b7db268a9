// CSV: the format of RFC 4180 and its kin, in pieces of any length; every way in which a file can be wrong.
import { describe, expect, test } from "vitest";
import { dataset } from "../../../src/data/dataset/make.ts";
import { FoveaError } from "../../../src/error.ts";
import { type CsvOptions, csv, csvRows } from "../../../src/formats/index.ts";
import { gzip, rejection } from "../../data/idxFile.ts";
import { bytesOf, collect, streamOf, utf8 } from "../../data/sources.ts";

type Rows = Record<string, string>[];

const read = async (text: string | Uint8Array, options: CsvOptions = {}): Promise<Rows> =>
  collect(await csv(typeof text === "string" ? utf8(text) : text, { name: "t.csv", ...options }));

const sound: [what: string, text: string, rows: Rows, options?: CsvOptions][] = [
  [
    "rows",
    "a,b\n1,2\n3,4\n",
    [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ],
  ],
  ["no end of the last line", "a,b\n1,2", [{ a: "1", b: "2" }]],
  ["CRLF", "a,b\r\n1,2\r\n", [{ a: "1", b: "2" }]],
  ["CR", "a,b\r1,2\r", [{ a: "1", b: "2" }]],
  ["a byte order mark", "\ufeffa,b\n1,2\n", [{ a: "1", b: "2" }]],
  ["a byte order mark before a quote", '\ufeff"a",b\n1,2\n', [{ a: "1", b: "2" }]],
  ["quotes", 'a,b\n"1,5","say ""hi"""\n', [{ a: "1,5", b: 'say "hi"' }]],
  ["ends of lines in quotes", 'a,b\n"1\n2\r\n3",4\n', [{ a: "1\n2\r\n3", b: "4" }]],
  ["a quoted header", '"a\nb","c,d"\n1,2\n', [{ "a\nb": "1", "c,d": "2" }]],
  [
    "empty fields",
    'a,b,c\n,,\n"",x,\n',
    [
      { a: "", b: "", c: "" },
      { a: "", b: "x", c: "" },
    ],
  ],
  ["empty lines", "\n\na\n\n1\n\n\n2\n\n", [{ a: "1" }, { a: "2" }]],
  ["an empty field in quotes is a row", 'a\n""\n', [{ a: "" }]],
  ["a quote within a field", 'a,b\n5" disk,it"s\n', [{ a: '5" disk', b: 'it"s' }]],
  ["spaces stay", "a , b\n 1,2 \n", [{ "a ": " 1", " b": "2 " }]],
  ["other scripts", "名前,ß\n犬,🐕\n", [{ 名前: "犬", ß: "🐕" }]],
  ["semicolons", "a;b\n1,5;2\n", [{ a: "1,5", b: "2" }], { delimiter: ";" }],
  ["tabs", "a\tb\n1\t2\n", [{ a: "1", b: "2" }], { delimiter: "\t" }],
  ["other quotes", "a,b\n'1,2',3\n", [{ a: "1,2", b: "3" }], { quote: "'" }],
  ["no quotes", 'a,b\n"1,2"\n', [{ a: '"1', b: '2"' }], { quote: null }],
  [
    "no header",
    "1,2\n3,4\n",
    [
      { 0: "1", 1: "2" },
      { 0: "3", 1: "4" },
    ],
    { header: false },
  ],
  [
    "names given",
    "1,2\n3,4\n",
    [
      { x: "1", y: "2" },
      { x: "3", y: "4" },
    ],
    { header: ["x", "y"] },
  ],
];

describe.each(sound)("%s", (_, text, rows, options) => {
  test("whole, in single bytes, in gzip, as a stream of rows", async () => {
    const bytes = utf8(text);
    expect(await read(bytes, options)).toEqual(rows);
    expect(await collect(await csv(streamOf(bytes, 1), options))).toEqual(rows);
    expect(await read(gzip(bytes), options)).toEqual(rows);
    expect(await collect(csvRows(bytes, options))).toEqual(rows);
  });
});

test("a column may have any name", async () => {
  const [row] = await read("__proto__,constructor\n1,2\n");
  expect(Object.entries(row)).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
});

test("the rows are a data set that can be split", async () => {
  const rows = await csv(utf8("a\n1\n2\n3\n4\n"));
  expect(rows.size).toBe(4);
  const [train, validation] = await rows.split({ validation: 0.25, seed: 1 });
  expect([train.size, validation.size]).toEqual([3, 1]);
});

test("a table larger than memory is read anew in each epoch", async () => {
  const rows = dataset(() => csvRows(utf8("a\n1\n2\n")));
  expect([await collect(rows), await collect(rows)]).toEqual(Array(2).fill([{ a: "1" }, { a: "2" }]));
});

test("leaving a stream of rows early ends its source", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(utf8("a\n")),
    pull: (controller) => controller.enqueue(utf8("1\n".repeat(100))),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const row of csvRows(endless)) {
    expect(row).toEqual({ a: "1" });
    break;
  }
  await new Promise((resolve) => setTimeout(resolve));
  expect(cancelled).toBe(true);
});

describe("encodings", () => {
  test("windows-1252, on every engine as the standard has it", async () => {
    expect(await read(bytesOf("a\n\x80\x92\x9f\xe9\n"), { encoding: "windows-1252" })).toEqual([{ a: "€’Ÿé" }]);
    expect(await read(bytesOf("a\n\xe9\n"), { encoding: "latin1" })).toEqual([{ a: "é" }]);
  });

  test("utf-16", async () => {
    expect(await read(bytesOf("\xff\xfea\0\n\0\xe9\0\n\0"), { encoding: "utf-16le" })).toEqual([{ a: "é" }]);
  });

  test.each<[string, Uint8Array, string]>([
    [
      "a character of another encoding",
      bytesOf("a,b\n1,2\ncaf\xe9,3\n4,5\n"),
      "t.csv:3: got bytes that are no utf-8, expected text in utf-8",
    ],
    ["in the first line", bytesOf("caf\xe9,b\n1,2\n"), "t.csv:1: got bytes"],
    ["cut in a character", bytesOf("a\n1\n\xc3"), "t.csv:3: got bytes"],
    ["after others that are sound", bytesOf("a\n\xc3\xa9\n\xc3\n"), "t.csv:3: got bytes"],
    [
      "utf-16",
      bytesOf("\xff\xfea\0"),
      't.csv: got the byte order mark of utf-16le, expected text in utf-8. Hint: the option encoding: "utf-16le"',
    ],
    ["a picture", bytesOf("\x89PNG\r\n\x1a\n"), "t.csv: got a PNG picture, expected text"],
    ["an archive", bytesOf("PK\x03\x04"), "t.csv: got a ZIP archive, expected text"],
  ])("%s", async (_, bytes, message) => {
    const error = await rejection(csv(bytes, { name: "t.csv" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
    for (const size of [1, 2, 3])
      expect((await rejection(csv(streamOf(bytes, size), { name: "t.csv" }))).message).toContain(message);
  });

  test("one that there is not", async () => {
    const error = await rejection(csv(utf8("a\n1\n"), { encoding: "utf-9" }));
    expect(error.code).toBe("option");
    expect(error.message).toContain('encoding: got "utf-9"');
  });
});

describe("a table that is wrong", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "t.csv: got no text at all, expected a table with at least one row"],
    ["a byte order mark alone", "\ufeff", "t.csv: got no text at all"],
    ["names without rows", "a,b\n", "t.csv: got no rows behind the names of the columns"],
    ["too few fields", "a,b\n1,2\n\n3\n", 't.csv:4: got 1 field, expected 2, one for each column (["a", "b"])'],
    ["too many fields", "a,b\n1,2,3\n", "t.csv:2: got 3 fields, expected 2"],
    ["lines counted in quotes", 'a,b\n"1\n2",3\n4\n', "t.csv:4: got 1 field"],
    ["lines counted with CRLF in quotes", 'a,b\r\n"1\r\n2",3\r\n4\r\n', "t.csv:4: got 1 field"],
    ["a quote without end", 'a,b\n1,2\n3,"4\n5,6\n', "t.csv:3:3: got the end of the file within quotes"],
    ["text behind a quote", 'a,b\n1,"2"x\n', 't.csv:2:6: got "x" after the quote that ends a field'],
    ["two columns of one name", "a,b,a\n1,2,3\n", 't.csv:1: got columns 1 and 3 both called "a"'],
    ["an HTML page", "<!DOCTYPE html>\n<html>\n", "t.csv: got an HTML page, expected a table in CSV"],
  ])("%s", async (_, text, message) => {
    const error = await rejection(csv(utf8(text), { name: "t.csv" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
    const inPieces = await rejection(csv(streamOf(utf8(text), 1), { name: "t.csv" }));
    expect(inPieces.message).toBe(error.message);
  });

  test("gzip that breaks off", async () => {
    const bytes = gzip(utf8(`a\n${Array.from({ length: 5000 }, (_, i) => i * 7919).join("\n")}`));
    const error = await rejection(csv(bytes.subarray(0, -9), { name: "t.csv.gz" }));
    expect(error.code).toBe("format");
    expect(error.message).toMatch(/^t\.csv\.gz at unzipped byte \d+: got damaged gzip data/);
  });

  test("a quote that is never closed does not take all memory", async () => {
    const piece = utf8("x".repeat(1 << 20));
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(pieces++ ? piece : utf8('a\n"')),
    });
    const error = await rejection(csv(endless, { name: "t.csv" }));
    expect(error.message).toContain(
      "t.csv:2:1: got a field of more than 67108864 characters, expected a quote that ends it",
    );
    expect(pieces).toBeLessThan(80);
  });
});

test.each([
  [{ delimiter: ",," }, "csv delimiter"],
  [{ delimiter: "\n" }, "csv delimiter"],
  [{ quote: "," }, "csv quote"],
  [{ quote: "''" }, "csv quote"],
  [{ header: [] }, "csv header"],
  [{ header: ["a", "a"] }, 'csv header: got "a" twice'],
  [{ header: "a" }, "csv header"],
  [{ columns: ["a"] }, 'unknown option "columns"'],
])("options %#", async (options, message) => {
  const error = await rejection(csv(utf8("a\n1\n"), options as CsvOptions));
  expect(error.code).toBe("option");
  expect(error.message).toContain(message);
});
