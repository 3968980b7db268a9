import type { Engine } from "../../../src/engine.ts";
import type { Node, Parameter } from "../../../src/graph/node.ts";
import { count } from "../../../src/graph/shape.ts";
import { ParameterBlock } from "../../../src/parameters.ts";
import { type Compiled, compile, type Purpose } from "../../../src/plan/compile.ts";
import { layOut } from "../../../src/plan/layout.ts";
import { Tape } from "../../../src/plan/tape.ts";
import { runGuarded } from "../../harness/guarded.ts";
import type { Array64 } from "../../harness/values.ts";
import { type Arguments, type Drawn, outputName, type Wanted, wantedOf } from "./drawn.ts";

/** What fovea computes; `gradients` in the order of the arguments asked for. */
export interface Results {
  readonly outputs: Float32Array[];
  readonly gradients: Float32Array[];
}

/** How the memory of a program is laid out: each slot apart with sentinels around it, or as in use, one taking another's place. */
export type Memory = "guarded" | "planned";

/** Forward and backward for the gradients `seeds` of the outputs, or without them inference. */
export async function run(
  engine: Engine,
  drawn: Drawn,
  at: Arguments,
  memory: Memory,
  seeds?: readonly Array64[],
): Promise<Results> {
  const { graph, batch, outputs } = drawn;
  const block = new ParameterBlock(engine, graph, "parameters");
  try {
    for (const [parameter, { data }] of at.parameters) block.set(parameter, data, parameter.path);
    const names = outputs.map(outputName);
    const purpose: Purpose = seeds ? { gradients: { inputs: graph.inputs, seeded: names } } : {};
    const compiled = compile(graph, block.slots, batch, purpose);
    const fill = (tape: Tape): void => {
      drawn.inputs.forEach((x, i) => {
        const tensor = compiled.inputs.get(x);
        if (tensor) tape.floats(tensor.slot).set(at.inputs[i].data);
      });
      seeds?.forEach(({ data }, i) => void tape.floats(compiled.seeds[names[i]].slot).set(data));
    };
    const read = (tape: Tape): Results => ({
      outputs: names.map((name) => tape.floats(compiled.outputs[name].slot).slice()),
      gradients: seeds ? wantedOf(drawn).map((each) => readGradient(tape, compiled, each)) : [],
    });
    return await (memory === "guarded" ? runGuarded : runPlanned)(engine, compiled, fill, read);
  } finally {
    block.dispose();
  }
}

/** Zeros where nothing that has a gradient leads to the outputs. */
function readGradient(tape: Tape, compiled: Compiled, { of, shape }: Wanted): Float32Array {
  const gradient = compiled.inputGradients.get(of as Node) ?? compiled.parameterGradients.get(of as Parameter);
  return gradient ? tape.floats(gradient.slot).slice() : new Float32Array(count(shape));
}

function runPlanned<T>(
  engine: Engine,
  { program }: Pick<Compiled, "program">,
  fill: (tape: Tape) => void,
  read: (tape: Tape) => T,
): Promise<T> {
  return engine.exclusive(async () => {
    const tape = new Tape(engine.core, program, layOut(program));
    const base = engine.core.allocate(tape.bytes);
    try {
      tape.place(base);
      engine.core.floats(base, tape.bytes / 4).fill(Number.NaN);
      fill(tape);
      await tape.runWithPrologue();
      return read(tape);
    } finally {
      tape.dispose();
      engine.core.free(base);
    }
  });
}
