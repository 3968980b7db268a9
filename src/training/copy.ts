import { fail, show } from "../error.ts";
import { Model } from "../model.ts";
import { Network } from "../network.ts";

/** A model of the same graph and parameters in memory of its own, to try things on: whatever comes, the first stays as it is. */
export function copyOf(where: string, net: Model): Model {
  if (!(net instanceof Model))
    fail("option", { where, got: show(net), expected: "a model", hint: "await model(graph, { engine }) makes one" });
  net.network.checkWhole();
  const copy = new Network(net.graph, net.engine, net.classes);
  for (const [parameter, path] of net.graph.parameters)
    copy.parameterBlock.set(parameter, net.network.parameterBlock.view(parameter), path);
  return new Model(copy);
}
