import type { Slot } from "../../../../bindings/slot.ts";

/** Where the pixels and taps of a convolution, or of a part of its gradient, lie: `Strips` of assembly/convolution/strip.ts. */
export interface Grid {
  readonly y: Slot;
  readonly x: Slot;
  readonly n: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inPitch: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outPitch: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowStep: number;
  readonly colStep: number;
  readonly rowOrigin: number;
  readonly colOrigin: number;
  readonly tapsY: number;
  readonly tapsX: number;
  readonly tapStepY: number;
  readonly tapStepX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
}

/** A grid cut into strips. */
export interface Strips extends Grid {
  /** What is done about taps outside the image: one of {@link edges}. */
  readonly edges: number;
  readonly stripImages: number;
  readonly stripRows: number;
  readonly stripCols: number;
}

/** Pixels that a strip should have: many full tiles, over which the reading of a panel of weights pays. */
const PIXELS = 128;
/** Columns in a strip at most: frames of long rows stay small, and a single long row, as of dense layers, is cut at all. */
const COLUMNS = 512;

/** `NONE`, `FRAMED` and `CLIPPED` of assembly/convolution/strip.ts. */
const edges = { none: 0, framed: 1, clipped: 2 };
/** Images side by side in a clipped strip: whole tiles in either build. */
const IMAGES = 24;
const FEWEST_IMAGES = 12;
/** Taps inside the image, of all, below which leaving out the others pays. */
const MOSTLY_INSIDE = 0.9;

/** Cuts `grid` into strips; how depends on its sizes alone. `clip` allows clipped ones. */
export function cut(grid: Grid, { clip }: { clip: boolean }): Strips {
  const { n, rows, cols } = grid;
  const stripCols = rows === 1 ? inPairs(cols, PIXELS, n) : evenly(cols, COLUMNS);
  const inside = shareInside(grid);
  if (clip && n >= FEWEST_IMAGES && inside < MOSTLY_INSIDE) {
    const stripImages = Math.min(n, IMAGES);
    const stripRows = evenly(rows, Math.max(1, Math.round((4 * PIXELS) / (stripImages * stripCols))));
    return { ...grid, edges: edges.clipped, stripImages, stripRows, stripCols };
  }
  const stripRows = inPairs(rows, Math.max(1, Math.round(PIXELS / stripCols)), n * Math.ceil(cols / stripCols));
  const whole = stripRows === rows && stripCols === cols;
  const stripImages = whole ? evenly(n, Math.max(1, Math.round(PIXELS / (rows * cols)))) : 1;
  return { ...grid, edges: inside < 1 ? edges.framed : edges.none, stripImages, stripRows, stripCols };
}

/** The size of the least number of equal parts of `size` that are at most `most`. */
export const evenly = (size: number, most: number): number => Math.ceil(size / Math.ceil(size / most));

/** The same, but so many that `times` as many parts, if not one, are an even number, which two threads can share. */
function inPairs(size: number, most: number, times: number): number {
  const parts = Math.ceil(size / most);
  return Math.ceil(size / (parts > 1 && (parts * times) % 2 ? parts + 1 : parts));
}

/** The share of taps that lie inside the image. */
const shareInside = (g: Grid): number =>
  insideOf(g.rows, g.tapsY, g.strideY, g.tapStepY, g.top, g.inHeight) *
  insideOf(g.cols, g.tapsX, g.strideX, g.tapStepX, g.left, g.inWidth);

/** The same along one dimension. */
function insideOf(positions: number, taps: number, stride: number, step: number, before: number, size: number): number {
  let inside = 0;
  for (let tap = 0; tap < taps; tap++) {
    const offset = tap * step - before; // position p's tap lies at p * stride + offset
    const from = Math.max(0, Math.ceil(-offset / stride));
    const to = Math.min(positions, Math.floor((size - 1 - offset) / stride) + 1);
    inside += Math.max(0, to - from);
  }
  return taps ? inside / (positions * taps) : 1;
}

export const stripCount = (s: Strips): number =>
  Math.ceil(s.n / s.stripImages) * Math.ceil(s.rows / s.stripRows) * Math.ceil(s.cols / s.stripCols);

export const stripPixels = (s: Strips): number => s.stripImages * s.stripRows * s.stripCols;

/** Bytes of scratch memory that a thread needs to lay a strip: its list of pixels, and its frame if it has one. */
export function stripBytes(s: Strips): number {
  const frameRows = (s.stripRows - 1) * s.strideY + (s.tapsY - 1) * s.tapStepY + 1;
  const frameCols = (s.stripCols - 1) * s.strideX + (s.tapsX - 1) * s.tapStepX + 1;
  const frame = s.edges === edges.framed ? s.stripImages * frameRows * frameCols * s.inPitch * 4 : 0;
  return stripPixels(s) * 8 + frame;
}
