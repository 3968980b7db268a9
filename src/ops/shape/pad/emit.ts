import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import { show } from "../../../error.ts";
import { count, format, type Shape } from "../../../graph/shape.ts";
import { type Program, work } from "../../../plan/program.ts";
import type { ShapeProblem, Tensor } from "../../op.ts";
import { NO_SIDES, type Sides } from "../sides.ts";
import { copyView, fillAround, middleOf, part, type View, viewOf } from "../view.ts";

/** What stands in padding. */
export type PadMode = "zeros" | "constant" | "reflect" | "replicate" | "circular";

/** A batch with its padding. */
export interface Padded {
  /** Shape without padding, the batch first. */
  readonly shape: Shape;
  /** Elements in front of each axis behind the batch; the axes that the list leaves out have none. */
  readonly before: readonly number[];
  /** And behind it. */
  readonly after: readonly number[];
  readonly mode: PadMode;
  /** What mode "constant" puts there. Default 0. */
  readonly value?: number;
}

/** Throws unless axes of these sizes can have such padding. */
export function checkPad(
  mode: PadMode,
  sizes: readonly number[],
  before: readonly number[],
  after: readonly number[],
  problem: (p: ShapeProblem) => never,
): void {
  before.forEach((front, axis) => {
    const most = mode === "reflect" ? sizes[axis] - 1 : mode === "circular" ? sizes[axis] : Number.POSITIVE_INFINITY;
    if (Math.max(front, after[axis]) > most)
      problem({
        got: `padding [${front}, ${after[axis]}] of axis ${axis} of ${format(sizes)}`,
        expected: `at most ${most} with mode ${show(mode)}`,
      });
  });
}

/** y = x with its padding. */
export function emitPad(program: Program, { y, x }: { y: Slot; x: Slot }, padded: Padded): void {
  const { shape, mode, value = 0 } = padded;
  const sides = sidesOf(padded);
  const to = viewOf({ slot: y }, outer(shape, sides));
  const from = viewOf({ slot: x }, shape);
  program.together(() => {
    if (mode === "zeros" || mode === "constant") {
      copyView(program, middleOf(to, shape, sides), from);
      fillAround(program, to, shape, sides, value);
    } else mirror(program, to, from, sides, mode);
  });
}

/** dx = dy of {@link emitPad}, each element's sum over all places where it stands. */
export function emitPadGradient(program: Program, { dx, dy }: { dx: Slot; dy: Slot }, padded: Padded): void {
  const { shape, mode } = padded;
  const sides = sidesOf(padded);
  const from = { slot: dy, shape: outer(shape, sides) };
  if (mode === "zeros" || mode === "constant")
    copyView(program, viewOf({ slot: dx }, shape), middleOf(viewOf(from, from.shape), shape, sides));
  else fold(program, { slot: dx, shape }, from, sides, KERNEL_MODES.indexOf(mode));
}

const sidesOf = ({ shape, before, after }: Padded): Sides[] =>
  shape.map((_, axis) => (axis > 0 && axis <= before.length ? [before[axis - 1], after[axis - 1]] : NO_SIDES));

const outer = (shape: Shape, sides: readonly Sides[]): Shape =>
  shape.map((size, axis) => sides[axis][0] + size + sides[axis][1]);

/** Around x, itself: for each axis in front of it, in it and behind it a part of x, forwards, backwards or repeated. */
function mirror(program: Program, y: View, x: View, sides: readonly Sides[], mode: PadMode, axis = 0): void {
  if (axis === sides.length) {
    copyView(program, y, x);
    return;
  }
  const [before, after] = sides[axis];
  const { size } = x.axes[axis];
  const [front, back, step] =
    mode === "reflect" ? [before, size - 2, -1] : mode === "replicate" ? [0, size - 1, 0] : [size - before, 0, 1];
  const pieces = [
    [part(y, axis, 0, before), part(x, axis, front, before, step)],
    [part(y, axis, before, size), x],
    [part(y, axis, before + size, after), part(x, axis, back, after, step)],
  ] as const;
  for (const [to, from] of pieces) if (to.axes[axis].size) mirror(program, to, from, sides, mode, axis + 1);
}

/** The modes that padBackward knows, by number. */
const KERNEL_MODES: readonly PadMode[] = ["reflect", "replicate", "circular"];

/** dx = dy with its padding added to where it came from, the last two padded axes first. */
function fold(program: Program, dx: Tensor, dy: Tensor, sides: readonly Sides[], mode: number): void {
  const padded = sides.flatMap(([before, after], axis) => (before + after ? [axis] : []));
  const [first, second] = padded.length > 1 ? padded.slice(-2) : [0, padded[0] ?? sides.length - 1];
  const shape = dy.shape.map((size, axis) => (axis === first || axis === second ? dx.shape[axis] : size));
  const done = padded.length <= 2;
  const to = done ? dx : { slot: program.slot("folded", count(shape) * 4), shape };
  const sizes = {
    rows: shape[first],
    middle: count(shape.slice(first + 1, second)),
    columns: shape[second],
    inner: count(shape.slice(second + 1)),
  };
  const [[top, bottom], [left, right]] = [sides[first], sides[second]];
  const args = { dx: to.slot, dy: dy.slot, mode, ...sizes, top, bottom, left, right };
  const items = count(shape.slice(0, first + 1)) * sizes.middle;
  program.emit(kernels.padBackward, args, work(items, sizes.columns * (sizes.inner + 16)));
  const rest = sides.map((each, axis) => (axis === first || axis === second ? NO_SIDES : each));
  if (!done) fold(program, dx, to, rest, mode);
}
