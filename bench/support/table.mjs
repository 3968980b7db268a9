// Rows as a table that reads well in a terminal and in a note.
const columns = [
  { title: "what", of: (row) => `${row.name} ${row.shape}` },
  { title: "runner", of: (row) => row.runner },
  { title: "runtime", of: (row) => row.runtime ?? "" },
  { title: "build", of: (row) => row.build ?? "" },
  { title: "threads", of: (row) => String(row.threads ?? ""), right: true },
  { title: "median ms", of: (row) => number(row.ms, 3), right: true },
  { title: "min ms", of: (row) => number(row.minMs, 3), right: true },
  { title: "spread", of: (row) => percent(row.spread), right: true },
  { title: "GFLOP/s", of: (row) => number(row.gflops, 1), right: true },
  { title: "of limit", of: (row) => percent(row.limitShare), right: true },
];

/**
 * @param {object[]} rows
 * @param {{ title: string, of: (row: object, rows: object[]) => string }[]} extra columns of one group alone
 */
export function table(rows, extra = []) {
  const shown = [...columns, ...extra.map((column) => ({ ...column, right: true }))];
  const cells = [shown.map(({ title }) => title), ...rows.map((row) => shown.map(({ of }) => of(row, rows)))];
  const widths = shown.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const pad = (cell, i) => (shown[i].right ? cell.padStart(widths[i]) : cell.padEnd(widths[i]));
  const [head, ...body] = cells.map((line) => line.map(pad).join("  ").trimEnd());
  const lines = body.map((line, i) => (rows[i].error ? `${line}  ${rows[i].error}` : line));
  return [head, widths.map((width) => "-".repeat(width)).join("  "), ...lines].join("\n");
}

export const number = (value, digits) => (value === null ? "" : value.toFixed(digits));
export const percent = (value) => (value === null ? "" : `${(value * 100).toFixed(1)} %`);
