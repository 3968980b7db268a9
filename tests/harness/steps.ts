import type { Engine } from "../../src/engine.ts";
import type { Shape } from "../../src/graph/shape.ts";
import type { Optimizer } from "../../src/optimizers/optimizer.ts";
import { Program } from "../../src/plan/program.ts";
import { runGuarded } from "./guarded.ts";

/** A parameter: where it begins, and the gradient of each step. */
export interface Descent {
  readonly start: Float64Array;
  readonly gradients: readonly Float64Array[];
  /** Default `layer<i>/kernel`. */
  readonly path?: string;
  /** Default a vector. */
  readonly shape?: Shape;
}

/** What an optimizer makes of the parameters in `steps` steps, and of its state for each. */
export function runSteps(
  engine: Engine,
  optimizer: Optimizer,
  descents: readonly Descent[],
  steps: number,
): Promise<{ parameter: Float32Array; state: Record<string, Float32Array> }[]> {
  const program = new Program();
  const tensors = descents.map(({ start, path, shape = [start.length] }, i) => {
    const place = path ?? `layer${i}/kernel`;
    const kept = optimizer.state.filter((name) => optimizer.keeps?.(name, place, shape) ?? true);
    return {
      ...{ path: place, shape, count: start.length, parameter: program.result(place, start.length * 4) },
      state: Object.fromEntries(kept.map((name) => [name, program.result(`${place}/${name}`, start.length * 4)])),
    };
  });
  const inputs = Array.from({ length: steps }, (_, step) => ({
    hyper: program.input(`hyper ${step}`, optimizer.hyperCount * 4),
    gradients: tensors.map(({ path, count }) => program.input(`gradient ${step} of ${path}`, count * 4)),
  }));
  for (const { hyper, gradients } of inputs)
    optimizer.emit(
      program,
      tensors
        .map((tensor, i) => ({ ...tensor, gradient: gradients[i] }))
        .filter(({ path, shape }) => !optimizer.freezes?.(path, shape)),
      hyper,
    );
  return runGuarded(
    engine,
    { program },
    (tape) => {
      for (const [i, { parameter, state }] of tensors.entries()) {
        tape.floats(parameter).set(descents[i].start);
        for (const slot of Object.values(state)) tape.floats(slot).fill(0);
      }
      for (const [step, { hyper, gradients }] of inputs.entries()) {
        const values = optimizer.hyper(step + 1);
        if (values.length !== optimizer.hyperCount)
          throw new Error(`${values.length} values, not ${optimizer.hyperCount}`);
        tape.floats(hyper).set(values);
        for (const [i, slot] of gradients.entries()) tape.floats(slot).set(descents[i].gradients[step]);
      }
    },
    (tape) =>
      tensors.map(({ parameter, state }) => ({
        parameter: tape.floats(parameter).slice(),
        state: Object.fromEntries(Object.entries(state).map(([name, slot]) => [name, tape.floats(slot).slice()])),
      })),
  );
}
