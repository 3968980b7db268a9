import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, combine, type LayerOptions } from "../../graph/layer.ts";
import type { Layer, Node } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { type Program, work } from "../../plan/program.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";
import { axisOf, checkAxis, checkList } from "./axes.ts";
import { copyView, viewOf } from "./view.ts";

/** Options of {@link gather}. */
export interface GatherOptions extends LayerOptions {
  /** Axis of a sample along which elements are picked; negative ones count from the last. Default 0. */
  axis?: number;
  /** The same picks for every sample, whole numbers; negative ones count from the end. Default: a second node has them. */
  indices?: readonly number[];
}

interface Attributes {
  readonly axis: number;
  readonly indices: readonly number[] | null;
}

export const gatherOp: Op<Attributes, Slot> = {
  name: "gather",

  infer({ axis, indices }, shapes, problem) {
    const [x, picks] = shapes;
    if (shapes.length !== (indices ? 1 : 2))
      problem({
        got: shapes.length === 1 ? "1 node" : `${shapes.length} nodes`,
        expected: indices ? "one, for the indices are given" : "two: what to pick from, and the indices",
      });
    const along = axisOf(axis, x, problem);
    if (indices) listed(indices, x[along], problem);
    return { shape: [...x.slice(0, along), ...(indices ? [indices.length] : picks), ...x.slice(along + 1)] };
  },

  forward({ program, attributes, inputs: [x, given], output: y, problem }) {
    const { sizes, items } = sizesOf(attributes, x, problem);
    const indices = given?.slot ?? list(program, listed(attributes.indices ?? [], sizes.n, problem));
    const picks = count(y.shape) / items / sizes.inner;
    const args = { y: y.slot, x: x.slot, indices, ...sizes, picks, pitch: given ? picks : 0, zero: -1 };
    const scratch = !given && sizes.inner === 1 ? picks * 4 : 0;
    program.emit(kernels.gatherForward, args, { ...work(items * picks, sizes.inner + ROW), scratch });
    return indices;
  },

  backward({ program, attributes, batch, inputs: [x, given], outputGradient: dy, inputGradients, problem }, indices) {
    const [dx, none] = inputGradients;
    if (none) copyView(program, viewOf(none, none.shape), 0);
    if (!dx) return;
    const { sizes, items } = sizesOf(attributes, x, problem);
    const picks = count(dy.shape) / items / sizes.inner;
    sumPicked(program, { dx: dx.slot, dy: dy.slot, indices, ...sizes, picks }, items, given ? batch : 1);
  },
};

/** What a row costs beside its floats, in multiply-adds. */
const ROW = 16;

interface Sizes {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

/** x as [batch, outer, n, inner], and how many rows of n there are. */
function sizesOf(
  { axis }: Attributes,
  { shape: [batch, ...x] }: Tensor,
  problem: (p: ShapeProblem) => never,
): {
  sizes: Sizes;
  items: number;
} {
  const along = axisOf(axis, x, problem);
  const outer = count(x.slice(0, along));
  return { sizes: { outer, n: x[along], inner: count(x.slice(along + 1)) }, items: batch * outer };
}

/** Indices of a list, counted from 0. */
function listed(indices: readonly number[], n: number, problem: (p: ShapeProblem) => never): number[] {
  const wrong = indices.find((index) => index < -n || index >= n);
  if (wrong !== undefined) problem({ got: `index ${wrong} of ${n} elements`, expected: `one from ${-n} to ${n - 1}` });
  return indices.map((index) => (index < 0 ? index + n : index));
}

/** The floats of a list, in memory. */
function list(program: Program, indices: readonly number[]): Slot {
  const slot = program.slot("indices", indices.length * 4);
  program.together(() => {
    for (let at = 0; at < indices.length; at += 8) {
      const [i0, i1 = 0, i2 = 0, i3 = 0, i4 = 0, i5 = 0, i6 = 0, i7 = 0] = indices.slice(at, at + 8);
      const args = { y: slot.at(at * 4), n: Math.min(8, indices.length - at), i0, i1, i2, i3, i4, i5, i6, i7 };
      program.emit(kernels.listIndices, args, work(1, 8));
    }
  });
  return slot;
}

/** What {@link sumPicked} is called with; `zero` is an index that gets no gradient. */
interface Picked extends Sizes {
  readonly dx: Slot;
  readonly dy: Slot;
  readonly indices: Slot;
  readonly picks: number;
  readonly zero?: number;
}

/**
 * dx = the sum of dy over the places that picked an element, in their order whatever the threads: first the places are listed by what
 * they picked, for each of `lists` lists of indices, then each element adds up its own.
 */
export function sumPicked(
  program: Program,
  { dx, dy, indices, outer, n, picks, inner, zero = -1 }: Picked,
  rows: number,
  lists: number,
): void {
  const starts = program.slot("starts", lists * (n + 1) * 4);
  const order = program.slot("order", lists * picks * 4);
  program.emit(kernels.indexLists, { starts, order, indices, n, picks }, work(lists, n + 4 * picks));
  const args = { dx, dy, starts, order, outer, n, picks, inner, shared: lists === 1 ? 1 : 0, zero };
  program.emit(kernels.gatherBackward, args, work(rows * n, inner * Math.max(1, picks / n) + ROW));
}

/**
 * y[..., p, ...] = x[..., indices[p], ...] along one axis. The indices are a list, the same for every sample, or a second node of whole
 * numbers from 0 on, each sample's own; where such a number is out of range or not whole, y is NaN, so that it cannot go unseen.
 * Shapes: [a, n, b] and indices [i, j] -> [a, i, j, b] for axis 1.
 * Gradient: dx[..., k, ...] = the sum of dy over the places that picked k, in their order; indices have none (0).
 * Source: as NumPy's `take` and TensorFlow's `gather`, for each sample.
 *
 * @throws FoveaError for unknown options, indices that are no whole numbers or out of range (of a list), an axis that there is not.
 * @example
 * const x = input([10, 4]);
 * const some = gather({ indices: [0, 3, 3, -1] })(x); // [4, 4]
 * const chosen = gather()(x, input([2], { name: "indices" })); // [2, 4]
 */
export function gather(options: GatherOptions & { indices: readonly number[] }): Layer;
export function gather(options?: Omit<GatherOptions, "indices">): (x: Node, indices: Node) => Node;
export function gather(options: GatherOptions = {}): (...nodes: Node[]) => Node {
  checkLayerOptions("gather", options, ["axis", "indices"]);
  const { axis = 0, indices } = options;
  checkAxis("gather.axis", axis);
  if (indices !== undefined) checkList("gather.indices", indices, Number.NEGATIVE_INFINITY, "a list of whole numbers");
  const attributes = { axis, indices: indices ? [...indices] : null };
  return combine(gatherOp as Op<Attributes>, attributes, options.name);
}
