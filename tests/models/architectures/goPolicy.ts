import { bias, conv2d, flatten, type Graph, graph, input, named, relu, sequential } from "../../../src/index.ts";

export interface GoPolicyOptions {
  filters?: number;
  /** Convolutions of 3x3. */
  layers?: number;
}

/** The policy network of Silver et al. 2016, "Mastering the game of Go": a logit for each of the 361 points. */
export function goPolicy({ filters = 192, layers = 11 }: GoPolicyOptions = {}): Graph {
  const board = input([19, 19, 48], { name: "board" });
  const conv = (kernel: number) => sequential(conv2d({ filters, kernel, padding: "same" }), relu());
  const body = named("body", sequential(conv(5), ...Array.from({ length: layers }, () => conv(3))));
  const points = sequential(conv2d({ filters: 1, kernel: 1, bias: false }), flatten(), bias()); // a bias for each point
  return graph(board, named("points", points)(body(board)));
}
