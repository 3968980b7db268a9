import type { Box } from "../data/samples.ts";
import { checkOptions, fail, show } from "../error.ts";
import { areaUnder, type Interpolation } from "./precisionRecall.ts";

/** A box that a detector found, of class `label`, with how sure it is: any number, greater is surer. */
export interface Detection extends Box {
  readonly score: number;
}

/** A box that is there. */
export interface TrueBox extends Box {
  /** Counts neither when it is found nor when it is not, as Pascal VOC's difficult ones. */
  readonly difficult?: boolean;
}

/** Options of {@link meanAveragePrecision}. */
export interface MeanAveragePrecisionOptions {
  /**
   * `"coco"`: IoU 0.5 to 0.95 in steps of 0.05, precision at 101 recalls, the 100 surest boxes of a picture and class; `"voc"`: IoU 0.5,
   * precision at every recall (VOC 2010 and later); `"voc2007"`: IoU 0.5, precision at 11 recalls. Default `"coco"`.
   */
  style?: "coco" | "voc" | "voc2007";
  /** Other IoUs at which a box is found, above 0 and at most 1. */
  iou?: number | readonly number[];
  /** Boxes of a picture and class that count, the surest ones. */
  mostBoxes?: number;
}

/** What {@link meanAveragePrecision} comes to. NaN where there is nothing to find. */
export interface DetectionReport {
  /** Mean over IoUs and classes. */
  readonly mAP: number;
  /** Mean over classes, by IoU. */
  readonly byIoU: Readonly<Record<string, number>>;
  /** Mean over IoUs, by class; only classes that have boxes to find. */
  readonly byClass: Readonly<Record<number, number>>;
}

/** A detection's outcome: at each IoU whether it was right (1), wrong (0), or does not count (-1). */
interface Judged {
  readonly score: number;
  readonly outcome: Int8Array;
}

const styles = {
  coco: { ious: Array.from({ length: 10 }, (_, i) => (10 + i) / 20), points: 101, most: 100, again: true },
  voc: { ious: [0.5], points: "all", most: Number.POSITIVE_INFINITY, again: false },
  voc2007: { ious: [0.5], points: 11, most: Number.POSITIVE_INFINITY, again: false },
} as const;

/**
 * Mean average precision of boxes: give it each picture's boxes found and boxes there, then ask for the report. Of each class, the
 * surest first, a box is right when it overlaps one that is there by the IoU or more and none surer did (COCO: the best that is
 * still free; VOC: the best, which must be free). Average precision is the area under precision over recall, made falling. Areas are
 * of edges, (right - left) (bottom - top), as COCO's; those of VOC's own program count the last pixel too.
 * Source: Everingham et al. 2010, "The Pascal visual object classes challenge"; Lin et al. 2014, "Microsoft COCO", as pycocotools.
 *
 * @throws FoveaError for an unknown option, and for boxes or scores that are not finite, naming picture and box.
 * @example
 * const metric = meanAveragePrecision({ style: "voc" });
 * for (const { found, boxes } of pictures) metric.add(found, boxes);
 * const { mAP, byClass } = metric.result();
 */
export function meanAveragePrecision(options: MeanAveragePrecisionOptions = {}): DetectionMetric {
  const name = "meanAveragePrecision";
  checkOptions(name, options, ["style", "iou", "mostBoxes"]);
  const { style = "coco" } = options;
  if (!Object.hasOwn(styles, style))
    fail("option", { where: `${name}.style`, got: show(style), expected: '"coco", "voc" or "voc2007"' });
  const { points, again } = styles[style];
  const { iou = styles[style].ious, mostBoxes = styles[style].most } = options;
  const ious = typeof iou === "number" ? [iou] : iou;
  if (!Array.isArray(ious) || !ious.length || !ious.every((value) => value > 0 && value <= 1))
    fail("option", { where: `${name}.iou`, got: show(iou), expected: "numbers above 0 and at most 1" });
  if (!(mostBoxes >= 1))
    fail("option", { where: `${name}.mostBoxes`, got: show(mostBoxes), expected: "a number, 1 or more" });
  return new DetectionMetric({ ious: [...ious], points, most: mostBoxes, again });
}

interface Rules {
  readonly ious: readonly number[];
  readonly points: Interpolation;
  readonly most: number;
  /** Whether a box may take the next best one where the best is taken. */
  readonly again: boolean;
}

