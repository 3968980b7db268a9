/** From the points of a stroke to the smooth curve of an unsteady hand, as short straight pieces. */
import type { RandomStream } from "../../random.ts";
import { spread } from "./chance.ts";
import type { Path } from "./path.ts";
import type { Stroke } from "./strokes.ts";

const PIECE = 7; // longest piece, in the strokes' units
const JITTER = 2.2; // how far a point strays at most, in those units
const PRESSURE = 0.3; // how much the line's width changes along a stroke at most, as a fraction

/** Makes `points` those of a stroke, each moved a little; equal neighbours stay equal, for they are a corner. */
export function scatter(stroke: Stroke, pen: number, stream: RandomStream, points: Path): void {
  points.length = 0;
  for (let i = 0; i < stroke.length; i += 2) {
    if (i > 0 && stroke[i] === stroke[i - 2] && stroke[i + 1] === stroke[i - 1]) points.repeat();
    else {
      const x = stroke[i] + JITTER * spread(stream);
      const y = stroke[i + 1] + JITTER * spread(stream);
      points.add(x, y, pen * (1 + PRESSURE * spread(stream)), i > 0);
    }
  }
}

/** Adds the Catmull-Rom spline through `points` to `path`. */
export function curve(points: Path, path: Path): void {
  const { x, y, width, length } = points;
  path.add(x[0], y[0], width[0], false);
  for (let i = 0; i + 1 < length; i++) {
    const dx = x[i + 1] - x[i];
    const dy = y[i + 1] - y[i];
    if (dx === 0 && dy === 0) continue;
    const before = i > 0 ? i - 1 : i;
    const after = i + 2 < length ? i + 2 : i + 1;
    const pieces = 1 + Math.floor(Math.sqrt(dx * dx + dy * dy) / PIECE);
    for (let piece = 1; piece <= pieces; piece++) {
      const t = piece / pieces;
      path.add(
        catmullRom(x[before], x[i], x[i + 1], x[after], t),
        catmullRom(y[before], y[i], y[i + 1], y[after], t),
        width[i] + t * (width[i + 1] - width[i]),
        true,
      );
    }
  }
}

/** The cubic from `b` (t = 0) to `c` (t = 1) whose slopes there are (c - a) / 2 and (d - b) / 2. */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
