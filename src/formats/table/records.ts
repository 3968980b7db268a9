/** The CSV format (RFC 4180): records of fields, from text in pieces of any length. */
import { fail } from "../../error.ts";

/** How fields are told apart. */
export interface CsvSyntax {
  /** Between fields; one character. */
  delimiter: string;
  /** Around fields that hold delimiters, quotes (doubled) or ends of lines; null where nothing is. */
  quote: string | null;
}

/** One record. */
export interface CsvRecord {
  /** The line that it begins on, from 1. */
  line: number;
  fields: string[];
}

const FIELD_LIMIT = 1 << 26; // characters; a quote that is never closed would take the rest of the file

const LF = 10;
const CR = 13;

/** Where the parser is in a field. */
type State = "start" | "plain" | "quoted" | "closed";

/** Takes text piece by piece, and gives the records that are complete. Empty lines are none. */
export class CsvParser {
  readonly #name: string;
  readonly #delimiter: number;
  readonly #quote: number;
  #state: State = "start";
  #field = ""; // what came of the field in earlier pieces
  #fields: string[] = [];
  #records: CsvRecord[] = [];
  #line = 1;
  #lineStart = 0; // of the file, in characters
  #before = 0; // characters in earlier pieces
  #recordLine = 1;
  #quoteAt = ""; // where the quote opened
  #skipLf = false; // the last character was a CR

  constructor(name: string, { delimiter, quote }: CsvSyntax) {
    this.#name = name;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote === null ? -1 : quote.charCodeAt(0);
  }

  /** The records that end in `text`, the next piece. */
  push(text: string): CsvRecord[] {
    this.#records = [];
    for (let at = 0; at < text.length; ) {
      if (this.#state === "start") at = this.#plainFields(text, at);
      if (at === text.length) break;
      at = this.#state === "quoted" ? this.#inQuotes(text, at) : this.#outside(text, at);
    }
    this.#before += text.length;
    if (this.#field.length > FIELD_LIMIT)
      fail("format", {
        where: this.#state === "quoted" ? this.#quoteAt : this.#here(0),
        got: `a field of more than ${FIELD_LIMIT} characters`,
        expected: this.#state === "quoted" ? "a quote that ends it" : "a delimiter or the end of the line",
      });
    return this.#records;
  }

  /** The record that only the end of the file ends, if there is one. */
  finish(): CsvRecord[] {
    this.#records = [];
    if (this.#state === "quoted")
      fail("format", {
        where: this.#quoteAt,
        got: "the end of the file within quotes",
        expected: "a quote that ends the field",
        hint: "the file is cut short, or a quote within a field is not doubled",
      });
    if (this.#state !== "start" || this.#fields.length) this.#endRecord();
    return this.#records;
  }

  /** Takes whole fields without quotes, as most are, up to what ends their line, begins a quote, or goes on in the next piece. */
  #plainFields(text: string, at: number): number {
    const [fields, delimiter, quote] = [this.#fields, this.#delimiter, this.#quote];
    let begin = at;
    for (let end = at; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === delimiter) {
        fields.push(text.slice(begin, end));
        begin = end + 1;
      } else if (code === LF || code === CR || code === quote) break;
    }
    if (begin > at) this.#skipLf = false;
    return begin;
  }

  /** Takes the text of a quoted field up to the next quote. */
  #inQuotes(text: string, at: number): number {
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== this.#quote) {
      const code = text.charCodeAt(end++);
      if (code === CR || (code === LF && !this.#skipLf)) this.#newLine(end);
      else if (code === LF) this.#lineStart = this.#before + end;
      this.#skipLf = code === CR;
    }
    this.#field += text.slice(at, end);
    if (end === text.length) return end;
    this.#skipLf = false;
    this.#state = "closed";
    return end + 1;
  }

  /** Takes one character outside of quotes, or a run of those that mean nothing. */
  #outside(text: string, at: number): number {
    const code = text.charCodeAt(at);
    const skipped = this.#skipLf && code === LF;
    this.#skipLf = code === CR;
    if (skipped) this.#lineStart = this.#before + at + 1;
    else if (code === this.#delimiter) this.#endField();
    else if (code === LF || code === CR) this.#endLine(at);
    else if (code === this.#quote && this.#state === "start") {
      this.#state = "quoted";
      this.#quoteAt = this.#here(at);
    } else if (code === this.#quote && this.#state === "closed") {
      this.#field += text[at]; // a doubled quote
      this.#state = "quoted";
    } else if (this.#state === "closed") this.#failAfterQuote(text, at);
    else return this.#plain(text, at);
    return at + 1;
  }

  /** A run of characters outside of quotes. A quote within is one of the text, as most programs take it. */
  #plain(text: string, at: number): number {
    let end = at + 1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === this.#delimiter || code === LF || code === CR) break;
    }
    this.#field += text.slice(at, end);
    this.#state = "plain";
    return end;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#state = "start";
  }

  #endLine(at: number): void {
    if (this.#state !== "start" || this.#fields.length) this.#endRecord();
    this.#newLine(at + 1);
    this.#recordLine = this.#line;
  }

  #endRecord(): void {
    this.#endField();
    this.#records.push({ line: this.#recordLine, fields: this.#fields });
    this.#fields = [];
  }

  /** The next line begins at `at` of this piece. */
  #newLine(at: number): void {
    this.#line++;
    this.#lineStart = this.#before + at;
  }

  #here(at: number): string {
    return `${this.#name}:${this.#line}:${this.#before + at - this.#lineStart + 1}`;
  }

  #failAfterQuote(text: string, at: number): never {
    return fail("format", {
      where: this.#here(at),
      got: `${JSON.stringify(text[at])} after the quote that ends a field`,
      expected: "a delimiter or the end of the line",
      hint: "a quote within a quoted field is written twice; the option quote: null takes quotes as text",
    });
  }
}
