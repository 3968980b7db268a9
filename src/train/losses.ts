import { checkOptions, fail, show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Loss } from "../losses/loss.ts";
import { withLosses } from "../plan/lossNodes.ts";

/** `loss` as a record by output name, checked against the graph's outputs. */
export function checkLosses(
  graph: Graph,
  loss: Loss | Readonly<Record<string, Loss>>,
  where: string,
): Record<string, Loss> {
  const names = Object.keys(graph.outputs);
  if (typeof loss !== "object" || loss === null)
    fail("option", { where, got: show(loss), expected: "a loss", hint: "softmaxCrossEntropy() makes one" });
  const losses = isLoss(loss) ? { [names[0]]: loss } : loss;
  if (isLoss(loss) && names.length > 1)
    fail("option", { where, got: "one loss", expected: `a record of losses for outputs ${names.join(", ")}` });
  checkOptions(where, losses, names);
  if (!Object.keys(losses).length) fail("option", { where, got: "no loss", expected: "at least one" });
  for (const [name, each] of Object.entries(losses)) {
    if (!isLoss(each))
      fail("option", {
        where: `${where}.${name}`,
        got: show(each),
        expected: "a loss",
        hint: "softmaxCrossEntropy() makes one",
      });
  }
  withLosses(graph, losses);
  return { ...losses };
}

/** Losses that training can make small, checked as {@link checkLosses} does. */
export function checkScalarLosses(...given: Parameters<typeof checkLosses>): Record<string, Loss> {
  const losses = checkLosses(...given);
  for (const [name, { reduction }] of Object.entries(losses))
    if (reduction === "none")
      fail("option", {
        where: Object.keys(losses).length > 1 ? `${given[2]}.${name}` : given[2],
        got: 'a loss with reduction "none"',
        expected: '"mean" or "sum", which make it one number',
      });
  return losses;
}

const isLoss = (value: unknown): value is Loss =>
  typeof (value as Loss)?.of === "function" && typeof (value as Loss).targets === "function";

/** Names what losses a plan was made for. */
export const lossKey = (losses: Readonly<Record<string, Loss>>): string =>
  JSON.stringify(Object.entries(losses).map(([name, loss]) => [name, loss.name, loss.identity ?? null, loss.options]));
