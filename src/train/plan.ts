import type { Engine } from "../engine.ts";
import { FoveaError, fail } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import { type Compiled, compile, type ParameterSlots, type Purpose } from "../plan/compile.ts";
import { type Layout, layOut, layoutBytes } from "../plan/layout.ts";
import { Tape, tapeBytes } from "../plan/tape.ts";

/** A compiled graph in memory, ready to run on its engine. */
export interface Plan extends Compiled {
  readonly tape: Tape;
}

/** Compiles and plans `graph` for `batch` samples; throws before anything is allocated when it would not fit. */
export function makePlan(engine: Engine, graph: Graph, slots: ParameterSlots, batch: number, purpose: Purpose): Plan {
  const compiled = compile(graph, slots, batch, purpose);
  const layout = layOut(compiled.program);
  if (!fits(engine, compiled, layout)) tooLarge(engine, graph, slots, batch, purpose, layout);
  return {
    ...compiled,
    tape: new Tape(engine.core, compiled.program, layout, engine.allocate(tapeBytes(compiled.program))),
  };
}

const fits = (engine: Engine, { program }: Compiled, layout: Layout): boolean =>
  engine.fits(layoutBytes(layout, engine.core.threads), tapeBytes(program));

function tooLarge(
  engine: Engine,
  graph: Graph,
  slots: ParameterSlots,
  batch: number,
  purpose: Purpose,
  layout: Layout,
): never {
  const fitsWith = (size: number): boolean => {
    try {
      const compiled = compile(graph, slots, size, purpose);
      return fits(engine, compiled, layOut(compiled.program));
    } catch (error) {
      if (error instanceof FoveaError && error.code === "shape") return false; // a layer needs more samples than that
      throw error;
    }
  };
  let [low, high] = [0, batch]; // low fits, or is 0; high does not
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fitsWith(middle)) low = middle;
    else high = middle;
  }
  fail("memory", {
    where: purpose.gradients ? "training plan" : "inference plan",
    got: `${mebibytes(layoutBytes(layout, engine.core.threads))} of activations and workspace for a batch of ${batch}`,
    expected: `what fits under the limit of ${mebibytes(engine.core.memoryLimit)}, ${mebibytes(engine.core.heap.top)} in use`,
    hint: low ? `a batch of ${low} would fit` : "not even a batch of 1 would fit",
  });
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
