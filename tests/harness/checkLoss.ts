import { expect, test } from "vitest";
import type { Engine } from "../../src/engine.ts";
import { graph } from "../../src/graph/graph.ts";
import { input } from "../../src/graph/input.ts";
import { count, type Shape } from "../../src/graph/shape.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { compile } from "../../src/plan/compile.ts";
import type { LossOracle } from "../oracle/losses/loss.ts";
import { cutSmall } from "./checkOp.ts";
import { sharedEngine } from "./engines.ts";
import { runGuarded } from "./guarded.ts";
import { move } from "./move.ts";
import { runPlaced } from "./placed.ts";
import { largestDifference, pseudoRandom } from "./values.ts";

/** One row of a loss's case table. */
export interface LossCase {
  readonly name: string;
  readonly loss: Loss;
  /** Shape of one sample of the output. */
  readonly shape: Shape;
  readonly batch: number;
  /** Labels, or values that are exact in f32. */
  readonly targets: ArrayLike<number>;
  /** The output; default pseudo-random from -1 to 1. Must be exact in f32. */
  readonly output?: Float64Array;
  readonly oracle: LossOracle;
  /** Largest difference to the oracle, relative to the largest value (at least 1). */
  readonly tolerance: number;
  /** Where finite differences make no sense: kinks that the values hit. Says why. */
  readonly kinks?: string;
}

interface Problem extends LossCase {
  output: Float64Array;
  scale: Float64Array;
}

type Results = Record<"losses" | "gradient" | "correct", Float32Array | null>;

/** Registers the tests of one case: losses and gradient, sentinels, without a gradient, builds, threads, and the oracle itself. */
export function checkLoss(each: LossCase): void {
  const problem = pose(each);
  const { losses, gradient, correct } = each.oracle(problem.output, each.targets, problem.scale);

  test(`${each.name}: losses and gradient as the oracle's, nothing written outside`, async () => {
    for (const fast of [false, true]) {
      const got = await run(await sharedEngine({ threads: 1, fast }), problem, true);
      expect(largestDifference(got.losses as Float32Array, losses), "losses").toBeLessThanOrEqual(each.tolerance);
      expect(largestDifference(got.gradient as Float32Array, gradient), "gradient").toBeLessThanOrEqual(each.tolerance);
      expect(got.correct && [...got.correct]).toEqual(correct ? [...correct] : null);
    }
  });

  test(`${each.name}: 1, 2 and 3 threads, with and without a gradient, give the same bits`, async () => {
    const alone = await run(await sharedEngine({ threads: 1 }), problem, true);
    for (const threads of [2, 3]) expect(await run(await sharedEngine({ threads }), problem, true)).toEqual(alone);
    expect(await run(await sharedEngine({ threads: 1 }), problem, false)).toEqual({ ...alone, gradient: null });
  });

  test(`${each.name}: the same bits where memory is shared`, async () => {
    const engine = await sharedEngine({ threads: 2 });
    for (const gradient of [true, false])
      expect(await run(engine, problem, gradient, runPlaced)).toEqual(await run(engine, problem, gradient));
  });

  const unchecked = each.kinks ? ` (${each.kinks})` : "";
  test.skipIf(each.kinks)(`${each.name}: the oracle's gradient as finite differences${unchecked}`, () => {
    const total = (output: Float64Array): number =>
      each.oracle(output, each.targets, problem.scale).losses.reduce((sum, loss) => sum + loss, 0);
    for (const seed of [1, 2, 3]) {
      const direction = pseudoRandom(gradient.length, 300 + seed);
      const moved = (by: number): Float64Array => problem.output.map((value, i) => value + by * direction[i]);
      const slope = (total(moved(1e-5)) - total(moved(-1e-5))) / 2e-5;
      const exact = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
      const magnitude = Math.max(1, Math.abs(exact), 1e-4 * Math.abs(total(problem.output)));
      expect(Math.abs(slope - exact) / magnitude).toBeLessThanOrEqual(1e-6);
    }
  });
}

/** Scales differ from row to row, one of them 0, as those of weighted samples do. */
function pose(each: LossCase): Problem {
  const output = each.output ?? pseudoRandom(each.batch * count(each.shape), 1);
  const targets = each.loss.targets(each.shape);
  const nodes = [each.shape, ...(targets ? [targets.shape] : [])].map((shape) => input(shape));
  const rows = each.batch * count(each.loss.of(nodes[0], nodes[1]).shape);
  const scale = Float64Array.from({ length: rows }, (_, row) => (row === 1 ? 0 : Math.fround((row + 1) / rows)));
  return { ...each, output, scale };
}

async function run(
  engine: Engine,
  { loss, shape, batch, output, targets, scale }: Problem,
  gradient: boolean,
  runIn: typeof runGuarded = runGuarded,
): Promise<Results> {
  const x = input(shape);
  const compiled = compile(graph(x, move(x)), new Map(), batch, {
    losses: { output: loss },
    ...(gradient && { gradients: { inputs: [x] } }),
  });
  if (engine.info.threads > 1) cutSmall(compiled.program);
  const slots = compiled.losses.output;
  return runIn(
    engine,
    compiled,
    (tape) => {
      tape.floats(compiled.inputs.get(x)!.slot).set(output);
      tape.floats(slots.scale).set(scale);
      if (slots.targets) tape.floats(slots.targets).set(targets);
    },
    (tape) => ({
      losses: tape.floats(slots.losses).slice(),
      correct: slots.correct && tape.floats(slots.correct).slice(),
      gradient: gradient ? tape.floats(compiled.inputGradients.get(x)!.slot).slice() : null,
    }),
  );
}
