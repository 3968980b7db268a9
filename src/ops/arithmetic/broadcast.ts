import * as kernels from "../../../bindings/kernels.ts";
import type { Kernel, Slot } from "../../../bindings/slot.ts";
import { combine } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { withName } from "../../graph/scope.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";

/** A layer of two or more nodes. */
export type Merge = (...nodes: Node[]) => Node;

/** `op` of two nodes as a layer of two or more: of the first two, then of that and the third, and so on. */
export function pairwise(op: Op<object>, name?: string): Merge {
  const apply = combine(op, {}, name);
  return withName((...nodes: Node[]): Node => {
    const [first, ...others] = nodes;
    return others.length ? others.reduce((left, right) => apply(left, right), first) : apply(...nodes);
  });
}

/**
 * The shape that two samples have together under NumPy's rules: axes are aligned at the last, missing ones count as 1, and what
 * has size 1 is repeated.
 */
export function broadcastShape(shapes: readonly Shape[], problem: (p: ShapeProblem) => never): Shape {
  if (shapes.length !== 2)
    problem({ got: shapes.length === 1 ? "1 node" : `${shapes.length} nodes`, expected: "at least two" });
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const [a, b] = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  if (!a.every((size, axis) => size === b[axis] || size === 1 || b[axis] === 1))
    problem({
      got: shapes.map(format).join(" and "),
      expected: "sizes that are equal, or 1, from the last axis on",
      hint: "[channels] and [1, 1, channels] go with [height, width, channels]",
    });
  return a.map((size, axis) => Math.max(size, b[axis]));
}

/** What is done at a time: [outer, inner] becomes [outer, rows, inner]. */
export interface Spreading {
  readonly outer: number;
  readonly rows: number;
  readonly inner: number;
}

/**
 * How a tensor of shape `from` comes to shape `to`, both with the batch first: by one spreading for each run of neighbouring axes, the
 * last first, and by none where only axes of size 1 are new.
 */
function spreadings(from: Shape, to: Shape): Spreading[] {
  const sizes = [from[0], ...Array<number>(to.length - from.length).fill(1), ...from.slice(1)];
  const found: Spreading[] = [];
  let inner = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    let rows = 1;
    for (; sizes[axis] === 1 && axis > 0; axis--) rows *= to[axis];
    if (rows > 1) found.push({ outer: count(sizes.slice(0, axis + 1)), rows, inner });
    inner *= rows * sizes[axis];
  }
  return found;
}

type Flat = Kernel<{ y: Slot; a: Slot; b: Slot; count: number }>;
type OverRows = Kernel<{ y: Slot; a: Slot; b: Slot; rows: number; inner: number; count: number }>;

/** The kernels of an op: for tensors of one shape, and for a b that is spread over rows of a. */
export interface Binary {
  readonly flat: Flat;
  readonly overRows: OverRows;
  /** op(b, a) of the same; left out where op is commutative. */
  readonly reversed?: OverRows;
}

/** y = op(a, b), either or both spread to y's shape. */
export function emitBinary(program: Program, op: Binary, y: Tensor, a: Tensor, b: Tensor): void {
  const swapped = count(a.shape) < count(b.shape);
  const overRows = (swapped && op.reversed) || op.overRows;
  if (swapped) [a, b] = [b, a];
  const elements = count(y.shape);
  const whole = spreadTo(program, a, y.shape).slot;
  const { slot, last } = spreadButLast(program, b, y.shape);
  const args = { y: y.slot, a: whole, b: slot, count: elements };
  if (last) {
    const { rows, inner } = last;
    program.emit(overRows, { ...args, rows, inner }, flatWork(elements, 1), { inPlace: [y.slot, whole] });
  } else program.emit(op.flat, args, flatWork(elements, 1), { inPlace: [y.slot, whole, args.b] });
}

function spread(program: Program, x: Slot, all: readonly Spreading[]): Slot {
  return all.reduce((from, each) => {
    const y = program.slot("spread", each.outer * each.rows * each.inner * 4);
    spreadRows(program, y, from, each);
    return y;
  }, x);
}

