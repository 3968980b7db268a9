import { count, type Shape } from "../../src/graph/shape.ts";
import { checkOp, type OpCase } from "./checkOp.ts";
import { pseudoRandom } from "./values.ts";

/** Shape of a sample and batch; counts that end inside, at and behind a vector of 4 and a block of 1024. */
const rows: [shape: Shape, batch: number][] = [
  [[1], 1],
  [[3], 1],
  [[2, 2], 1],
  [[5], 1],
  [[7, 3], 3],
  [[8, 16, 4], 2],
  [[5, 41], 5],
  [[9, 13, 17], 3],
];

/** An activation that works on each element alone. */
export interface ElementwiseCase extends Pick<OpCase, "name" | "layer" | "oracle" | "tolerance"> {
  /** Inputs at which the gradient jumps. */
  readonly kinks?: readonly number[];
  /** Greatest magnitude of the inputs. Default 12, where sigmoids reach their limits. */
  readonly reach?: number;
  /** What inputs are drawn from, instead of all up to `reach`: where finite differences must miss a jump. */
  readonly draw?: (x: number) => number;
  /** Why finite differences make no sense. */
  readonly untrue?: string;
}

/** Where functions underflow and saturate, and the least numbers that f32 holds. */
const corners = [0, 1e-45, 1.17549435e-38, 1e-20, 6, 9.1, 13, 17, 20, 40, 85, 88.5, 89, 104, 110].map(Math.fround);
/** Numbers whose squares overflow, to near the greatest that f32 holds, and infinity; each alone, as tolerances are relative. */
const far = [1e20, 1e38, 2e38, Number.POSITIVE_INFINITY].map(Math.fround);
const bothSigns = (numbers: readonly number[]): number[] => numbers.flatMap((x) => [x, -x]);

/** Registers the tests of one activation: sizes, its kinks, numbers near 0 and far out, infinities and NaN. */
export function checkElementwise({ kinks = [], reach = 12, draw = (x) => x, untrue, ...each }: ElementwiseCase): void {
  const some = (shape: Shape, seed: number): Float64Array =>
    pseudoRandom(count(shape), seed).map((x) => Math.fround(draw(reach * x)));
  for (const [shape, batch] of rows)
    checkOp({
      ...each,
      name: `${each.name} [${batch}, ${shape.join(", ")}]`,
      shapes: [shape],
      batch,
      values: some,
      kinks: untrue,
    });
  const given = (name: string, values: readonly number[], why: string): void =>
    checkOp({
      ...each,
      name: `${each.name} ${name}`,
      shapes: [[values.length]],
      batch: 1,
      values: () => Float64Array.from(values),
      kinks: why,
    });
  if (kinks.length) given(`at ${kinks.join(", ")}`, kinks, "the gradient jumps there");
  given("of small numbers, and where it saturates", bothSigns(corners), "steps do not fit");
  for (const x of bothSigns(far)) given(`of ${x}`, [x], "steps do not fit");
  given("of NaN", [Number.NaN, 0.5], "a sum over NaN has no differences");
}
