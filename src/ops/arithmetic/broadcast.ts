import * as kernels from "../../../bindings/kernels.ts";
import type { Kernel, Slot } from "../../../bindings/slot.ts";
import { combine } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { withName } from "../../graph/scope.ts";
import { count, format, type Shape } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";

/** A layer of two or more nodes. */
export type Merge = (a: Node, b: Node, ...more: Node[]) => Node;

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
interface Spreading {
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

/** The kernels of a commutative op: for tensors of one shape, and for a b that is spread over rows of a. */
export interface Binary {
  readonly flat: Flat;
  readonly overRows: OverRows;
}

/** y = op(a, b), either or both spread to y's shape. */
export function emitBinary(program: Program, op: Binary, y: Tensor, a: Tensor, b: Tensor): void {
  if (count(a.shape) < count(b.shape)) [a, b] = [b, a];
  const elements = count(y.shape);
  const whole = spread(program, a.slot, spreadings(a.shape, y.shape));
  const before = spreadings(b.shape, y.shape);
  const last = before.pop();
  const args = { y: y.slot, a: whole, b: spread(program, b.slot, before), count: elements };
  if (last) {
    const { rows, inner } = last;
    program.emit(op.overRows, { ...args, rows, inner }, flatWork(elements, 1), { inPlace: [y.slot, whole] });
  } else program.emit(op.flat, args, flatWork(elements, 1), { inPlace: [y.slot, whole, args.b] });
}

function spread(program: Program, x: Slot, all: readonly Spreading[]): Slot {
  return all.reduce((from, each) => {
    const y = program.slot("spread", each.outer * each.rows * each.inner * 4);
    spreadRows(program, y, from, each);
    return y;
  }, x);
}

/** y [outer, rows, inner] = scale x [outer, inner]. */
export function spreadRows(program: Program, y: Slot, x: Slot, { outer, rows, inner }: Spreading, scale = 1): void {
  const elements = outer * rows * inner;
  program.emit(kernels.spreadRows, { y, x, scale, rows, inner, count: elements }, flatWork(elements, 1));
}

/** dx = the sum of dy over what x was spread over; with `factor`, which has dy's shape, that of dy factor. */
export function sumSpread(program: Program, dx: Tensor, dy: Tensor, factor: Slot | null = null): void {
  const all = spreadings(dx.shape, dy.shape).reverse();
  all.reduce((from, each, i) => {
    const y = i === all.length - 1 ? dx.slot : program.slot("sum", each.outer * each.inner * 4);
    sumRows(program, y, from, each, { factor: i === 0 ? factor : null });
    return y;
  }, dy.slot);
}

/** Elements that one item adds up. */
const SLICE = 2 ** 16;

/**
 * y [outer, inner] = scale times the sum over rows of x [outer, rows, inner], or with `factor` of their products. Many rows are
 * added up in slices, then those: work for several threads, in an order that shapes alone decide.
 */
export function sumRows(
  program: Program,
  y: Slot,
  x: Slot,
  { outer, rows, inner }: Spreading,
  { scale = 1, factor = null }: { scale?: number; factor?: Slot | null } = {},
): void {
  const wanted = Math.max(1, Math.min(Math.round((rows * inner) / SLICE), Math.floor(rows / 16)));
  const slice = Math.ceil(rows / wanted);
  const slices = Math.ceil(rows / slice);
  const sums = slices === 1 ? y : program.slot("slices", outer * slices * inner * 4);
  const sizes = { rows, inner, slice };
  const items = work(outer * slices, slice * inner);
  if (factor) program.emit(kernels.dotRows, { y: sums, a: x, b: factor, ...sizes }, items);
  else program.emit(kernels.sumRows, { y: sums, x, scale: slices === 1 ? scale : 1, ...sizes }, items);
  if (slices === 1) return;
  const rest = { y, x: sums, scale, rows: slices, inner, slice: slices };
  program.emit(kernels.sumRows, rest, work(outer, slices * inner));
}
