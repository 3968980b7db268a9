/** JSON lines: one JSON object a line. */

import { dataset } from "../../data/dataset/make.ts";
import type { Dataset } from "../../data/dataset.ts";
import { type DataFile, openFile, withFile } from "../../data/file.ts";
import { reasonOf } from "../../data/reason.ts";
import type { ByteSource } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { type TextOptions, textOptions } from "../text/decode.ts";
import { linesOf } from "../text/lines.ts";
import { failEmpty } from "./csv.ts";
import type { Table, TableRow } from "./table.ts";

/** What {@link jsonLines} takes besides the source. */
export type JsonLinesOptions = TextOptions;

/** A row of a file of JSON lines. */
export type JsonRow = Record<string, unknown>;

/**
 * Reads JSON lines (also called NDJSON), gzip or not: one JSON object a line; empty lines are skipped. The rows are held in memory;
 * {@link jsonRows} goes through a file that is larger.
 *
 * @returns a data set of the objects.
 * @throws FoveaError "format" naming file and line for what is no JSON, or JSON but no object, for bytes that are no text in the encoding,
 *   and for a file without rows; "data" for a source that cannot be read. An aborted signal rejects with its reason.
 * @example
 * const rows = await jsonLines(new TextEncoder().encode('{"file": "a.png", "boxes": [[0, 0, 9, 9, "cat"]]}\n'));
 */
export async function jsonLines(source: ByteSource, options: JsonLinesOptions = {}): Promise<Dataset<JsonRow>> {
  checkOptions("jsonLines", options, textOptions);
  return await withFile(source, options, async (file) => {
    const rows: JsonRow[] = [];
    for await (const row of readJsonLines(file, options).rows) rows.push(row.values());
    if (rows.length === 0) failEmpty(file.name, "no rows");
    return dataset(rows);
  });
}

/**
 * Goes through JSON lines row by row, without holding them: {@link jsonLines} says what it reads.
 *
 * @throws FoveaError as {@link jsonLines}, when the row is reached.
 * @example
 * const big = dataset(() => jsonRows("https://example.org/big.jsonl.gz")); // read anew in each epoch
 */
export async function* jsonRows(
  source: ByteSource,
  options: JsonLinesOptions = {},
): AsyncGenerator<JsonRow, void, void> {
  checkOptions("jsonRows", options, textOptions);
  const file = await openFile(source, options);
  try {
    for await (const row of readJsonLines(file, options).rows) yield row.values();
  } finally {
    file.close();
  }
}

/** The rows of an open file. */
export function readJsonLines(file: DataFile, { encoding }: JsonLinesOptions): Table {
  async function* rows(): AsyncGenerator<TableRow, void, void> {
    let line = 0;
    for await (const text of linesOf(file, encoding)) {
      line++;
      if (text.trim()) yield new JsonTableRow(line, parse(file, line, text));
    }
  }
  return { columns: null, rows: rows() };
}

class JsonTableRow implements TableRow {
  readonly line: number;
  readonly #values: JsonRow;

  constructor(line: number, values: JsonRow) {
    this.line = line;
    this.#values = values;
  }

  get(column: string): unknown {
    return Object.hasOwn(this.#values, column) ? this.#values[column] : undefined;
  }

  values(): JsonRow {
    return this.#values;
  }
}

function parse({ name }: DataFile, line: number, text: string): JsonRow {
  const where = `${name}:${line}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    fail("format", { where, got: `no JSON (${reasonOf(error)})`, expected: "one JSON object on each line" });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonRow;
  return fail("format", { where, got: show(value), expected: "a JSON object", hint: "one object stands on each line" });
}
