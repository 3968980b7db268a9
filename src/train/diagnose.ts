import type { Network } from "../network.ts";
import type { Plan } from "./plan.ts";

const firstBad = (values: Float32Array): number => values.findIndex((value) => !Number.isFinite(value));

/**
 * Says where the first number that is not finite came from, by running the forward pass again layer by layer; the
 * inputs of the step that failed are filled in by `fill`. The parameters are still those before that step. Loaded when it happens, so
 * that pages need not load it: nothing is imported here.
 */
export function explainNonFinite(
  network: Network,
  planned: () => Plan,
  step: number,
  fill: (plan: Plan) => void,
): Promise<string> {
  return network.engine.exclusive(async () => {
    const plan = planned();
    network.engine.prepare(plan.tape);
    fill(plan);
    const culprit = brokenParameter(network) ?? (await firstCulprit(network, plan)) ?? noCulprit;
    return `step ${step}: the loss or its gradient is not finite; ${culprit}. Hint: lower the learning rate, or scale the inputs.`;
  });
}

const kept = "the parameters are as before this step";
const noCulprit = `its gradients are the first numbers that are not; ${kept}`;

/** Finite gradients times a learning rate can still be too large: then the step before broke the parameters. */
function brokenParameter({ graph, parameterBlock }: Network): string | null {
  for (const [parameter, path] of graph.trained)
    if (firstBad(parameterBlock.view(parameter)) >= 0)
      return `parameter ${path} holds a number that is not, from the step before or from where it was set`;
  return null;
}

async function firstCulprit({ graph }: Network, plan: Plan): Promise<string | null> {
  const prologue = plan.tape.runWithPrologue(0);
  if (prologue) await prologue;
  let before = 0;
  for (const [node, calls] of plan.done) {
    if (!graph.paths.has(node)) break; // the losses' own nodes come last, and are told as the loss
    const running = plan.tape.run(before, calls);
    if (running) await running;
    before = calls;
    const bad = firstBad(plan.tape.floats(plan.values.get(node)!.slot));
    if (bad < 0) continue;
    const sample = Math.floor(bad / (plan.tape.floats(plan.values.get(node)!.slot).length / plan.batch));
    return `layer ${graph.paths.get(node)} (${node.op?.name}) gave the first number that is not, for sample ${sample} of the batch; ${kept}`;
  }
  const running = plan.tape.run(before, plan.forwardCalls);
  if (running) await running;
  for (const [name, { loss, losses }] of Object.entries(plan.losses))
    if (firstBad(plan.tape.floats(losses)) >= 0)
      return `the loss of output ${name} (${loss.name}) is the first number that is not; ${kept}`;
  return null;
}
