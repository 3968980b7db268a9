import type { Engine } from "../../../src/engine.ts";
import { type Array64, largestDifference } from "../../harness/values.ts";
import {
  type Arguments,
  argumentsOf,
  type Drawn,
  draw64,
  moved,
  numbersOf,
  outputName,
  type Wanted,
  wantedOf,
} from "./drawn.ts";
import { oracleOutputs } from "./oracle.ts";
import { run } from "./run.ts";

/** What is wrong with a graph's results. */
export interface Finding {
  readonly what: string;
  readonly got: number;
  readonly expected: string;
}

/**
 * Largest difference of an output, and of a slope relative to the sum of its parts' magnitudes; both also relative to 1. Rounding
 * grows from op to op: a single one is held to far less by its own tests.
 */
export const TOLERANCE = { output: 1e-5, slope: 1e-5 };

/** How far arguments are moved for a difference. */
const STEP = 1e-6;

/** Outputs of training and inference against the oracles', gradients against differences, both memories against each other. */
export async function check(engine: Engine, drawn: Drawn): Promise<Finding[]> {
  const at = argumentsOf(drawn);
  const seeds = seedsOf(drawn);
  const trained = await run(engine, drawn, at, "guarded", seeds);
  const again = await run(engine, drawn, at, "planned", seeds);
  const inferred = await run(engine, drawn, at, "guarded");
  return [
    ...compareOutputs(drawn, "in training", trained.outputs, oracleOutputs(drawn, at, true)),
    ...compareOutputs(drawn, "in inference", inferred.outputs, oracleOutputs(drawn, at, false)),
    ...wantedOf(drawn).flatMap((wanted, i) => compareSlopes(drawn, wanted, i, trained.gradients[i])),
    ...[...trained.outputs, ...trained.gradients].flatMap((value, i) => {
      const other = [...again.outputs, ...again.gradients][i];
      const at = value.findIndex((number, k) => !Object.is(number, other[k]));
      return at < 0 ? [] : [{ what: "where memory is shared", got: other[at], expected: String(value[at]) }];
    }),
  ];
}

/** Gradients of the outputs. */
const seedsOf = ({ seed, outputs, batch, graph }: Drawn): Array64[] =>
  outputs.map((place, i) => draw64([batch, ...graph.outputs[outputName(place)].shape], numbersOf(seed, "gradient", i)));

function compareOutputs(
  { outputs }: Drawn,
  when: string,
  got: readonly Float32Array[],
  expected: readonly Array64[],
): Finding[] {
  return outputs.flatMap((place, i) => {
    const difference = largestDifference(got[i], expected[i].data);
    if (difference <= TOLERANCE.output) return [];
    return [{ what: `largest difference of output ${outputName(place)} ${when}`, got: difference, expected: "0" }];
  });
}

/** The slope of sum(dy y) along a direction of one argument: by its gradient, and by differences of the oracles. */
function compareSlopes(drawn: Drawn, wanted: Wanted, i: number, gradient: Float32Array): Finding[] {
  const direction = directionOf(drawn, wanted, i);
  const parts = [...gradient].map((value, k) => value * direction[k]);
  const got = parts.reduce((sum, part) => sum + part, 0);
  const size = parts.reduce((sum, part) => sum + Math.abs(part), 0);
  const allowed = TOLERANCE.slope * Math.max(1, size);
  const slope = slopeOf(drawn, wanted, i);
  if (Math.abs(slope - got) <= allowed) return [];
  // Beside a kink float32 may stand on its other side: then slopes nearby differ, and the gradient lies between them.
  const near = [slope, slopeOf(drawn, wanted, i, -10 * STEP), slopeOf(drawn, wanted, i, 10 * STEP)];
  if (got >= Math.min(...near) - allowed && got <= Math.max(...near) + allowed) return [];
  return [{ what: `slope along a direction of ${wanted.name}`, got, expected: slope.toPrecision(8) }];
}

const directionOf = ({ seed }: Drawn, { shape }: Wanted, i: number): Float64Array =>
  draw64(shape, numbersOf(seed, "direction", i)).data;

/** The sum of dy y over all outputs, of the oracle graph. */
export function projection(drawn: Drawn, at: Arguments, training: boolean): number {
  const seeds = seedsOf(drawn);
  return oracleOutputs(drawn, at, training).reduce(
    (sum, { data }, k) => data.reduce((part, y, p) => part + y * seeds[k].data[p], sum),
    0,
  );
}

/** Its central difference along the direction of argument `i`, `from` so far from where it stands. */
export function slopeOf(drawn: Drawn, wanted: Wanted, i: number, from = 0): number {
  const direction = directionOf(drawn, wanted, i);
  const at = argumentsOf(drawn);
  const total = (by: number): number => projection(drawn, moved(drawn, at, wanted, direction, by), true);
  return (total(from + STEP) - total(from - STEP)) / (2 * STEP);
}
