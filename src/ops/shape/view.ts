import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { count, type Shape } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Tensor } from "../op.ts";
import type { Sides } from "./sides.ts";

/** A tensor or a part of it, its axes in any order: where each element lies, in floats from the slot's beginning. */
export interface View {
  readonly slot: Slot;
  readonly offset: number;
  readonly axes: readonly ViewAxis[];
}

interface ViewAxis {
  readonly size: number;
  /** Floats from one index to the next; negative where the axis runs backwards, 0 where it repeats one element. */
  readonly stride: number;
}

/** Axes of a sample that the ops over views take: the kernels know seven, with the batch. */
export const MOST_AXES = 6;

/** All of a tensor, or of a slot under another shape. */
export function viewOf({ slot }: Pick<Tensor, "slot">, shape: Shape): View {
  const axes = shape.map((size, axis) => ({ size, stride: count(shape.slice(axis + 1)) }));
  return { slot, offset: 0, axes };
}

/** `size` elements along one axis, from `begin` on, every `step`th. */
export function part(view: View, axis: number, begin: number, size: number, step = 1): View {
  const { stride } = view.axes[axis];
  return {
    slot: view.slot,
    offset: view.offset + begin * stride,
    axes: view.axes.map((each, i) => (i === axis ? { size, stride: step * stride } : each)),
  };
}

/** The axes in another order: axis i is the view's axis `order[i]`. */
export const permuted = (view: View, order: readonly number[]): View => ({
  ...view,
  axes: order.map((axis) => view.axes[axis]),
});

/** The first `axes` axes between their sides; the middle has the sizes `shape`. */
export const middleOf = (view: View, shape: Shape, sides: readonly Sides[], axes: number = shape.length): View =>
  shape.slice(0, axes).reduce((middle, size, axis) => part(middle, axis, sides[axis][0], size), view);

/** Everywhere but in the middle, `value`: in front of and behind each axis, where the axes before it are in the middle. */
export function fillAround(program: Program, y: View, shape: Shape, sides: readonly Sides[], value: number): void {
  sides.forEach(([before, after], axis) => {
    const middle = middleOf(y, shape, sides, axis);
    copyView(program, part(middle, axis, 0, before), value);
    copyView(program, part(middle, axis, before + shape[axis], after), value);
  });
}

interface Pair {
  readonly size: number;
  readonly y: number;
  readonly x: number;
}

/** y = x, index for index, or the number `x` everywhere. The two have the same sizes and do not overlap. */
export function copyView(program: Program, y: View, x: View | number): void {
  const elements = count(y.axes.map(({ size }) => size));
  if (!elements) return;
  const axes = joined(
    y.axes.map(({ size, stride }, i) => ({ size, y: stride, x: typeof x === "number" ? 0 : x.axes[i].stride })),
    typeof x === "number",
  );
  const from = typeof x === "number" ? null : x.slot.at(x.offset * 4);
  const to = y.slot.at(y.offset * 4);
  const last = axes.at(-1);
  const across = from && last?.y === 1 && last.x !== 1 ? axes.findIndex((axis) => axis.x === 1) : -1;
  if (from && last && across >= 0) {
    const row = axes[across];
    const outer = padded(
      axes.filter((axis) => axis !== row && axis !== last),
      5,
    );
    const [[, n1, n2, n3, n4], [y0, y1, y2, y3, y4], [x0, x1, x2, x3, x4]] = columnsOf(outer);
    const sizes = { rows: row.size, columns: last.size, yPitch: row.y, xPitch: last.x };
    const args = { y: to, x: from, ...sizes, ...{ n1, n2, n3, n4, y0, y1, y2, y3, y4, x0, x1, x2, x3, x4 } };
    const blocks = Math.ceil(row.size / BLOCK_ROWS) * Math.ceil(last.size / BLOCK_COLUMNS);
    const items = (elements / row.size / last.size) * blocks;
    program.emit(kernels.stridedTranspose, args, work(items, elements / items));
  } else {
    const contiguous = last !== undefined && last.y === 1 && (last.x === 1 || !from);
    const inner = contiguous ? last.size : 1;
    const outer = padded(contiguous ? axes.slice(0, -1) : axes, 6);
    const [[, n1, n2, n3, n4, n5], [y0, y1, y2, y3, y4, y5], [x0, x1, x2, x3, x4, x5]] = columnsOf(outer);
    const strides = { y0, y1, y2, y3, y4, y5, x0, x1, x2, x3, x4, x5 };
    const value = typeof x === "number" ? x : 0;
    const args = { y: to, x: from, value, inner, count: elements, n1, n2, n3, n4, n5, ...strides };
    program.emit(kernels.stridedCopy, args, flatWork(elements, 1));
  }
}

/** Blocks of the kernel that transposes; as in assembly/shape/strided.ts. */
const BLOCK_ROWS = 16;
const BLOCK_COLUMNS = 128;

/** The axes without those of one element, neighbours that lie behind one another on both sides made one. */
function joined(axes: readonly Pair[], filling: boolean): Pair[] {
  const found: Pair[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = found.at(-1);
    const behind = outer && outer.y === axis.y * axis.size && (filling || outer.x === axis.x * axis.size);
    if (behind) found[found.length - 1] = { ...axis, size: outer.size * axis.size };
    else found.push(axis);
  }
  return found;
}

/** As many axes as a kernel has, those in front of size 1. */
const padded = (axes: readonly Pair[], rank: number): Pair[] => [
  ...Array<Pair>(rank - axes.length).fill({ size: 1, y: 0, x: 0 }),
  ...axes,
];

const columnsOf = (axes: readonly Pair[]): [sizes: number[], y: number[], x: number[]] => [
  axes.map(({ size }) => size),
  axes.map(({ y }) => y),
  axes.map(({ x }) => x),
];
