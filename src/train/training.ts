import { Slot } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import type { Graph } from "../graph/graph.ts";
import type { Parameter } from "../graph/node.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { ParameterBlock } from "../parameters.ts";
import type { FollowerState } from "../schedules/outcome.ts";
import { GradientSums } from "./gradientSums.ts";

/** Where a training stands between two steps; with the optimizer's state and the parameters it says all that the rest depends on. */
export interface Position {
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches gone through in the epoch under way. */
  readonly epochStep: number;
  /** Steps done in all. */
  readonly step: number;
  readonly epochs: number;
  /** Null where the data set holds batches. */
  readonly batchSize: number | null;
  readonly seed: number;
  readonly shuffle: boolean;
  /** Parts that each batch is computed in; absent in older files, which means 1. */
  readonly accumulate?: number;
  /** Samples in the training data; null where nobody knows. */
  readonly samples: number | null;
  readonly optimizer: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** Sums over the epoch under way, for its event. */
  readonly sums: { readonly loss: number; readonly correct: number; readonly rows: number; readonly samples: number };
  /** Whether the validation of the last epoch is still to be done. */
  readonly due?: boolean;
  /** What followers of the training remember, by the option they were given as. */
  readonly followers?: Readonly<Record<string, FollowerState>>;
  /** Whether the parameters are the best ones, put there when training ended; those of the last step are kept in their place. */
  readonly restored?: boolean;
}

/** What training adds to a model's memory: the optimizer's state and the hyperparameters of the step. */
export class Training {
  optimizer: Optimizer;
  readonly state: Readonly<Record<string, ParameterBlock>>;
  readonly hyper: Slot;
  /** Parameters that stay as they are. */
  readonly frozen: ReadonlySet<Parameter>;
  /** Of a batch that is computed in parts. */
  readonly sums: GradientSums;
  readonly #engine: Engine;
  readonly #hyperAddress: number;

  constructor(engine: Engine, graph: Graph, optimizer: Optimizer) {
    this.#engine = engine;
    this.optimizer = optimizer;
    const trained = [...graph.trained];
    optimizer.check?.(new Map(trained.map(([{ shape }, path]) => [path, shape])));
    this.frozen = new Set(trained.flatMap(([p, path]) => (optimizer.freezes?.(path, p.shape) ? [p] : [])));
    this.sums = new GradientSums(engine, new Map(trained.filter(([parameter]) => !this.frozen.has(parameter))));
    this.state = Object.fromEntries(
      optimizer.state.map((name) => [
        name,
        new ParameterBlock(engine, { parameters: keptBy(optimizer, name, graph) }, `optimizer state ${name}`),
      ]),
    );
    const bytes = optimizer.hyperCount * 4;
    this.hyper = new Slot("hyper", bytes);
    this.#hyperAddress = engine.allocate(bytes);
    this.hyper.place(this.#hyperAddress);
  }

  /** What is remembered for `parameter`, by name. */
  stateOf(parameter: Parameter): Record<string, Slot> {
    const slots = Object.entries(this.state).map(([name, block]) => [name, block.slots.get(parameter)] as const);
    return Object.fromEntries(slots.filter((entry): entry is [string, Slot] => entry[1] !== undefined));
  }

  get bytes(): number {
    return Object.values(this.state).reduce((sum, block) => sum + block.bytes, 0);
  }

  /** Writes the hyperparameters of `step`, which counts from 1. */
  setStep(step: number): void {
    this.#engine.core.floats(this.#hyperAddress, this.hyper.bytes / 4).set(this.optimizer.hyper(step));
  }

  dispose(): void {
    for (const block of Object.values(this.state)) block.dispose();
    this.sums.dispose();
    this.#engine.core.free(this.#hyperAddress);
  }
}

/** The parameters that `optimizer` keeps state `name` of, with their paths. */
export function keptBy(optimizer: Optimizer, name: string, { parameters }: Graph): Map<Parameter, string> {
  const has = ([{ shape, statistic }, path]: [Parameter, string]): boolean =>
    statistic
      ? optimizer.statistics?.state === name
      : !optimizer.freezes?.(path, shape) && (optimizer.keeps?.(name, path, shape) ?? true);
  return new Map([...parameters].filter(has));
}