/** Pictures go in one by one, then the report comes out; see {@link meanAveragePrecision}. */
export class DetectionMetric {
  readonly #rules: Rules;
  readonly #judged = new Map<number, Judged[]>();
  readonly #toFind = new Map<number, number>();
  #pictures = 0;

  /** @internal */
  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Takes one picture: the boxes found in it, and those that are there. */
  add(found: readonly Detection[], truths: readonly TrueBox[]): void {
    check("found", found, this.#pictures);
    check("true", truths, this.#pictures);
    for (const [i, { score }] of found.entries())
      if (!Number.isFinite(score)) wrong(`found box ${i} of picture ${this.#pictures}`, `score ${show(score)}`);
    this.#pictures++;
    for (const label of new Set([...found, ...truths].map((box) => box.label))) {
      const there = truths.filter((box) => box.label === label);
      const sure = found
        .filter((box) => box.label === label)
        .sort((a, b) => b.score - a.score)
        .slice(0, this.#rules.most);
      const counting = there.filter(({ difficult }) => !difficult).length;
      this.#toFind.set(label, (this.#toFind.get(label) ?? 0) + counting);
      this.#judged.set(label, [...(this.#judged.get(label) ?? []), ...judge(sure, there, this.#rules)]);
    }
  }

  result(): DetectionReport {
    const { ious, points } = this.#rules;
    const labels = [...this.#toFind].flatMap(([label, toFind]) => (toFind ? [label] : [])).sort((a, b) => a - b);
    const table = labels.map((label) => {
      const judged = [...(this.#judged.get(label) ?? [])].sort((a, b) => b.score - a.score);
      return ious.map((_, t) => {
        const outcomes = judged.map(({ outcome }) => outcome[t]).filter((each) => each >= 0);
        return areaUnder(outcomes, this.#toFind.get(label) as number, points);
      });
    });
    return {
      mAP: mean(table.flat()),
      byIoU: Object.fromEntries(ious.map((value, t) => [String(value), mean(table.map((row) => row[t]))])),
      byClass: Object.fromEntries(labels.map((label, i) => [label, mean(table[i])])),
    };
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether each of `found`, of one class and surest first, is right, at each IoU. */
function judge(found: readonly Detection[], there: readonly TrueBox[], { ious, again }: Rules): Judged[] {
  const overlaps = found.map((box) => there.map((other) => intersectionOverUnion(box, other)));
  const outcomes = found.map(() => new Int8Array(ious.length));
  const best = (row: readonly number[], among: (j: number) => boolean): number =>
    row.reduce((most, value, j) => (among(j) && (most < 0 || value > row[most]) ? j : most), -1);
  for (const [t, least] of ious.entries()) {
    const taken = there.map(() => false);
    const chosen = (row: readonly number[]): number => {
      if (!again) return best(row, () => true);
      const free = (j: number): boolean => !taken[j] && row[j] >= least;
      const counting = best(row, (j) => free(j) && !there[j].difficult);
      return counting < 0 ? best(row, free) : counting;
    };
    for (const [i, row] of overlaps.entries()) {
      const j = chosen(row);
      if (j < 0 || row[j] < least) continue;
      if (there[j].difficult) outcomes[i][t] = -1;
      else if (!taken[j]) outcomes[i][t] = 1;
      taken[j] = true;
    }
  }
  return found.map(({ score }, i) => ({ score, outcome: outcomes[i] }));
}

/** Area that two boxes share over the area that they cover together; 0 where they cover none. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

const area = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

function check(which: string, boxes: readonly Box[], picture: number): void {
  if (!Array.isArray(boxes)) wrong(`${which} boxes of picture ${picture}`, show(boxes), "an array of boxes");
  for (const [i, { left, top, right, bottom, label }] of boxes.entries()) {
    const where = `${which} box ${i} of picture ${picture}`;
    if (![left, top, right, bottom].every(Number.isFinite) || right < left || bottom < top)
      wrong(where, `left ${left}, top ${top}, right ${right}, bottom ${bottom}`, "finite edges in that order");
    if (!Number.isInteger(label)) wrong(where, `label ${show(label)}`, "a whole number");
  }
}

function wrong(where: string, got: string, expected = "a finite number"): never {
  fail("data", { where: `meanAveragePrecision, ${where}`, got, expected });
}
