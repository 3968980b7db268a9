/** Where precision is read off over recall: at every recall that occurs, or at so many from 0 to 1. */
export type Interpolation = "all" | 11 | 101;

/**
 * Area under precision over recall of `outcomes` (1 right, 0 wrong; the surest first), of `toFind` that are to be found. Precision at a
 * recall is the greatest at that recall or more.
 */
export function areaUnder(outcomes: readonly number[], toFind: number, points: Interpolation): number {
  const precision = new Float64Array(outcomes.length);
  const found = new Float64Array(outcomes.length);
  let right = 0;
  for (const [i, outcome] of outcomes.entries()) {
    right += outcome;
    found[i] = right;
    precision[i] = right / (i + 1);
  }
  for (let i = outcomes.length - 2; i >= 0; i--) precision[i] = Math.max(precision[i], precision[i + 1]);
  if (points === "all") {
    let area = 0;
    for (const [i, outcome] of outcomes.entries()) if (outcome) area += precision[i];
    return area / toFind;
  }
  let [sum, i] = [0, 0];
  for (let point = 0; point < points; point++) {
    while (i < outcomes.length && found[i] / toFind < point / (points - 1)) i++;
    if (i < outcomes.length) sum += precision[i];
  }
  return sum / points;
}
