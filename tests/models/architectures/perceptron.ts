import { dense, type Graph, graph, input, step } from "../../../src/index.ts";

/** Rosenblatt 1958, "The perceptron": the side of a plane on which a point lies, 1 or -1, and how far. */
export function perceptron({ features = 2 }: { features?: number } = {}): Graph {
  const x = input([features]);
  const score = dense({ units: 1 })(x);
  return graph(x, { score, side: step({ sign: true })(score) });
}
