import { checkOptions, fail, show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Loss } from "../losses/loss.ts";

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
    each.rows([1, ...graph.outputs[name].shape]);
  }
  return { ...losses };
}

const isLoss = (value: unknown): value is Loss =>
  typeof (value as Loss)?.emit === "function" && typeof (value as Loss).rows === "function";

/** Names what losses a plan was made for. */
export const lossKey = (losses: Readonly<Record<string, Loss>>): string =>
  JSON.stringify(Object.entries(losses).map(([name, loss]) => [name, loss.name, loss.options]));