/** x spread to `shape`: its own memory where nothing is repeated. */
export function spreadTo(program: Program, x: Tensor, shape: Shape): Tensor {
  return { slot: spread(program, x.slot, spreadings(x.shape, shape)), shape };
}

/** x spread to `shape` but for the last step, which a kernel does by itself; none where nothing is repeated. */
export function spreadButLast(program: Program, x: Tensor, shape: Shape): { slot: Slot; last: Spreading | undefined } {
  const all = spreadings(x.shape, shape);
  const last = all.pop();
  return { slot: spread(program, x.slot, all), last };
}

/** y = scale x, spread to y's shape. */
export function emitSpread(program: Program, y: Tensor, x: Tensor, scale = 1): void {
  const { slot, last } = spreadButLast(program, x, y.shape);
  spreadRows(program, y.slot, slot, last ?? { outer: 1, rows: 1, inner: count(y.shape) }, scale);
}

/** y [outer, rows, inner] = scale x [outer, inner]. */
export function spreadRows(program: Program, y: Slot, x: Slot, { outer, rows, inner }: Spreading, scale = 1): void {
  const elements = outer * rows * inner;
  program.emit(kernels.spreadRows, { y, x, scale, rows, inner, count: elements }, flatWork(elements, 1));
}

/**
 * dx = scale times the sum of dy over what x was spread over; with `factor`, which has dy's shape, that of dy factor.
 */
export function sumSpread(
  program: Program,
  dx: Tensor,
  dy: Tensor,
  { scale = 1, factor = null }: { scale?: number; factor?: Slot | null } = {},
): void {
  gather(program, dx, dy, (y, x, sizes, { first, last }) =>
    sumRows(program, y, x, sizes, { factor: first ? factor : null, scale: last ? scale : 1 }),
  );
}

/** Undoes a spreading of y to x's shape, in its steps from the first axes to the last: each makes y [outer, inner] of x [outer, rows, inner]. */
export function gather(
  program: Program,
  y: Tensor,
  x: Tensor,
  step: (y: Slot, x: Slot, sizes: Spreading, place: { first: boolean; last: boolean }) => void,
): void {
  const all = spreadings(y.shape, x.shape).reverse();
  if (!all.length) all.push({ outer: y.shape[0], rows: 1, inner: count(y.shape) / y.shape[0] });
  all.reduce((from, each, i) => {
    const last = i === all.length - 1;
    const to = last ? y.slot : program.slot("rows", each.outer * each.inner * 4);
    step(to, from, each, { first: i === 0, last });
    return to;
  }, x.slot);
}

/** Elements of a slice of rows, which is one item. */
const SLICE = 2 ** 16;

/** Many rows are reduced in slices, then those: work for several threads, in an order that shapes alone decide. */
export function inSlices({ rows, inner }: Spreading): { slice: number; slices: number } {
  const wanted = Math.max(1, Math.min(Math.round((rows * inner) / SLICE), Math.floor(rows / 16)));
  const slice = Math.ceil(rows / wanted);
  return { slice, slices: Math.ceil(rows / slice) };
}

/** y [outer, inner] = scale times the sum over rows of x [outer, rows, inner], or with `factor` of their products. */
export function sumRows(
  program: Program,
  y: Slot,
  x: Slot,
  { outer, rows, inner }: Spreading,
  { scale = 1, factor = null }: { scale?: number; factor?: Slot | null } = {},
): void {
  const { slice, slices } = inSlices({ outer, rows, inner });
  const sums = slices === 1 ? y : program.slot("slices", outer * slices * inner * 4);
  const sizes = { scale: slices === 1 ? scale : 1, rows, inner, slice };
  const items = work(outer * slices, slice * inner);
  if (factor) program.emit(kernels.dotRows, { y: sums, a: x, b: factor, ...sizes }, items);
  else program.emit(kernels.sumRows, { y: sums, x, ...sizes }, items);
  if (slices === 1) return;
  const rest = { y, x: sums, scale, rows: slices, inner, slice: slices };
  program.emit(kernels.sumRows, rest, work(outer, slices * inner));
}
