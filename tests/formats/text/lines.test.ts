// Lines of text in any encoding; the sentences of Pang and Lee where they are.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { textLines, vocabulary } from "../../../src/formats/index.ts";
import { gzip, rejection } from "../../data/idxFile.ts";
import { realData } from "../../data/realData.ts";
import { bytesOf, streamOf, utf8 } from "../../data/sources.ts";

test.each<[string, string, string[]]>([
  ["lines", "a\nb\n", ["a", "b"]],
  ["no end of the last", "a\nb", ["a", "b"]],
  ["empty lines are lines", "\na\n\n", ["", "a", ""]],
  ["CRLF", "a\r\n\r\nb\r\n", ["a", "", "b"]],
  ["CR", "a\r\rb\r", ["a", "", "b"]],
  ["all of them", "a\rb\nc\r\nd", ["a", "b", "c", "d"]],
  ["a byte order mark", "\ufeffa\n", ["a"]],
  ["nothing", "", []],
  ["other scripts", "é\n犬🐕\n", ["é", "犬🐕"]],
])("%s", async (_, text, lines) => {
  expect(await textLines(utf8(text))).toEqual(lines);
  expect(await textLines(gzip(utf8(text)))).toEqual(lines);
  for (const size of [1, 2, 3]) expect(await textLines(streamOf(utf8(text), size))).toEqual(lines);
});

test("a line longer than any piece", async () => {
  const long = "x".repeat(300_000);
  expect(await textLines(utf8(`${long}\ny\n`))).toEqual([long, "y"]);
});

test("windows-1252 from beginning to end, as the Encoding standard has it", async () => {
  const codes = Array.from({ length: 256 }, (_, i) => i).filter((code) => code !== 10 && code !== 13);
  const [line] = await textLines(Uint8Array.from(codes), { encoding: "cp1252" });
  const points = Array.from(line, (character) => character.charCodeAt(0));
  expect(points.slice(126, 158)).toEqual([
    ...[
      0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
      0x8f,
    ],
    ...[
      0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e,
      0x178,
    ],
  ]);
  expect(points.toSpliced(126, 32)).toEqual(codes.toSpliced(126, 32));
  expect(await textLines(bytesOf("\x80\xe9"), { encoding: "latin1" })).toEqual(["€é"]);
});

describe("wrong", () => {
  test("bytes that are no text name the line", async () => {
    const error = await rejection(textLines(bytesOf("a\nb\n\xff\n"), { name: "t.txt" }));
    expect(error.code).toBe("format");
    expect(error.message).toBe(
      't.txt:3: got bytes that are no utf-8, expected text in utf-8. Hint: the option encoding says which it is, often "windows-1252".',
    );
  });

  test("the line is right far into a file too", async () => {
    const text = bytesOf(`${"caf\xc3\xa9 \n".repeat(50_000)}\xe9\n`);
    expect((await rejection(textLines(text, { name: "t.txt" }))).message).toContain("t.txt:50001: ");
  });

  test.each([
    [{ encoding: "none" }, "option", 'encoding: got "none"'],
    [{ delimiter: "\n" }, "option", 'unknown option "delimiter"'],
  ])("options %#", async (options, code, message) => {
    const error = await rejection(textLines(utf8("a"), options as object));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});

const polarity = realData("text-mr");
describe.skipIf(!existsSync(polarity))("the sentences of Pang and Lee", () => {
  const read = (name: string, encoding?: string) => textLines(readFileSync(`${polarity}/${name}`), { name, encoding });

  test("5331 of each kind, and as many words as Kim counted", async () => {
    const positive = await read("rt-polarity.pos", "windows-1252");
    const negative = await read("rt-polarity.neg", "windows-1252");
    expect([positive.length, negative.length]).toEqual([5331, 5331]);
    const all = [...positive, ...negative];
    const words = vocabulary(all, { tokenize: "kim" });
    expect(words.size).toBe(18_765 + 2);
    expect(Math.max(...all.map((line) => words.tokens(line).length))).toBe(56);
  });

  test("taken for utf-8, the error names the line", async () => {
    expect((await rejection(read("rt-polarity.pos"))).message).toContain(
      "rt-polarity.pos:44: got bytes that are no utf-8",
    );
  });
});
