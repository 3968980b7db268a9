/** Vocabularies: numbers for words, as embeddings take them. */

import { reasonOf } from "../../data/reason.ts";
import { checkOptions, FoveaError, fail, show } from "../../error.ts";
import { type Tokenize, type TokenizerName, tokenizers } from "./tokens.ts";

/** How {@link vocabulary} chooses words. */
export interface VocabularyOptions {
  /** Leave out words that occur fewer times. Default 1. */
  minCount?: number;
  /** The most entries, padding and unknown among them; the most frequent words are kept. Default: no limit. */
  size?: number;
  /** How text is cut into words: "words" (lower case; letters and digits; punctuation by itself), "spaces", "characters", "kim", or a function. Default "words". */
  tokenize?: TokenizerName | Tokenize;
}

/** Where {@link Vocabulary.encode} puts the words. */
export interface EncodeOptions {
  /** Numbers in the result: longer texts are cut off at their end, shorter ones padded. Default: as many as there are words. */
  length?: number;
  /** On which side padding goes. Default "end". */
  pad?: "start" | "end";
}

/** The index of what fills up short texts; embedding's option `padding` takes it. */
const PADDING = 0;
/** The index of words that the vocabulary does not have. */
const UNKNOWN = 1;
const RESERVED = ["<padding>", "<unknown>"];

const MOST_WORDS = 1 << 24; // indices are exact in 32-bit floating point

/** Words and their indices; {@link vocabulary} makes one. */
export class Vocabulary {
  /** The words by index; the first two stand for padding (0) and unknown words (1). */
  readonly words: readonly string[];
  /** The index of padding, 0. */
  readonly padding: number = PADDING;
  /** The index of unknown words, 1. */
  readonly unknown: number = UNKNOWN;
  readonly #index: ReadonlyMap<string, number>;
  readonly #tokenizer: TokenizerName | null;
  readonly #tokenize: Tokenize;

  /** @internal */
  constructor(words: readonly string[], tokenize: TokenizerName | Tokenize) {
    this.words = [...RESERVED, ...words];
    this.#index = new Map(words.map((word, i) => [word, i + RESERVED.length]));
    this.#tokenizer = typeof tokenize === "string" ? tokenize : null;
    this.#tokenize = typeof tokenize === "string" ? tokenizers[tokenize] : tokenize;
  }

  /** The number of entries, padding and unknown among them: embedding's option `count`. */
  get size(): number {
    return this.words.length;
  }

  /** The words that a text is cut into. */
  tokens(text: string): string[] {
    return this.#tokenize(text);
  }

  /** The index of a word; that of unknown ones where it is none of the vocabulary's. */
  indexOf(word: string): number {
    return this.#index.get(word) ?? UNKNOWN;
  }

  /**
   * The indices of a text's words.
   *
   * @throws FoveaError "option" for a length that is none.
   * @example
   * words.encode("a good film", { length: 5 }); // Int32Array [4, 17, 1, 0, 0], where "film" is unknown
   */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    checkOptions("encode", options, ["length", "pad"]);
    const tokens = this.tokens(text);
    const { length = tokens.length } = options;
    const indices = new Int32Array(checkLength(length));
    this.#write(tokens, indices, options);
    return indices;
  }

  /**
   * Many texts in one array, each of `length` numbers, as `fit` takes them.
   *
   * @throws FoveaError "option" for a length that is none.
   * @example
   * const x = words.encodeAll(reviews, { length: 56 }); // Int32Array of reviews.length * 56
   */
  encodeAll(texts: readonly string[], options: EncodeOptions & { length: number }): Int32Array {
    checkOptions("encodeAll", options, ["length", "pad"]);
    const length = checkLength(options.length);
    const indices = new Int32Array(texts.length * length);
    for (const [i, text] of texts.entries())
      this.#write(this.tokens(text), indices.subarray(i * length, (i + 1) * length), options);
    return indices;
  }

  /** The words of indices, without padding. Throws a FoveaError "data" for an index of no word. */
  decode(indices: ArrayLike<number>): string[] {
    return Array.from(indices)
      .filter((index) => index !== PADDING)
      .map((index) => {
        return (
          this.words[index] ?? fail("data", { where: "decode", got: show(index), expected: `0 to ${this.size - 1}` })
        );
      });
  }

  /** What JSON.stringify writes and {@link loadVocabulary} reads. A tokeniser of one's own is not saved. */
  toJSON(): { format: string; tokenize: string | null; words: string[] } {
    return { format: FORMAT, tokenize: this.#tokenizer, words: this.words.slice(RESERVED.length) };
  }

  #write(tokens: readonly string[], target: Int32Array, { pad = "end" }: EncodeOptions): void {
    if (pad !== "start" && pad !== "end")
      fail("option", { where: "encode pad", got: show(pad), expected: '"start" or "end"' });
    const count = Math.min(tokens.length, target.length);
    const begin = pad === "start" ? target.length - count : 0;
    for (let i = 0; i < count; i++) target[begin + i] = this.indexOf(tokens[i]);
  }
}

const FORMAT = "fovea vocabulary 1";

