import type { Array64 } from "../../harness/values.ts";
import type { Arguments, Drawn, Use } from "./drawn.ts";

/** One use in f64, of values that stand. */
export function oracleOf({ made, from }: Use, values: readonly Array64[], at: Arguments, training: boolean): Array64 {
  const { forward, inference } = made.oracle;
  const parameters = Object.fromEntries(
    Object.entries(made.parameters).map(([key, parameter]) => [key, at.parameters.get(parameter) as Array64]),
  );
  const inputs = from.map((place) => values[place]);
  return (training || !inference ? forward : inference).call(made.oracle, inputs, parameters);
}

/** Every output of the graph, the uses' oracles one after the other. */
export function oracleOutputs({ uses, outputs }: Drawn, at: Arguments, training: boolean): Array64[] {
  const values = [...at.inputs];
  for (const use of uses) values.push(oracleOf(use, values, at, training));
  return outputs.map((place) => values[place]);
}
