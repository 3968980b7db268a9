/** A score, whether it is of what is looked for, and what it counts for. */
export interface Scored {
  readonly score: number;
  readonly truth: boolean;
  readonly weight: number;
}

const weight = (scored: readonly Scored[]): number => scored.reduce((sum, each) => sum + each.weight, 0);

/** The chance that one that is looked for scores above one that is not, by all pairs, ties counting half. */
export function auc(scored: readonly Scored[]): number {
  const [yes, no] = [scored.filter(({ truth }) => truth), scored.filter(({ truth }) => !truth)];
  let above = 0;
  for (const a of yes)
    for (const b of no) above += a.weight * b.weight * (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0);
  return above / (weight(yes) * weight(no));
}

/** Sum over thresholds, falling, of the rise of recall times the precision there. */
export function averagePrecision(scored: readonly Scored[]): number {
  const all = weight(scored.filter(({ truth }) => truth));
  const thresholds = [...new Set(scored.map(({ score }) => score))].sort((a, b) => b - a);
  let [area, recall] = [0, 0];
  for (const threshold of thresholds) {
    const taken = scored.filter(({ score }) => score >= threshold);
    const right = weight(taken.filter(({ truth }) => truth));
    area += (right / all - recall) * (right / weight(taken));
    recall = right / all;
  }
  return area;
}

/** The probability of class c. */
export function softmax(logits: readonly number[], c: number): number {
  const greatest = Math.max(...logits);
  const each = logits.map((value) => Math.exp(value - greatest));
  return each[c] / each.reduce((sum, value) => sum + value, 0);
}
