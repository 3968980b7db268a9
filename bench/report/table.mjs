// Rows as a table that reads well in a terminal and in a note.
import { milliseconds, number, percent, times } from "./format.mjs";
import { timesFovea } from "./rival.mjs";

const columns = [
  { title: "what", of: (row) => row.name },
  { title: "shape", of: (row) => row.shape },
  { title: "runner", of: (row) => row.runner },
  { title: "runtime", of: (row) => row.runtime ?? "" },
  { title: "build", of: (row) => row.build ?? "" },
  { title: "threads", of: (row) => String(row.threads ?? ""), right: true },
  { title: "median ms", of: (row) => milliseconds(row.ms), right: true },
  { title: "min ms", of: (row) => milliseconds(row.minMs), right: true },
  { title: "spread", of: (row) => percent(row.spread), right: true },
  { title: "GFLOP/s", of: (row) => number(row.gflops, 1), right: true },
  { title: "GB/s", of: (row) => number(row.gbps, 1), right: true },
  { title: "of limit", of: (row) => percent(row.limitShare), right: true },
  { title: "of copy", of: (row) => percent(row.copyShare), right: true },
  { title: "x fovea", of: (row, rows) => times(timesFovea(row, rows)), right: true },
  { title: "by minima", of: (row, rows) => times(timesFovea(row, rows, "minMs")), right: true },
];

/**
 * @param {object[]} rows
 * @param {{ title: string, of: (row: object, rows: object[]) => string }[]} extra columns of one group alone
 */
export function table(rows, extra = []) {
  const all = [...columns, ...extra.map((column) => ({ ...column, right: true }))];
  const filled = all.map((column) => ({ ...column, cells: rows.map((row) => column.of(row, rows)) }));
  const shown = filled.filter(({ cells }) => cells.some((cell) => cell !== ""));
  const widths = shown.map(({ title, cells }) => Math.max(title.length, ...cells.map(({ length }) => length)));
  const pad = (cell, i) => (shown[i].right ? cell.padStart(widths[i]) : cell.padEnd(widths[i]));
  const line = (cells) => cells.map(pad).join("  ").trimEnd();
  const body = rows.map((row, i) => [line(shown.map(({ cells }) => cells[i])), row.error].filter(Boolean).join("  "));
  return [line(shown.map(({ title }) => title)), line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
