// JSON lines: rows of any shape, and lines that are none.
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { jsonLines, jsonRows } from "../../../src/formats/index.ts";
import { gzip, rejection } from "../../data/idxFile.ts";
import { bytesOf, collect, streamOf, utf8 } from "../../data/sources.ts";

const rows = [
  { a: 1, b: [1, { c: "é" }] },
  { d: null, text: "1\n2" },
];
const text = rows.map((row) => JSON.stringify(row)).join("\n");

test.each([
  ["lines", text],
  ["an end behind the last", `${text}\n`],
  ["CRLF", text.replace("\n", "\r\n")],
  ["empty lines", `\n${text.replace("\n", "\n\n  \n")}\n\n`],
  ["a byte order mark", `\ufeff${text}`],
])("%s", async (_, written) => {
  const bytes = utf8(written);
  expect(await collect(await jsonLines(bytes))).toEqual(rows);
  expect(await collect(await jsonLines(streamOf(bytes, 1)))).toEqual(rows);
  expect(await collect(await jsonLines(gzip(bytes)))).toEqual(rows);
  expect(await collect(jsonRows(bytes))).toEqual(rows);
});

describe("lines that are wrong", () => {
  test.each<[string, Uint8Array, string]>([
    ["no JSON", utf8('{"a": 1}\n{"a": \n'), "t.jsonl:2: got no JSON ("],
    ["cut short", utf8(text.slice(0, -3)), "t.jsonl:2: got no JSON ("],
    ["an array", utf8('\n[{"a": 1}]\n'), "t.jsonl:2: got [an object with keys a], expected a JSON object"],
    ["a number", utf8("1\n"), "t.jsonl:1: got 1, expected a JSON object"],
    ["null", utf8("null\n"), "t.jsonl:1: got null, expected a JSON object"],
    ["nothing", utf8(" \n"), "t.jsonl: got no rows, expected a table with at least one row"],
    ["another encoding", bytesOf('{"a": 1}\n{"a": "\xe9"}\n'), "t.jsonl:2: got bytes that are no utf-8"],
  ])("%s", async (_, bytes, message) => {
    const error = await rejection(jsonLines(bytes, { name: "t.jsonl" }));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
  });

  test("unknown options are refused", async () => {
    const error = await rejection(jsonLines(utf8(text), { delimiter: "\n" } as object));
    expect(error.message).toContain('unknown option "delimiter"');
  });
});
