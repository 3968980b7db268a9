import { Slot } from "../../bindings/slot.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { count } from "../../src/graph/shape.ts";
import { compile } from "../../src/plan/compile.ts";
import { layOut, layoutBytes } from "../../src/plan/layout.ts";

/** Bytes that a plan needs besides parameters. */
export interface PlanSizes {
  /** Activations, packed weights and each thread's workspace, as planned. */
  readonly bytes: number;
  /** The largest set of them alive at one time: no plan can be smaller. */
  readonly lowerBound: number;
}

/** What inference of `batch` samples needs on `threads` threads. */
export function planSizes(graph: Graph, batch: number, threads: number): PlanSizes {
  const slots = new Map(
    [...graph.parameters].map(([parameter, path]) => [parameter, new Slot(path, count(parameter.shape) * 4)]),
  );
  const layout = layOut(compile(graph, slots, batch, {}).program);
  return { bytes: layoutBytes(layout, threads), lowerBound: layout.lowerBound };
}
