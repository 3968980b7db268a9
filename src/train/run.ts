import type { Engine } from "../engine.ts";
import type { Plan } from "./plan.ts";
import type { Batches } from "./batches.ts";

/** The model's side of a run: packed weights are stale when parameters changed since. */
export interface Versioned {
  readonly version: number;
}

const packed = new WeakMap<Plan, number>();

/** Runs a plan's forward pass after `fill` has put in its inputs, then reads results by `read`; all in one turn of the engine. */
export function runPlan<T>(engine: Engine, plan: Plan, model: Versioned, fill: () => void, read: () => T): Promise<T> {
  return engine.exclusive(async () => {
    const lost = engine.prepare(plan.tape);
    fill();
    const stale = lost || packed.get(plan) !== model.version;
    packed.set(plan, model.version);
    const running = stale ? plan.tape.runWithPrologue() : plan.tape.run();
    if (running) await running;
    return read();
  });
}

/** Puts samples order[from..to) into a plan's inputs, and targets and scales where it has losses. Returns the sum of weights by output. */
export function fillBatch(plan: Plan, data: Batches, order: Uint32Array | null, from: number, to: number): Record<string, number> {
  for (const [node, column] of data.inputs) column.fill(plan.tape.floats(plan.inputs.get(node)!.slot), order, from, to);
  return Object.fromEntries(
    Object.entries(plan.losses).map(([name, slots]) => {
      const column = data.targets[name];
      const targets = column.classes === null ? plan.tape.floats(slots.targets) : plan.tape.integers(slots.targets);
      column.fill(targets, order, from, to);
      return [name, fillScale(plan.tape.floats(slots.scale), targets, column.rows, slots.loss, data.weights, order, from)];
    }),
  );
}

/** Writes each row's weight over the sum of weights; returns the sum. */
function fillScale(
  scale: Float32Array,
  targets: Float32Array | Int32Array,
  rows: number,
  { weight, classWeights }: { weight: number; classWeights?: readonly number[] },
  weights: Float32Array | null,
  order: Uint32Array | null,
  from: number,
): number {
  let sum = 0;
  const rowWeight = (row: number): number => {
    const sample = from + Math.floor(row / rows);
    return (weights ? weights[order ? order[sample] : sample] : 1) * (classWeights ? classWeights[targets[row]] : 1);
  };
  for (let row = 0; row < scale.length; row++) sum += rowWeight(row);
  for (let row = 0; row < scale.length; row++) scale[row] = sum > 0 ? (weight * rowWeight(row)) / sum : 0;
  return sum;
}

/** Sum of the losses, and how many rows are right, where the plan counts them. */
export function readLosses(plan: Plan): { loss: number; correct: number; rows: number } {
  let [loss, correct, counted] = [0, 0, 0];
  for (const slots of Object.values(plan.losses)) {
    loss += total(plan.tape.floats(slots.losses));
    if (!slots.correct) continue;
    correct += total(plan.tape.floats(slots.correct));
    counted += slots.rows;
  }
  return { loss, correct, rows: counted };
}

/** In f64 and in order, so that every runtime finds the same sum. */
function total(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
