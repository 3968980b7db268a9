/** Tokens: the words that text is cut into. */

/** Cuts a text into tokens. */
export type Tokenize = (text: string) => string[];

export type TokenizerName = "words" | "spaces" | "characters" | "kim";

/** The tokenisers that go by a name, which is what a saved vocabulary holds of them. */
export const tokenizers: Readonly<Record<TokenizerName, Tokenize>> = {
  /**
   * Lower case; runs of letters, digits and the marks on them are words, with apostrophes inside ("don't"); of all else, each character but
   * white space is a token of its own.
   */
  words: (text: string): string[] =>
    text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu) ?? [],

  /** At white space, as it is: for text whose tokens are apart already. */
  spaces: (text: string): string[] => text.split(/\s+/).filter(Boolean),

  /** Characters. */
  characters: (text: string): string[] => Array.from(text),

  /**
   * The cleaning of Kim's "Convolutional neural networks for sentence classification" (2014): English letters, digits and (),!?'` stay, lower
   * case; 's 've n't 're 'd 'll, commas, brackets, exclamation and question marks become tokens.
   */
  kim: (text: string): string[] =>
    text
      .replace(/[^A-Za-z0-9(),!?'`]/g, " ")
      .replace(/n't|'(?:s|ve|re|d|ll)/g, " $&")
      .replace(/[,!?()]/g, " $& ")
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean),
};
