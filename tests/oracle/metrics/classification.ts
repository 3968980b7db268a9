/** Rows of an evaluation: scores of each class, the label, and what the row counts for. */
export interface Row {
  readonly scores: readonly number[];
  readonly label: number;
  readonly weight: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const weightOf = (rows: readonly Row[], holds: (row: Row) => boolean): number =>
  sum(rows.filter(holds).map(({ weight }) => weight));

/** The class that a row is predicted as. */
export const predicted = ({ scores }: Row): number => scores.indexOf(Math.max(...scores));

export const accuracy = (rows: readonly Row[]): number =>
  ratio(
    weightOf(rows, (row) => predicted(row) === row.label),
    sum(rows.map(({ weight }) => weight)),
  );

/** The label is among the k first when rows are sorted by score, equal ones by class. */
export const topK = (rows: readonly Row[], k: number): number =>
  ratio(
    weightOf(rows, ({ scores, label }) =>
      scores
        .map((score, c) => ({ score, c }))
        .sort((a, b) => b.score - a.score || a.c - b.c)
        .slice(0, k)
        .some(({ c }) => c === label),
    ),
    sum(rows.map(({ weight }) => weight)),
  );

/** True and false positives, false negatives, of class c. */
interface Outcomes {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

export const outcomes = (rows: readonly Row[], c: number): Outcomes => ({
  tp: weightOf(rows, (row) => row.label === c && predicted(row) === c),
  fp: weightOf(rows, (row) => row.label !== c && predicted(row) === c),
  fn: weightOf(rows, (row) => row.label === c && predicted(row) !== c),
});

export const formulas = {
  precision: ({ tp, fp }: Outcomes): number => ratio(tp, tp + fp),
  recall: ({ tp, fn }: Outcomes): number => ratio(tp, tp + fn),
  f1: ({ tp, fp, fn }: Outcomes): number => ratio(2 * tp, 2 * tp + fp + fn),
  meanIoU: ({ tp, fp, fn }: Outcomes): number => ratio(tp, tp + fp + fn),
} as const;

/** Each class's value, and what averaging makes of them. */
export function averages(
  rows: readonly Row[],
  classes: number,
  formula: (outcomes: Outcomes) => number,
): { none: number[]; macro: number; weighted: number; micro: number } {
  const each = Array.from({ length: classes }, (_, c) => outcomes(rows, c));
  const none = each.map(formula);
  const occurs = each.map(({ tp, fp, fn }) => tp + fp + fn > 0);
  const support = each.map(({ tp, fn }) => tp + fn);
  const total = (key: keyof Outcomes): number => sum(each.map((outcome) => outcome[key]));
  return {
    none,
    macro: ratio(sum(none.filter((_, c) => occurs[c])), occurs.filter(Boolean).length),
    weighted: ratio(sum(none.map((value, c) => value * support[c])), sum(support)),
    micro: formula({ tp: total("tp"), fp: total("fp"), fn: total("fn") }),
  };
}
