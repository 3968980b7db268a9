import * as kernels from "../bindings/kernels.ts";
import { Slot, storage } from "../bindings/slot.ts";
import type { Engine } from "./engine.ts";
import { fail, show } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import { deviation } from "./graph/initializer.ts";
import type { Parameter } from "./graph/node.ts";
import { count } from "./graph/shape.ts";
import { layOut } from "./plan/layout.ts";
import { flatWork, Program } from "./plan/program.ts";
import { Tape } from "./plan/tape.ts";
import { purpose, seedKey } from "./random.ts";

/** Values for each parameter of a graph, in one block of an engine's memory: the parameters themselves, or optimizer state. */
export class ParameterBlock {
  readonly slots: ReadonlyMap<Parameter, Slot>;
  readonly bytes: number;
  readonly #engine: Engine;
  readonly #address: number;

  constructor(engine: Engine, { parameters }: Pick<Graph, "parameters">, what: string) {
    this.#engine = engine;
    const slots = new Map<Parameter, Slot>();
    const offsets = new Map<Slot, number>();
    let bytes = 0;
    for (const [parameter, path] of parameters) {
      const slot = new Slot(path, count(parameter.shape) * 4);
      slots.set(parameter, slot);
      offsets.set(slot, bytes);
      bytes += Math.ceil(storage(slot.bytes) / 64) * 64;
    }
    if (!engine.fits(0, bytes))
      fail("memory", {
        where: what,
        got: `${bytes} bytes`,
        expected: `what fits under the limit of ${engine.core.memoryLimit} bytes, ${engine.core.heap.top} in use`,
      });
    this.slots = slots;
    this.bytes = bytes;
    this.#address = engine.allocate(bytes);
    for (const [slot, offset] of offsets) slot.place(this.#address + offset);
  }

  /** The memory itself, not a copy; stale when memory grows. */
  view(parameter: Parameter): Float32Array {
    const slot = this.slots.get(parameter) as Slot;
    return this.#engine.core.floats(slot.address, slot.bytes / 4);
  }

  set(parameter: Parameter, values: ArrayLike<number>, where: string): void {
    const view = this.view(parameter);
    if (values.length !== view.length)
      fail("shape", { where, got: `${show(values)}`, expected: `${view.length} numbers` });
    view.set(values);
  }

  clear(): void {
    for (const parameter of this.slots.keys()) this.view(parameter).fill(0);
  }

  dispose(): void {
    this.#engine.core.free(this.#address);
  }
}

/** Fills `block` with each parameter's first values: a function of the seed and the parameter's place alone. */
export async function initialize(engine: Engine, graph: Graph, block: ParameterBlock, seed: number): Promise<void> {
  const [seedLow, seedHigh] = seedKey(seed);
  const program = new Program();
  for (const [stream, parameter] of [...graph.parameters.keys()].entries()) {
    const random = { seedLow, seedHigh, stream, step: 0, purpose: purpose.init };
    draw(program, parameter, block.slots.get(parameter) as Slot, random);
  }
  if (!program.calls.length) return;
  const tape = new Tape(engine.core, program, layOut(program));
  await engine.exclusive(async () => {
    if (tape.needsExtension) await engine.extend();
    engine.prepare(tape);
    await tape.run();
  });
  tape.dispose();
}

type Random = Record<"seedLow" | "seedHigh" | "stream" | "step" | "purpose", number>;

/** Emits the call that draws one parameter. */
function draw(program: Program, { shape, initializer, fanIn, fanOut }: Parameter, y: Slot, random: Random): void {
  const elements = count(shape);
  if (initializer.kind === "constant") {
    program.emit(kernels.fill, { y, count: elements, value: initializer.value }, flatWork(elements));
    return;
  }
  const sigma = deviation(initializer, fanIn, fanOut);
  if (initializer.kind === "normal") {
    const args = { y, count: elements, mean: 0, deviation: sigma, ...random };
    program.emit(kernels.randomNormal, args, flatWork(elements, 32));
  } else {
    const limit = sigma * Math.sqrt(3);
    program.emit(
      kernels.randomUniform,
      { y, count: elements, low: -limit, high: limit, ...random },
      flatWork(elements, 16),
    );
  }
}
