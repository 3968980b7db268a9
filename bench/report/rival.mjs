// Which row of fovea another's row is compared with.

/** Fovea's row for the same work: of the same runtime and threads if there is one, else of either, else the first. */
export function rivalOf(row, rows) {
  const fovea = rows.filter(
    (other) =>
      other.runner === "fovea" && other.ms && ["group", "name", "shape"].every((key) => other[key] === row[key]),
  );
  const likeness = (other) => 2 * (other.threads === row.threads) + (other.runtime === row.runtime);
  return fovea.reduce((best, other) => (best && likeness(best) >= likeness(other) ? best : other), null);
}

/** How many times as long `row` takes as fovea, by medians or by least times. */
export function timesFovea(row, rows, key = "ms") {
  if (row.runner === "fovea" || !row[key]) return null;
  const rival = rivalOf(row, rows);
  return rival ? row[key] / rival[key] : null;
}
