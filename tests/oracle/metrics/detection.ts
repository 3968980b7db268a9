/** A box [left, top, right, bottom]. */
type Edges = readonly [number, number, number, number];

export interface Found {
  readonly picture: number;
  readonly score: number;
  readonly box: Edges;
}

export interface There {
  readonly picture: number;
  readonly box: Edges;
}

function overlap(a: Edges, b: Edges): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = (box: Edges): number => (box[2] - box[0]) * (box[3] - box[1]);
  return (width * height) / (area(a) + area(b) - width * height);
}

/** [recall, precision] after each box found of one class, the surest first. `again`: a taken box is passed over for the next best. */
function curve(found: readonly Found[], there: readonly There[], iou: number, again: boolean): [number, number][] {
  const free = new Set(there);
  let right = 0;
  return [...found]
    .sort((a, b) => b.score - a.score)
    .map(({ picture, box }, i) => {
      const candidates = there.filter((each) => each.picture === picture && (!again || free.has(each)));
      const best = candidates.sort((a, b) => overlap(box, b.box) - overlap(box, a.box))[0];
      if (best && overlap(box, best.box) >= iou && free.delete(best)) right++;
      return [right / there.length, right / (i + 1)];
    });
}

/** The greatest precision at recall r or more. */
const at = (points: readonly [number, number][], r: number): number =>
  Math.max(0, ...points.filter(([recall]) => recall >= r).map(([, precision]) => precision));

/** The area under precision over recall, every change of recall a step. */
export function vocAveragePrecision(found: readonly Found[], there: readonly There[]): number {
  const points = curve(found, there, 0.5, false);
  const recalls = [0, ...new Set(points.map(([recall]) => recall).filter((recall) => recall > 0))];
  return recalls.slice(1).reduce((sum, recall, i) => sum + (recall - recalls[i]) * at(points, recall), 0);
}

/** The mean of precision at recalls 0, 0.1, ..., 1. */
export function voc2007AveragePrecision(found: readonly Found[], there: readonly There[]): number {
  const points = curve(found, there, 0.5, false);
  return Array.from({ length: 11 }, (_, i) => at(points, i / 10)).reduce((sum, value) => sum + value, 0) / 11;
}

/** The mean of precision at recalls 0, 0.01, ..., 1. */
export function cocoAveragePrecision(found: readonly Found[], there: readonly There[], iou: number): number {
  const points = curve(found, there, iou, true);
  return Array.from({ length: 101 }, (_, i) => at(points, i / 100)).reduce((sum, value) => sum + value, 0) / 101;
}
