// Vocabularies: which words, which indices, texts of one length, JSON, and wrong use.
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { loadVocabulary, type VocabularyOptions, vocabulary } from "../../../src/formats/index.ts";

const texts = ["The film is good.", "the film isn't bad", "A film!"];

describe("words", () => {
  test("the most frequent first, equal ones by their characters", () => {
    expect(vocabulary(texts).words).toEqual([
      ...["<padding>", "<unknown>", "film", "the", "!", ".", "a", "bad", "good", "is", "isn't"],
    ]);
  });

  test("that occur often enough, as many as there is room for", () => {
    expect(vocabulary(texts, { minCount: 2 }).words.slice(2)).toEqual(["film", "the"]);
    expect(vocabulary(texts, { size: 3 }).words.slice(2)).toEqual(["film"]);
    expect(vocabulary(texts, { size: 3 }).size).toBe(3);
  });

  test("do not depend on the order of the texts", () => {
    expect(vocabulary(texts.toReversed()).words).toEqual(vocabulary(texts).words);
  });

  test("may be named as what stands for others, or as anything", () => {
    const words = vocabulary(["<unknown> __proto__ constructor"], { tokenize: "spaces" });
    expect(Array.from(words.encode("constructor __proto__ <unknown> toString"))).toEqual([4, 3, 2, 1]);
  });
});

describe("tokenisers", () => {
  test.each<[VocabularyOptions["tokenize"], string, string[]]>([
    [
      "words",
      "Don't stop -- it’s 3.5 (3%)!",
      ["don't", "stop", "-", "-", "it’s", "3", ".", "5", "(", "3", "%", ")", "!"],
    ],
    ["words", "Über naïve\tcafé\n犬 🐕", ["über", "naïve", "café", "犬", "🐕"]],
    ["words", "'quoted' rock'n'roll '", ["'", "quoted", "'", "rock'n'roll", "'"]],
    ["words", " \n", []],
    ["spaces", " Already apart ,  isn't it ", ["Already", "apart", ",", "isn't", "it"]],
    ["characters", "ab 🐕", ["a", "b", " ", "🐕"]],
    [
      "kim",
      "It's (really) good, isn't it? I'd say: yes!",
      "it 's ( really ) good , is n't it ? i 'd say yes !".split(" "),
    ],
    ["kim", "they've we're he'll caf\u00e9 `x` 3.5", "they 've we 're he 'll caf `x` 3 5".split(" ")],
    [(text) => text.split("-"), "a-b", ["a", "b"]],
  ])("%s of %j", (tokenize, text, tokens) => {
    expect(vocabulary(["word"], { tokenize }).tokens(text)).toEqual(tokens);
  });
});

describe("encode", () => {
  const words = vocabulary(texts);

  test("as long as the text, or as is asked for", () => {
    expect(words.encode("the bad film")).toEqual(Int32Array.of(3, 7, 2));
    expect(words.encode("the new film", { length: 5 })).toEqual(Int32Array.of(3, 1, 2, 0, 0));
    expect(words.encode("the new film", { length: 5, pad: "start" })).toEqual(Int32Array.of(0, 0, 3, 1, 2));
    expect(words.encode("the new film", { length: 2, pad: "start" })).toEqual(Int32Array.of(3, 1));
    expect(words.encode("", { length: 2 })).toEqual(Int32Array.of(0, 0));
  });

  test("many texts", () => {
    expect(words.encodeAll(["the film", "", "a"], { length: 2 })).toEqual(Int32Array.of(3, 2, 0, 0, 6, 0));
  });

  test("and back", () => {
    expect(words.decode(words.encode("the new film", { length: 5 }))).toEqual(["the", "<unknown>", "film"]);
    expect(() => words.decode([11])).toThrow("decode: got 11, expected 0 to 10");
  });

  test("its padding is what an embedding leaves out", () => {
    expect([words.padding, words.unknown, words.indexOf("never"), words.indexOf("film")]).toEqual([0, 1, 1, 2]);
  });

  test.each<[object, string]>([
    [{ length: -1 }, "encode length: got -1, expected a whole number"],
    [{ length: 1.5 }, "encode length: got 1.5"],
    [{ length: 3, pad: "left" }, 'encode pad: got "left", expected "start" or "end"'],
    [{ size: 3 }, 'unknown option "size"'],
  ])("options %#", (options, message) => {
    expect(() => words.encode("a", options)).toThrow(message);
    expect(() => words.encodeAll(["a"], { length: 1, ...options })).toThrow(message);
  });
});

describe("JSON", () => {
  const words = vocabulary(texts, { tokenize: "kim" });

  test("comes back, as text or parsed", () => {
    for (const json of [JSON.stringify(words), JSON.parse(JSON.stringify(words))]) {
      const loaded = loadVocabulary(json);
      expect(loaded.words).toEqual(words.words);
      expect(loaded.encode("it isn't a film")).toEqual(words.encode("it isn't a film"));
    }
  });

  test("a function is given again", () => {
    const tokenize = (text: string): string[] => text.split("");
    const json = JSON.stringify(vocabulary(["ab"], { tokenize }));
    expect(loadVocabulary(json, { tokenize }).encode("ba")).toEqual(Int32Array.of(3, 2));
    expect(() => loadVocabulary(json)).toThrow("loadVocabulary tokenize: got none, expected the function");
    expect(() => loadVocabulary(JSON.stringify(words), { tokenize })).toThrow('expected none, for "kim" was saved');
  });

  test.each<[unknown, string, string]>([
    ["{", "format", "vocabulary: no JSON ("],
    ["3", "format", "vocabulary: got 3, expected the JSON of a vocabulary"],
    ["{}", "format", 'got format undefined, expected "fovea vocabulary 1"'],
    [{ format: "fovea vocabulary 1", tokenize: "words", words: [1] }, "format", "vocabulary words: got [1]"],
    [{ format: "fovea vocabulary 1", tokenize: "words", words: ["a", "a"] }, "format", "got a word twice"],
    [{ format: "fovea vocabulary 1", tokenize: "toString", words: ["a"] }, "option", 'tokenize: got "toString"'],
  ])("wrong %#", (json, code, message) => {
    expect(() => loadVocabulary(json as string)).toThrow(FoveaError);
    expect(() => loadVocabulary(json as string)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

test.each<[unknown, object, string, string]>([
  [texts, { minCount: 0 }, "option", "vocabulary minCount: got 0"],
  [texts, { size: 2 }, "option", "vocabulary size: got 2, expected an integer from 3 to 2^24"],
  [
    texts,
    { tokenize: "word" },
    "option",
    'tokenize: got "word", expected "words", "spaces", "characters", "kim" or a function',
  ],
  [texts, { tokenizer: "words" }, "option", 'unknown option "tokenizer"'],
  ["one text", {}, "option", 'vocabulary texts: got "one text", expected an array of texts'],
  [undefined, {}, "option", "vocabulary texts: got undefined"],
  [["a", 3], {}, "data", "text 1: got 3, expected a string"],
  [[" "], {}, "data", "vocabulary: got no word that occurs 1 times"],
  [texts, { minCount: 9 }, "data", "got no word that occurs 9 times"],
])("wrong use %#", (given, options, code, message) => {
  expect(() => vocabulary(given as string[], options)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
