import type { Engine } from "../engine.ts";
import type { Graph } from "../graph/graph.ts";
import type { ParameterBlock } from "../parameters.ts";
import type { Plan } from "./plan.ts";
import { FoveaError } from "../error.ts";

const firstBad = (values: Float32Array): number => values.findIndex((value) => !Number.isFinite(value));

/**
 * Finds where the first number that is not finite came from, by running the forward pass again layer by layer; the
 * inputs of the step that failed are filled in by `fill`. The parameters are still those before that step.
 */
export function explainNonFinite(engine: Engine, graph: Graph, plan: Plan, parameters: ParameterBlock, step: number, fill: () => void): Promise<FoveaError> {
  return engine.exclusive(async () => {
    engine.prepare(plan.tape);
    fill();
    const culprit = (await firstCulprit(graph, plan, parameters)) ?? "the gradients are the first numbers that are not finite";
    return new FoveaError(
      "non-finite",
      `step ${step}: the loss or its gradient is not finite; ${culprit}. The parameters are as before this step. Hint: lower the learning rate, or scale the inputs.`,
    );
  });
}

async function firstCulprit(graph: Graph, plan: Plan, parameters: ParameterBlock): Promise<string | null> {
  for (const [parameter, path] of graph.parameters)
    if (firstBad(parameters.view(parameter)) >= 0) return `parameter ${path} holds a number that is not finite`;
  const prologue = plan.tape.runWithPrologue(0);
  if (prologue) await prologue;
  let before = 0;
  for (const [node, calls] of plan.done) {
    const running = plan.tape.run(before, calls);
    if (running) await running;
    before = calls;
    const bad = firstBad(plan.tape.floats(plan.values.get(node)!.slot));
    if (bad < 0) continue;
    const sample = Math.floor(bad / (plan.tape.floats(plan.values.get(node)!.slot).length / plan.batch));
    return `layer ${graph.paths.get(node)} (${node.op?.name}) gave the first one, for sample ${sample} of the batch`;
  }
  const running = plan.tape.run(before, plan.forwardCalls);
  if (running) await running;
  for (const [name, { loss, losses }] of Object.entries(plan.losses))
    if (firstBad(plan.tape.floats(losses)) >= 0) return `the loss of output ${name} (${loss.name}) is the first one`;
  return null;
}
