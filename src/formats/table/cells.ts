/** What stands in a table's cells, checked: errors name file, line and column. */

import { reasonOf } from "../../data/reason.ts";
import { fail, show } from "../../error.ts";
import type { TableRow } from "./table.ts";

/** A row, and where it stands. */
export interface PlacedRow {
  row: TableRow;
  /** The file. */
  name: string;
}

/** What a cell is called in errors. */
export function cellAt({ row, name }: PlacedRow, column: string): string {
  return `${name}:${row.line}, column ${show(column)}`;
}

/** What stands in a column. */
export function cell(placed: PlacedRow, column: string): unknown {
  const value = placed.row.get(column);
  if (value !== undefined) return value;
  const columns = Object.keys(placed.row.values());
  const hint = columns.length ? `there are ${columns.join(", ")}` : "the line is empty";
  return fail("data", { where: cellAt(placed, column), got: "nothing", expected: "a value", hint });
}

/** True where nothing stands in a column that there may be. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

export function textCell(placed: PlacedRow, column: string): string {
  const value = cell(placed, column);
  if (typeof value !== "string" || isBlank(value)) return failCell(placed, column, show(value), "some text");
  return value;
}

/** A label as text: a word, or a whole number. */
export function labelCell(placed: PlacedRow, column: string, value: unknown = cell(placed, column)): string {
  if (typeof value === "string" && !isBlank(value)) return value.trim();
  if (typeof value === "boolean" || (Number.isSafeInteger(value) && (value as number) >= 0)) return String(value);
  return failCell(placed, column, show(value), "a label: a word, or the index of a class");
}

/** A finite number, written as one in text. */
export function numberCell(placed: PlacedRow, column: string, value: unknown = cell(placed, column)): number {
  const number = typeof value === "string" ? Number(value) : value; // that of nothing is 0
  if (typeof number === "number" && Number.isFinite(number) && (number !== 0 || !isBlank(value))) return number;
  return failCell(placed, column, show(value), "a finite number");
}

/** Numbers: one for each column, or all those of an array. */
export function numberCells(placed: PlacedRow, columns: readonly string[]): Float32Array {
  if (columns.length === 1) {
    const value = jsonCell(placed, columns[0]);
    if (Array.isArray(value)) return Float32Array.from(value, (each) => numberCell(placed, columns[0], each));
  }
  const numbers = new Float32Array(columns.length); // wide tables are read here: no callbacks
  for (let i = 0; i < columns.length; i++) numbers[i] = numberCell(placed, columns[i]);
  return numbers;
}

/** What stands in a column; an array or object written as JSON in text, as CSV has it, is read. */
export function jsonCell(placed: PlacedRow, column: string): unknown {
  const value = cell(placed, column);
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    return failCell(placed, column, `no JSON (${reasonOf(error)})`, "an array in JSON");
  }
}

export function failCell(placed: PlacedRow, column: string, got: string, expected: string): never {
  return fail("data", { where: cellAt(placed, column), got, expected });
}
