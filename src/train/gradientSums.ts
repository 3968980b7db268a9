import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import type { Parameter } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import { ParameterBlock } from "../parameters.ts";
import { flatWork, type Program } from "../plan/program.ts";

/** Sums of the gradients of a batch that is computed in parts. Memory is taken with the first of them. */
export class GradientSums {
  readonly #engine: Engine;
  readonly #parameters: ReadonlyMap<Parameter, string>;
  #block: ParameterBlock | null = null;

  constructor(engine: Engine, parameters: ReadonlyMap<Parameter, string>) {
    this.#engine = engine;
    this.#parameters = parameters;
  }

  /** Emits sum = gradient for the first part of a batch, sum += gradient for others; returns the sums. */
  emit(program: Program, gradients: ReadonlyMap<Parameter, Slot>, first: boolean): Map<Parameter, Slot> {
    this.#block ??= new ParameterBlock(this.#engine, { parameters: this.#parameters }, "sums of gradients");
    const { slots } = this.#block;
    const sums = new Map([...gradients.keys()].map((parameter) => [parameter, slots.get(parameter) as Slot]));
    program.together(() => {
      for (const [parameter, y] of sums) {
        const elements = count(parameter.shape);
        const x = gradients.get(parameter) as Slot;
        if (first) program.emit(kernels.copy, { y, x, count: elements }, flatWork(elements, 1));
        else program.emit(kernels.add, { y, a: y, b: x, count: elements }, flatWork(elements, 1));
      }
    });
    return sums;
  }

  dispose(): void {
    this.#block?.dispose();
  }
}
