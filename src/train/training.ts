import { Slot } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import type { Graph } from "../graph/graph.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { ParameterBlock } from "../parameters.ts";

/** Where a training stands between two steps; with the optimizer's state and the parameters it says all that the rest depends on. */
export interface Position {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps done in the epoch under way. */
  readonly epochStep: number;
  /** Steps done in all. */
  readonly step: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** Samples in the training data. */
  readonly samples: number;
  readonly optimizer: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** Sums over the epoch under way, for its event. */
  readonly sums: { readonly loss: number; readonly correct: number; readonly rows: number; readonly samples: number };
}

/** Number of hyperparameters that an optimizer may have. */
const HYPER = 16;

/** What training adds to a model's memory: the optimizer's state and the hyperparameters of the step. */
export class Training {
  optimizer: Optimizer;
  readonly state: Readonly<Record<string, ParameterBlock>>;
  readonly hyper: Slot;
  readonly #engine: Engine;
  readonly #hyperAddress: number;

  constructor(engine: Engine, graph: Graph, optimizer: Optimizer) {
    this.#engine = engine;
    this.optimizer = optimizer;
    this.state = Object.fromEntries(
      optimizer.state.map((name) => [
        name,
        new ParameterBlock(engine, { parameters: graph.trained }, `optimizer state ${name}`),
      ]),
    );
    this.hyper = new Slot("hyper", HYPER * 4);
    this.#hyperAddress = engine.allocate(HYPER * 4);
    this.hyper.place(this.#hyperAddress);
  }

  get bytes(): number {
    return Object.values(this.state).reduce((sum, block) => sum + block.bytes, 0);
  }

  /** Writes the hyperparameters of `step`, which counts from 1. */
  setStep(step: number): void {
    this.#engine.core.floats(this.#hyperAddress, HYPER).set(this.optimizer.hyper(step));
  }

  dispose(): void {
    for (const block of Object.values(this.state)) block.dispose();
    this.#engine.core.free(this.#hyperAddress);
  }
}
