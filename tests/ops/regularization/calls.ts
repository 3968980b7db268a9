import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import type { Layer } from "../../../src/graph/node.ts";
import type { Shape } from "../../../src/graph/shape.ts";
import { compile } from "../../../src/plan/compile.ts";

/** Kernels that a layer without parameters calls in inference, or forward and backward in training. */
export function callsOf(layer: Layer, shape: Shape, training: boolean): string[] {
  const x = input(shape, { name: "x" });
  const purpose = training ? { gradients: { inputs: [x], seeded: ["output"] } } : {};
  return compile(graph(x, layer(x)), new Map(), 2, purpose).program.calls.map(({ kernel }) => kernel.name);
}
