import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, combine, type LayerOptions } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { count, format, type Shape, sameShape } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { boolean } from "../options.ts";
import { emitProduct, type Sizes } from "./matrices.ts";

/** Options of {@link matmul}. */
export interface MatmulOptions extends LayerOptions {
  /** Whether the last two axes of a are exchanged first: a is [..., k, m]. Default false. */
  transposeA?: boolean;
  /** Whether the last two axes of b are exchanged first: b is [..., n, k]. Default false. */
  transposeB?: boolean;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The rows and columns of the matrices that a tensor holds. */
const matrix = (shape: Shape, transpose: boolean): [rows: number, columns: number] => {
  const [rows, columns] = shape.slice(-2);
  return transpose ? [columns, rows] : [rows, columns];
};

function sizesOf({ transposeA, transposeB }: Attributes, a: Shape, b: Shape): Sizes {
  const [m, k] = matrix(a, transposeA);
  const [, n] = matrix(b, transposeB);
  return { outer: count(a) / (m * k), m, n, k };
}

function check(attributes: Attributes, shapes: readonly Shape[], problem: (p: ShapeProblem) => never): void {
  if (shapes.length !== 2) problem({ got: shapes.length === 1 ? "1 node" : `${shapes.length} nodes`, expected: "two" });
  const [a, b] = shapes;
  const got = `${format(a)} and ${format(b)}`;
  if (a.length < 2 || b.length < 2)
    problem({ got, expected: "matrices, [..., rows, columns]", hint: "dense() multiplies vectors by a learnt matrix" });
  if (!sameShape(a.slice(0, -2), b.slice(0, -2)))
    problem({ got, expected: "the same sizes before the last two axes: one matrix for each" });
  const [[, inner], [rows]] = [matrix(a, attributes.transposeA), matrix(b, attributes.transposeB)];
  if (inner !== rows)
    problem({
      got: `${got}, that is ${inner} columns${attributes.transposeA ? " (transposed)" : ""} by ${rows} rows${attributes.transposeB ? " (transposed)" : ""}`,
      expected: "as many columns of the first as rows of the second",
      hint: "transposeA and transposeB exchange them",
    });
}

export const matmulOp: Op<Attributes> = {
  name: "matmul",

  infer(attributes, shapes, problem) {
    check(attributes, shapes, problem);
    const [a, b] = shapes;
    const { outer, m, n, k } = sizesOf(attributes, a, b);
    return { shape: [...a.slice(0, -2), m, n], multiplyAdds: outer * m * n * k };
  },

  forward({ program, attributes, inputs: [a, b], output: y }) {
    emitProduct(program, sizesOf(attributes, a.shape, b.shape), { y: y.slot, a: a.slot, b: b.slot }, attributes);
  },

  backward({ program, attributes, inputs: [a, b], outputGradient, inputGradients: [da, db] }) {
    const sizes = sizesOf(attributes, a.shape, b.shape);
    const dy = outputGradient.slot;
    if (da) leftGradient(program, attributes, sizes, { da: da.slot, dy, b: b.slot });
    if (db) rightGradient(program, attributes, sizes, { db: db.slot, dy, a: a.slot });
  },
};

/** da = dy b', or for a transposed a its transpose, b dy'. */
function leftGradient(
  program: Program,
  { transposeA, transposeB }: Attributes,
  { outer, m, n, k }: Sizes,
  { da: y, dy, b }: { da: Slot; dy: Slot; b: Slot },
): void {
  if (transposeA)
    emitProduct(program, { outer, m: k, n: m, k: n }, { y, a: b, b: dy }, { transposeA: transposeB, transposeB: true });
  else emitProduct(program, { outer, m, n: k, k: n }, { y, a: dy, b }, { transposeB: !transposeB });
}

/** db = a' dy, or for a transposed b its transpose, dy' a. */
function rightGradient(
  program: Program,
  { transposeA, transposeB }: Attributes,
  { outer, m, n, k }: Sizes,
  { db: y, dy, a }: { db: Slot; dy: Slot; a: Slot },
): void {
  if (transposeB)
    emitProduct(program, { outer, m: n, n: k, k: m }, { y, a: dy, b: a }, { transposeA: true, transposeB: transposeA });
  else emitProduct(program, { outer, m: k, n, k: m }, { y, a, b: dy }, { transposeA: !transposeA });
}

/**
 * y[..., i, j] = the sum over l of a[..., i, l] b[..., l, j]: the product of two nodes' matrices, one for each place of the axes before.
 * Shapes: [..., m, k] and [..., k, n] -> [..., m, n]; with transposeA a is [..., k, m], with transposeB b is [..., n, k].
 * Gradient: da = dy b', db = a' dy, where ' exchanges the last two axes.
 * Source: as PyTorch's matmul, but that axes before the matrices are not broadcast.
 *
 * @throws FoveaError for unknown options, vectors, other sizes before the matrices, and inner sizes that differ.
 * @example
 * const scores = (queries: Node, keys: Node): Node => matmul({ transposeB: true })(queries, keys);
 */
export function matmul(options: MatmulOptions = {}): (a: Node, b: Node) => Node {
  checkLayerOptions("matmul", options, ["transposeA", "transposeB"]);
  const attributes = {
    transposeA: boolean("matmul.transposeA", options.transposeA ?? false),
    transposeB: boolean("matmul.transposeB", options.transposeB ?? false),
  };
  return combine(matmulOp, attributes, options.name);
}
