/** Comma-separated values, and their kin with tabs or semicolons. */

import { dataset } from "../../data/dataset/make.ts";
import type { Dataset } from "../../data/dataset.ts";
import { type DataFile, openFile, withFile } from "../../data/file.ts";
import type { ByteSource } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { type TextOptions, textOf, textOptions } from "../text/decode.ts";
import { CsvParser, type CsvRecord } from "./records.ts";
import type { Table, TableRow } from "./table.ts";

/** What {@link csv} takes besides the source. */
export interface CsvOptions extends TextOptions {
  /** What is between fields: one character, such as "\t" or ";". Default ",". */
  delimiter?: string;
  /** What is around fields that hold delimiters or ends of lines; null where quotes are text like any other. Default '"'. */
  quote?: string | null;
  /** Whether the first record names the columns; the names, where the file has no such record. False calls them "0", "1", ... Default true. */
  header?: boolean | readonly string[];
}

/** The names of {@link CsvOptions}, for checking options. */
export const csvOptions: readonly string[] = [...textOptions, "delimiter", "quote", "header"];

/** A row of a CSV file, by column. */
export type CsvRow = Record<string, string>;

/**
 * Reads a table in CSV (RFC 4180), gzip or not: records of fields, of which the first names the columns. Fields may stand in quotes,
 * with delimiters, doubled quotes and ends of lines within; lines end with LF, CRLF or CR; empty lines are skipped; a byte order mark is
 * none of the text. The table is held in memory; {@link csvRows} goes through one that is larger.
 *
 * @returns a data set of the rows, each a record of strings by column.
 * @throws FoveaError "format" naming file, line and column for bytes that are no text in the encoding, a record with more or fewer
 *   fields than there are columns, columns of one name, an open quote, text behind a quote, no columns or no rows at all; "data" for a
 *   source that cannot be read. An aborted signal rejects with its reason.
 * @example
 * const rows = await csv(new TextEncoder().encode("file,class\na.png,cat\n"));
 * for await (const { file, class: name } of rows) console.log(file, name); // a.png cat
 */
export async function csv(source: ByteSource, options: CsvOptions = {}): Promise<Dataset<CsvRow>> {
  checkCsvOptions("csv", options, csvOptions);
  return await withFile(source, options, async (file) => {
    const rows: CsvRow[] = [];
    for await (const row of (await readCsv(file, options)).rows) rows.push(row.values() as CsvRow);
    if (rows.length === 0) failEmpty(file.name, "no rows behind the names of the columns");
    return dataset(rows);
  });
}

/**
 * Goes through a table in CSV row by row, without holding it: {@link csv} says what it reads.
 *
 * @throws FoveaError as {@link csv}, when the row is reached.
 * @example
 * const big = dataset(() => csvRows("https://example.org/big.csv.gz")); // read anew in each epoch
 */
export async function* csvRows(source: ByteSource, options: CsvOptions = {}): AsyncGenerator<CsvRow, void, void> {
  checkCsvOptions("csvRows", options, csvOptions);
  const file = await openFile(source, options);
  try {
    for await (const row of (await readCsv(file, options)).rows) yield row.values() as CsvRow;
  } finally {
    file.close();
  }
}

/** Throws unless `options` are such as {@link csv} takes, with others that are `known`. */
export function checkCsvOptions(where: string, options: CsvOptions, known: readonly string[]): void {
  checkOptions(where, options, known);
  const { delimiter = ",", quote = '"', header = true } = options;
  if (typeof delimiter !== "string" || delimiter.length !== 1 || /[\r\n]/.test(delimiter))
    fail("option", { where: `${where} delimiter`, got: show(delimiter), expected: "one character" });
  if (
    quote !== null &&
    (typeof quote !== "string" || quote.length !== 1 || /[\r\n]/.test(quote) || quote === delimiter)
  )
    fail("option", {
      where: `${where} quote`,
      got: show(quote),
      expected: "one character, not the delimiter, or null",
    });
  if (typeof header === "boolean") return;
  if (!Array.isArray(header) || header.length === 0 || header.some((name) => typeof name !== "string"))
    fail("option", {
      where: `${where} header`,
      got: show(header),
      expected: "true, false, or the names of the columns",
    });
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined)
    fail("option", { where: `${where} header`, got: `${show(twice)} twice`, expected: "columns of different names" });
}

/** The table in an open file: its columns at once, its rows as they are read. */
export async function readCsv(file: DataFile, options: CsvOptions): Promise<Table> {
  const { header = true } = options;
  const records = recordsOf(file, options);
  const first = await records.next();
  if (first.done) return failEmpty(file.name, "no text at all");
  const columns = Array.isArray(header) ? header : header ? namesIn(file, first.value) : numbers(first.value);
  const index = new Map(columns.map((column, i) => [column, i]));
  async function* rows(): AsyncGenerator<TableRow, void, void> {
    if (header !== true) yield new CsvTableRow(file, first.value as CsvRecord, columns, index);
    for await (const record of records) yield new CsvTableRow(file, record, columns, index);
  }
  return { columns, rows: rows() };
}

async function* recordsOf(
  file: DataFile,
  { encoding, delimiter = ",", quote = '"' }: CsvOptions,
): AsyncGenerator<CsvRecord, void, void> {
  const parser = new CsvParser(file.name, { delimiter, quote });
  for await (const text of textOf(file, encoding)) yield* parser.push(text);
  yield* parser.finish();
}

class CsvTableRow implements TableRow {
  readonly line: number;
  readonly #fields: readonly string[];
  readonly #columns: readonly string[];
  readonly #index: ReadonlyMap<string, number>;

  constructor(
    { name }: DataFile,
    { line, fields }: CsvRecord,
    columns: readonly string[],
    index: ReadonlyMap<string, number>,
  ) {
    if (fields.length !== columns.length)
      fail("format", {
        where: `${name}:${line}`,
        got: `${fields.length} field${fields.length === 1 ? "" : "s"}`,
        expected: `${columns.length}, one for each column (${show(columns)})`,
        hint: "a field that holds a delimiter stands in quotes; the option delimiter says what is between fields",
      });
    this.line = line;
    this.#fields = fields;
    this.#columns = columns;
    this.#index = index;
  }

  get(column: string): unknown {
    const i = this.#index.get(column);
    return i === undefined ? undefined : this.#fields[i];
  }

  values(): Record<string, unknown> {
    if (this.#index.has("__proto__"))
      return Object.fromEntries(this.#columns.map((name, i) => [name, this.#fields[i]]));
    const values: Record<string, string> = {};
    for (let i = 0; i < this.#columns.length; i++) values[this.#columns[i]] = this.#fields[i];
    return values;
  }
}

function namesIn({ name }: DataFile, { line, fields }: CsvRecord): string[] {
  if (/^\s*<(!doctype|html)/i.test(fields[0]))
    fail("format", { where: name, got: "an HTML page", expected: "a table in CSV" });
  const seen = new Map<string, number>();
  for (const [i, field] of fields.entries()) {
    const before = seen.get(field);
    if (before !== undefined)
      fail("format", {
        where: `${name}:${line}`,
        got: `columns ${before + 1} and ${i + 1} both called ${show(field)}`,
        expected: "columns of different names",
        hint: "the option header: false is for a file whose first line is a row",
      });
    seen.set(field, i);
  }
  return fields;
}

const numbers = ({ fields }: CsvRecord): string[] => fields.map((_, i) => String(i));

/** Throws the error for a table with nothing in it. */
export function failEmpty(name: string, got: string): never {
  return fail("format", { where: name, got, expected: "a table with at least one row" });
}
