import { expect, test } from "vitest";
import type { Engine } from "../../src/engine.ts";
import type { Optimizer } from "../../src/optimizers/optimizer.ts";
import type { Steps } from "../oracle/optimizers.ts";
import { sharedEngine } from "./engines.ts";
import { runSteps } from "./steps.ts";
import { expectNear, pseudoRandom } from "./values.ts";

/** One row of an optimizer's case table. */
export interface OptimizerCase {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly oracle: Steps;
  /** Largest difference of parameters to the oracle after STEPS steps, relative to the largest value (at least 1). */
  readonly tolerance: number;
}

const STEPS = 50;
/** Parameters that end inside, at and behind a vector of 4 and a block of 1024; the last are several chunks for threads. */
const COUNTS = [1, 3, 8, 1025, 40_003];

/** Registers the tests of one case: parameters after one step and after fifty, sentinels, builds and thread counts. */
export function checkOptimizer({ name, optimizer, oracle, tolerance }: OptimizerCase): void {
  for (const count of COUNTS) {
    const start = pseudoRandom(count, 1);
    const gradients = Array.from({ length: STEPS }, (_, step) => pseudoRandom(count, 2 + step));
    const expected = oracle(start, gradients);

    test(`${name}, ${count} parameters: as the oracle's after 1 and ${STEPS} steps, nothing written outside`, async () => {
      for (const fast of [false, true])
        for (const steps of [1, STEPS]) {
          const got = await run(await sharedEngine({ threads: 1, fast }), optimizer, start, gradients.slice(0, steps));
          expectNear(got, expected[steps - 1], tolerance, `step ${steps}`);
        }
    });

    test(`${name}, ${count} parameters: 1, 2 and 3 threads give the same bits`, async () => {
      const alone = await run(await sharedEngine({ threads: 1 }), optimizer, start, gradients);
      for (const threads of [2, 3])
        expect(await run(await sharedEngine({ threads }), optimizer, start, gradients)).toEqual(alone);
    });
  }
}

/** The parameters after one step for each of `gradients`. */
async function run(
  engine: Engine,
  optimizer: Optimizer,
  start: Float64Array,
  gradients: Float64Array[],
): Promise<Float32Array> {
  const [{ parameter }] = await runSteps(engine, optimizer, [{ start, gradients }], gradients.length);
  return parameter;
}