/**
 * Counts the words of `texts` and numbers them from the most frequent one on, words of equal frequency by their characters' codes. Index 0
 * is padding, 1 stands for all words that are left out.
 *
 * @throws FoveaError "option" for options that are none; "data" for a text that is no string, or texts without any word.
 * @example
 * const words = vocabulary(["the film is good", "the film is bad"], { minCount: 2 });
 * words.words; // ["<padding>", "<unknown>", "film", "is", "the"]
 * const x = words.encodeAll(["the film is it"], { length: 6 }); // Int32Array [4, 2, 3, 1, 0, 0]
 */
export function vocabulary(texts: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
  checkOptions("vocabulary", options, ["minCount", "size", "tokenize"]);
  const { minCount = 1, size = MOST_WORDS, tokenize = "words" } = options;
  if (!Number.isSafeInteger(minCount) || minCount < 1)
    fail("option", { where: "vocabulary minCount", got: show(minCount), expected: "a positive integer" });
  if (!Number.isSafeInteger(size) || size <= RESERVED.length || size > MOST_WORDS)
    fail("option", {
      where: "vocabulary size",
      got: show(size),
      expected: `an integer from ${RESERVED.length + 1} to 2^24`,
    });
  checkTokenize(tokenize);
  if (typeof texts === "string" || typeof texts?.[Symbol.iterator] !== "function")
    fail("option", { where: "vocabulary texts", got: show(texts), expected: "an array of texts" });
  const counts = countWords(texts, typeof tokenize === "string" ? tokenizers[tokenize] : tokenize);
  const chosen = [...counts].filter(([, count]) => count >= minCount).sort(byFrequency);
  if (chosen.length === 0)
    fail("data", { where: "vocabulary", got: `no word that occurs ${minCount} times`, expected: "at least one" });
  return new Vocabulary(
    chosen.slice(0, size - RESERVED.length).map(([word]) => word),
    tokenize,
  );
}

/**
 * A vocabulary again, from the JSON that `JSON.stringify(words)` wrote, as text or parsed.
 *
 * @param options.tokenize the tokeniser; needed where the vocabulary was made with a function, and refused where not.
 * @throws FoveaError "format" for what is no such JSON; "option" for a tokeniser that is missing or one too many.
 * @example
 * const same = loadVocabulary(JSON.stringify(words));
 */
export function loadVocabulary(json: string | object, options: { tokenize?: Tokenize } = {}): Vocabulary {
  checkOptions("loadVocabulary", options, ["tokenize"]);
  const { format, tokenize, words } = parsed(json) as { format?: unknown; tokenize?: unknown; words?: unknown };
  if (format !== FORMAT) fail("format", { where: "vocabulary", got: `format ${show(format)}`, expected: show(FORMAT) });
  if (!Array.isArray(words) || words.length === 0 || words.some((word) => typeof word !== "string"))
    fail("format", { where: "vocabulary words", got: show(words), expected: "an array of words" });
  if (new Set(words).size < words.length)
    fail("format", { where: "vocabulary words", got: "a word twice", expected: "words that differ" });
  if (tokenize === null && options.tokenize === undefined)
    fail("option", {
      where: "loadVocabulary tokenize",
      got: "none",
      expected: "the function that the vocabulary was made with",
    });
  if (tokenize !== null && options.tokenize !== undefined)
    fail("option", {
      where: "loadVocabulary tokenize",
      got: "a function",
      expected: `none, for ${show(tokenize)} was saved`,
    });
  const tokenizer = options.tokenize ?? (tokenize as TokenizerName);
  checkTokenize(tokenizer);
  return new Vocabulary(words, tokenizer);
}

function countWords(texts: Iterable<string>, tokenize: Tokenize): Map<string, number> {
  const counts = new Map<string, number>();
  let index = 0;
  for (const text of texts) {
    if (typeof text !== "string") fail("data", { where: `text ${index}`, got: show(text), expected: "a string" });
    for (const token of tokenize(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
    index++;
  }
  return counts;
}

function byFrequency([a, countA]: [string, number], [b, countB]: [string, number]): number {
  return countB - countA || (a < b ? -1 : 1);
}

function checkTokenize(tokenize: unknown): void {
  if (typeof tokenize === "function" || (typeof tokenize === "string" && Object.hasOwn(tokenizers, tokenize))) return;
  const names = Object.keys(tokenizers).map(show).join(", ");
  fail("option", { where: "tokenize", got: show(tokenize), expected: `${names} or a function` });
}

function checkLength(length: number): number {
  if (Number.isSafeInteger(length) && length >= 0 && length < 2 ** 31) return length;
  return fail("option", { where: "encode length", got: show(length), expected: "a whole number" });
}

function parsed(json: string | object): object {
  let value: unknown = json;
  try {
    if (typeof json === "string") value = JSON.parse(json);
  } catch (error) {
    throw new FoveaError("format", `vocabulary: no JSON (${reasonOf(error)}).`);
  }
  if (typeof value === "object" && value !== null) return value;
  return fail("format", { where: "vocabulary", got: show(value), expected: "the JSON of a vocabulary" });
}
