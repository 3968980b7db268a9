// Elementwise ops may write over what they read: then they must give the same bits as in memory of their own.
import { describe, expect, test } from "vitest";
import { count } from "../../src/graph/shape.ts";
import {
  add,
  averagePool2d,
  type Graph,
  graph,
  input,
  multiply,
  type Node,
  relu,
  relu6,
  sigmoid,
  silu,
  tanh,
} from "../../src/index.ts";
import { type Compiled, compile, type Purpose } from "../../src/plan/compile.ts";
import { layOut } from "../../src/plan/layout.ts";
import { Tape } from "../../src/plan/tape.ts";
import { sharedEngine } from "../harness/engines.ts";
import { runGuarded } from "../harness/guarded.ts";
import { pseudoRandom } from "../harness/values.ts";

const engine = await sharedEngine({ threads: 2 });
const BATCH = 2;
const [x, channels] = [input([40, 13, 5], { name: "x" }), input([5], { name: "channels" })];

/** To another place in memory, and back for the gradient, which needs no values. */
const move = averagePool2d({ window: 1 });

const reads = (node: Node, source: Node): boolean => node === source || node.inputs.some((from) => reads(from, source));

type Results = Record<string, Float32Array>;

function fill(tape: Tape, { inputs, seeds }: Compiled): void {
  for (const [i, { slot, shape }] of [...inputs.values(), ...Object.values(seeds)].entries())
    tape.floats(slot).set(pseudoRandom(count(shape), i).map((value) => 4 * value));
}

function read(tape: Tape, { outputs, inputGradients }: Compiled): Results {
  const all = [...Object.values(outputs), ...inputGradients.values()];
  return Object.fromEntries(all.map(({ slot }) => [slot.label, tape.floats(slot).slice()]));
}

/** With the memory that the planner gives; says whether an output took an input's. */
async function planned(compiled: Compiled): Promise<{ results: Results; taken: boolean }> {
  const layout = layOut(compiled.program);
  const tape = new Tape(engine.core, compiled.program, layout);
  const base = engine.core.allocate(tape.bytes);
  tape.place(base);
  fill(tape, compiled);
  await tape.runWithPrologue();
  const results = read(tape, compiled);
  tape.dispose();
  engine.core.free(base);
  const taken = compiled.program.calls.some(({ inPlace }) => {
    const [place, ...others] = inPlace?.map((slot) => layout.offsets.get(slot)) ?? [];
    return others.includes(place);
  });
  return { results, taken };
}

describe.each<[string, (h: Node) => Node]>([
  ["relu", relu()],
  ["relu6", relu6()],
  ["sigmoid", sigmoid()],
  ["silu", silu()],
  ["tanh", tanh()],
  ["add", (h) => add()(h, move(x))],
  ["add of channels", (h) => add()(h, channels)],
  ["multiply", (h) => multiply()(h, move(x))],
  ["multiply with channels", (h) => multiply()(channels, h)],
])("%s", (_, op) => {
  const build = (): Graph => {
    const y = move(op(move(x)));
    return graph(reads(y, channels) ? [x, channels] : x, y);
  };

  test.each<[string, Purpose]>([
    ["inference", {}],
    ["training", { gradients: { inputs: [x], seeded: ["output"] } }],
  ])("in %s", async (__, purpose) => {
    const compiled = compile(build(), new Map(), BATCH, purpose);
    const { results, taken } = await planned(compiled);
    expect(taken).toBe(true);
    const apart = await runGuarded(
      engine,
      compiled,
      (tape) => fill(tape, compiled),
      (tape) => read(tape, compiled),
    );
    expect(results).toEqual(apart);
  });
});
