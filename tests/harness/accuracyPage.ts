import type { Differences, GoldenCase } from "./goldenCase.ts";

/** A case and how far its results are from PyTorch's. */
export type Compared = readonly [each: GoldenCase, differences: Differences];

const INTRODUCTION = `# Accuracy

Every layer against PyTorch in float64: the output and the gradients of all inputs and parameters. A difference is relative to the
largest number of the result that PyTorch has, or to 1 where that is less; float32 rounds by 6e-8. The strict build gives the same
bits on every machine and runtime, so these figures do too.

Written by \`npm run docs\` from the cases of tests/golden/ops; \`npm test\` fails when it is stale.
`;

/** docs/accuracy.md: a row for each layer, in the order of the alphabet. */
export function accuracyPage(all: readonly Compared[]): string {
  const layers = [...new Set(all.map(([{ layer }]) => layer))].sort();
  const rows = layers.map((layer) =>
    row(
      layer,
      all.filter(([each]) => each.layer === layer),
    ),
  );
  return [
    INTRODUCTION,
    `${all.length} cases of ${layers.length} layers.\n`,
    "| layer | cases | largest difference | of | tolerance |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function row(layer: string, compared: readonly Compared[]): string {
  const all = compared.flatMap(([, differences]) => Object.entries(differences));
  const [result, difference] = all.reduce((worst, each) => (each[1] > worst[1] ? each : worst));
  const tolerance = Math.max(...compared.map(([each]) => each.tolerance));
  const of = result === "y" ? "output" : `gradient of ${result.slice(1)}`;
  return `| ${layer} | ${compared.length} | ${short(difference)} | ${difference ? of : ""} | ${short(tolerance)} |`;
}

/** Two digits, `1e-5` without those that are 0. */
const short = (value: number): string => (value === 0 ? "0" : value.toExponential(1).replace(".0e", "e"));
