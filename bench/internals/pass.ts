import type { Engine } from "../../src/engine.ts";
import { type Graph, graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import type { BackwardSite, Op, Tensor } from "../../src/ops/op.ts";
import { ParameterBlock } from "../../src/parameters.ts";
import { type Compiled, compile, type Purpose } from "../../src/plan/compile.ts";
import { layOut } from "../../src/plan/layout.ts";
import { slotsOf } from "../../src/plan/program.ts";
import { Tape, tapeBytes } from "../../src/plan/tape.ts";
import type { Plan } from "../../src/train/plan.ts";

/** What is timed of one op: its result, or the gradient of its inputs, of its parameters, or (`backward`) of both. */
export type PassKind = "forward" | "inputGradient" | "weightGradient" | "backward";

export interface PassOptions {
  readonly kind: PassKind;
  /** Whether a forward pass computes as a backward pass needs it: statistics of the batch, say, and what is kept. */
  readonly training: boolean;
  /** Places of the inputs whose gradients `backward` computes. Default all. */
  readonly gradients?: readonly number[];
}

/** Numbers for inputs and the output's gradient by place, and for parameters by path. */
export interface PassValues {
  readonly inputs: readonly Float32Array[];
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly outputGradient: Float32Array;
}

/** One op of a graph of that op alone, ready to be run again and again: no copies in or out, weights already packed. */
export class OpPass {
  readonly #plan: Plan;
  readonly #block: ParameterBlock;
  readonly #result: Tensor;
  readonly #from: number;
  readonly #to: number;

  static async create(
    engine: Engine,
    net: Graph,
    batch: number,
    options: PassOptions,
    values: PassValues,
  ): Promise<OpPass> {
    const alone = options.kind === "inputGradient" ? withoutParameterGradients(net) : net;
    const pass = new OpPass(engine, alone, batch, options);
    await pass.#fill(engine, alone, values);
    return pass;
  }

  private constructor(engine: Engine, net: Graph, batch: number, { kind, training, gradients }: PassOptions) {
    const wanted = gradients?.map((place) => net.inputs[place]) ?? net.inputs;
    const inputs = kind === "inputGradient" || kind === "backward" ? wanted : [];
    const purpose: Purpose =
      kind === "forward" && !training ? {} : { gradients: { inputs, seeded: Object.keys(net.outputs) } };
    this.#block = new ParameterBlock(engine, net, "parameters");
    const compiled = compile(net, this.#block.slots, batch, purpose);
    if (kind !== "forward") keepForBackward(compiled);
    const layout = layOut(compiled.program);
    const tape = new Tape(engine.core, compiled.program, layout, engine.allocate(tapeBytes(compiled.program)));
    this.#plan = { ...compiled, tape };
    this.#result = resultOf(this.#plan, kind);
    const { forwardCalls, program } = this.#plan;
    this.#from = kind === "forward" ? 0 : forwardCalls;
    this.#to = kind === "forward" ? forwardCalls : program.calls.length;
  }

  async #fill(engine: Engine, net: Graph, values: PassValues): Promise<void> {
    for (const [parameter, path] of net.parameters) this.#block.set(parameter, values.parameters[path], path);
    const { tape, inputs, seeds } = this.#plan;
    if (tape.needsExtension) await engine.extend();
    engine.prepare(tape);
    net.inputs.forEach((node, i) => {
      tape.floats(inputs.get(node)!.slot).set(values.inputs[i]);
    });
    for (const { slot } of Object.values(seeds)) tape.floats(slot).set(values.outputGradient);
    await tape.runWithPrologue();
  }

  run(): void | Promise<void> {
    return this.#plan.tape.run(this.#from, this.#to);
  }

  /** What the pass computed: a view, not a copy. */
  get result(): Float32Array {
    return this.#plan.tape.floats(this.#result.slot);
  }

  dispose(): void {
    this.#plan.tape.dispose();
    this.#block.dispose();
  }
}

function resultOf({ outputs, inputGradients, parameterGradients }: Plan, kind: PassKind): Tensor {
  if (kind === "forward") return Object.values(outputs)[0];
  const gradients = [...inputGradients.values(), ...parameterGradients.values()];
  return kind === "weightGradient" ? [...parameterGradients.values()][0] : gradients[0];
}

/** What the forward pass leaves must outlast the backward pass, which is run again and again. */
function keepForBackward({ program, forwardCalls }: Compiled): void {
  for (const call of program.calls.slice(0, forwardCalls))
    for (const { root } of slotsOf(call)) {
      program.filled.add(root);
      program.results.add(root);
    }
}

/** The same graph, but its op is never asked for the gradients of parameters. */
function withoutParameterGradients(net: Graph): Graph {
  const [[name, node]] = Object.entries(net.outputs);
  const op = node.op as unknown as Op<object>;
  const backward = (site: BackwardSite<object>, saved: unknown): void => {
    const none = Object.keys(site.parameterGradients).map((key) => [key, null]);
    op.backward({ ...site, parameterGradients: Object.fromEntries(none) }, saved);
  };
  const masked: Node = { ...node, op: { ...op, backward } as unknown as Op<never> };
  return graph(net.inputs, { [name]: masked });
}
