import type { Network } from "../network.ts";
import { seedKey } from "../random.ts";
import type { Batches } from "./batches.ts";
import type { Plan } from "./plan.ts";
import { fillScale } from "./weights.ts";

/** The version of the parameters that a plan's packed weights are of. */
const packed = new WeakMap<Plan, number>();

/**
 * Runs a plan of `model` after `fill` has put in its inputs, then reads results by `read`; all in one turn of the engine.
 * `planned` is called in that turn too: before it, other jobs may drop the plan, or the network may be disposed of.
 */
export function runPlan<T>(
  network: Network,
  planned: () => Plan,
  fill: (plan: Plan) => void,
  read: (plan: Plan) => T,
): Promise<T> {
  return network.engine.exclusive(async () => {
    const plan = planned();
    if (plan.tape.needsExtension) await network.engine.extend();
    const lost = network.engine.prepare(plan.tape);
    setRandom(plan, 0, 0);
    fill(plan);
    const stale = lost || packed.get(plan) !== network.version;
    packed.set(plan, network.version);
    const running = stale ? plan.tape.runWithPrologue() : plan.tape.run();
    if (running) await (plan.updates ? network.whileUpdating(running) : running);
    return read(plan);
  });
}

/** Decides the random numbers of the next run of `plan`; {@link runPlan} leaves them at 0, 0 unless its `fill` says more. */
export function setRandom({ program, tape }: Plan, seed: number, step: number): void {
  if (program.isRandom) tape.integers(program.randomWords).set([...seedKey(seed), step]);
}

/**
 * Puts samples order[from..to) into a plan's inputs, and targets and scales where it has losses. Returns what the rows of each
 * loss count for in all, by output: the sum of their weights. `totals` are those sums where these samples are a part of a batch.
 */
export function fillBatch(
  plan: Plan,
  data: Batches,
  order: Uint32Array | null,
  from: number,
  to: number,
  totals?: Readonly<Record<string, number>>,
): Record<string, number> {
  for (const [node, column] of data.inputs) column.fill(plan.tape.floats(plan.inputs.get(node)!.slot), order, from, to);
  const sampleWeight = (sample: number): number =>
    data.weights ? data.weights[order ? order[from + sample] : from + sample] : 1;
  return Object.fromEntries(
    Object.entries(plan.losses).map(([name, { loss, targets, scale }]) => {
      const values = targets && plan.tape.floats(targets);
      if (values) data.targets[name].fill(values, order, from, to);
      return [name, fillScale(plan.tape.floats(scale), values, to - from, loss, sampleWeight, totals?.[name])];
    }),
  );
}

/** What a batch's losses came to. */
export interface BatchLosses {
  /** The sum over outputs. */
  loss: number;
  byOutput: Record<string, number>;
  /** Rows that are right, of rows that the plan counts. */
  correct: number;
  rows: number;
}

export function readLosses(plan: Plan): BatchLosses {
  let [loss, correct, counted] = [0, 0, 0];
  const byOutput: Record<string, number> = {};
  for (const [name, slots] of Object.entries(plan.losses)) {
    byOutput[name] = total(plan.tape.floats(slots.losses));
    loss += byOutput[name];
    if (!slots.correct) continue;
    for (const right of plan.tape.floats(slots.correct)) {
      if (right < 0) continue; // its label is ignored
      correct += right;
      counted++;
    }
  }
  return { loss, byOutput, correct, rows: counted };
}

/** In f64 and in order, so that every runtime finds the same sum. */
function total(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
