import { Slot } from "../../bindings/slot.ts";
import { FoveaError } from "../error.ts";
import type { Parameter } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { StatisticUpdate } from "../optimizers/optimizer.ts";
import type { Purpose } from "../plan/compile.ts";
import type { Batch } from "./batches.ts";
import { lossKey } from "./losses.ts";
import type { Plan } from "./plan.ts";
import { type BatchLosses, fillBatch, readLosses, runPlan, setRandom } from "./run.ts";
import type { Training } from "./training.ts";
import type { WatchRun } from "./watch.ts";
import { totalWeights } from "./weights.ts";

/** What a step is made of: what is to be made small, how the optimizer's state stands, and in how many parts. */
export interface StepSettings {
  readonly losses: Readonly<Record<string, Loss>>;
  readonly training: Training;
  readonly seed: number;
  /** Parts that each batch is computed in, one after the other. */
  readonly accumulate: number;
  readonly watch?: WatchRun | undefined;
}

/** What a part of a batch does with its gradients: the update, or a sum of them that the last part updates with. */
type Kind = "only" | "first" | "middle" | "last";

interface Part {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** The steps of a training: losses, gradients and the optimizer's update, each batch at once or in parts. */
export class Steps {
  readonly #network: Network;
  readonly #settings: StepSettings;
  readonly #key: string;
  /** Rows of each output's loss in a sample, once a plan is made. */
  #rows: Readonly<Record<string, number>> = {};
  /** Sizes of batches that plans are made for. */
  readonly #prepared = new Set<number>();

  constructor(network: Network, settings: StepSettings) {
    this.#network = network;
    this.#settings = settings;
    this.#key = lossKey(settings.losses);
  }

  /** Makes the plans for batches of `size`: what does not fit is an error before the first step. */
  prepare(size: number): Promise<void> {
    this.#prepared.add(size);
    return this.#network.engine.exclusive(async () => {
      for (const { kind, from, to } of this.#parts(0, size)) {
        const plan = this.#plan(kind, to - from);
        if (plan.tape.needsExtension) await this.#network.engine.extend();
        this.#network.engine.prepare(plan.tape);
        this.#rows = Object.fromEntries(
          Object.entries(plan.losses).map(([name, { rows }]) => [name, rows / plan.batch]),
        );
      }
      this.#settings.watch?.prepare(this.#parts(0, size)[0].to);
    });
  }

  /** Step number `step` with samples order[from..to) of `data`. Throws, with the parameters as they were, when something is not finite. */
  async run(step: number, { data, order, from, to }: Batch): Promise<BatchLosses> {
    const { losses, training, accumulate, watch } = this.#settings;
    if (!this.#prepared.has(to - from)) await this.prepare(to - from);
    const parts = this.#parts(from, to);
    const weights = parts.length > 1 ? totalWeights(data, losses, this.#rows, order, from, to) : undefined;
    const results: BatchLosses[] = [];
    for (const [i, part] of parts.entries()) {
      const planned = (): Plan => this.#plan(part.kind, part.to - part.from);
      const fill = (plan: Plan): void => {
        setRandom(plan, this.#settings.seed, (step - 1) * accumulate + i + 1);
        fillBatch(plan, data, order, part.from, part.to, weights);
      };
      if (i === 0) await watch?.before(step, part.to - part.from, fill);
      const fillAll = (plan: Plan): void => {
        training.setStep(step);
        fill(plan);
      };
      const read = (plan: Plan): BatchLosses | null => (this.#network.engine.core.halted ? null : readLosses(plan));
      const result = await runPlan(this.#network, planned, fillAll, read);
      if (!result) {
        const { explainNonFinite } = await import("./diagnose.ts");
        throw new FoveaError("non-finite", await explainNonFinite(this.#network, planned, step, fill));
      }
      results.push(result);
    }
    this.#network.changed();
    return results.reduce(together);
  }

  #parts(from: number, to: number): Part[] {
    const size = Math.ceil((to - from) / this.#settings.accumulate);
    const number = Math.ceil((to - from) / size);
    const kindOf = (i: number): Kind =>
      number === 1 ? "only" : i === 0 ? "first" : i === number - 1 ? "last" : "middle";
    return Array.from({ length: number }, (_, i) => ({
      kind: kindOf(i),
      from: from + i * size,
      to: Math.min(from + (i + 1) * size, to),
    }));
  }

  #update(parameter: Parameter): StatisticUpdate {
    const { graph, parameterSlots } = this.#network;
    return {
      path: graph.parameters.get(parameter) as string,
      shape: parameter.shape,
      count: count(parameter.shape),
      parameter: parameterSlots.get(parameter) as Slot,
      state: this.#settings.training.stateOf(parameter),
    };
  }

  #plan(kind: Kind, batch: number): Plan {
    return this.#network.plan(`train/${kind}/${this.#key}`, batch, this.#purpose(kind));
  }

  #purpose(kind: Kind): Purpose {
    const { losses, training } = this.#settings;
    return {
      ...{ losses, gradients: {}, halt: haltSlot(this.#network), frozen: training.frozen },
      update: (program, gradients) => {
        const summed = kind === "only" ? gradients : training.sums.emit(program, gradients, kind === "first");
        if (kind === "first" || kind === "middle") return;
        const { optimizer, hyper } = training;
        const updates = [...summed].map(([parameter, gradient]) => ({ ...this.#update(parameter), gradient }));
        optimizer.emit(program, updates, hyper);
        const statistics = [...this.#network.graph.parameters.keys()].filter(({ statistic }) => statistic);
        optimizer.statistics?.emit(
          program,
          statistics.map((each) => this.#update(each)),
          hyper,
        );
      },
    };
  }
}

function together(a: BatchLosses, b: BatchLosses): BatchLosses {
  const names = Object.keys(a.byOutput);
  return {
    loss: a.loss + b.loss,
    byOutput: Object.fromEntries(names.map((name) => [name, a.byOutput[name] + b.byOutput[name]])),
    correct: a.correct + b.correct,
    rows: a.rows + b.rows,
  };
}

/** The core's word that stops a tape, as a slot that kernels can be given. */
function haltSlot(network: Network): Slot {
  const slot = new Slot("halt", 4);
  slot.place(network.engine.core.haltAddress);
  return slot;
}
