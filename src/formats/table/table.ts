/** What readers of tables give: rows one after another, that know their line. */

/** A row being read. */
export interface TableRow {
  /** The line that it begins on, from 1. */
  readonly line: number;
  /** What stands in a column: text in CSV, any JSON value in JSON lines; undefined where the row has no such column. */
  get(column: string): unknown;
  /** All of it, by column. */
  values(): Record<string, unknown>;
}

/** A table being read. */
export interface Table {
  /** The columns of all rows; null where each row has its own. */
  readonly columns: readonly string[] | null;
  readonly rows: AsyncIterable<TableRow>;
}
