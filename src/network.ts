import type { Engine } from "./engine.ts";
import { fail } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import type { Shape } from "./graph/shape.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { ParameterBlock } from "./parameters.ts";
import type { ParameterSlots, Purpose } from "./plan/compile.ts";
import { makePlan, type Plan } from "./train/plan.ts";
import { keptBy, type Position, Training } from "./train/training.ts";

/** Plans kept for reuse: a batch size and the rest of the data, for training, validation and prediction. */
const PLANS = 8;

/**
 * What stands behind a model: a graph's parameters in an engine's memory, the plans made for it, and where its training stands.
 * Training, evaluation, prediction and saving work on it.
 */
export class Network {
  readonly graph: Graph;
  readonly engine: Engine;
  /** Names of the classes, by index; empty where none were given. */
  readonly classes: readonly string[];
  readonly parameterBlock: ParameterBlock;
  /** Where the last training stands, null before the first. */
  position: Position | null = null;
  /** Optimizer state read from a file, until a resumed training takes it. */
  loadedState: Readonly<Record<string, ReadonlyMap<string, Float32Array>>> | null = null;
  /** Further values of all parameters by path, which early stopping keeps: the best ones so far. */
  kept: ReadonlyMap<string, Float32Array> | null = null;
  #training: Training | null = null;
  #plans = new Map<string, Plan>();
  #version = 0;
  #disposed = false;
  #updating = false;

  constructor(graph: Graph, engine: Engine, classes: readonly string[]) {
    this.graph = graph;
    this.engine = engine;
    this.classes = classes;
    this.parameterBlock = new ParameterBlock(engine, graph, "parameters");
  }

  get parameterSlots(): ParameterSlots {
    return this.parameterBlock.slots;
  }

  /** Grows with every change of parameters: packed weights older than it are stale. */
  get version(): number {
    return this.#version;
  }

  changed(): void {
    this.#version++;
  }

  /** The state of the training under way. */
  get training(): Training | null {
    return this.#training;
  }

  /** The plan for `batch` samples and a purpose that `key` names, made or reused. */
  plan(key: string, batch: number, purpose: Purpose): Plan {
    this.check();
    const name = `${key}/${batch}`;
    const { winograd } = this.engine.info;
    const make = (): Plan => makePlan(this.engine, this.graph, this.parameterSlots, batch, { winograd, ...purpose });
    const plan = this.#plans.get(name) ?? make();
    this.#plans.delete(name);
    this.#plans.set(name, plan); // last used, last dropped
    if (this.#plans.size > PLANS) this.#drop(this.#plans.keys().next().value as string);
    return plan;
  }

  /** Optimizer state for a training: fresh, or what was there where one is resumed. */
  beginTraining(optimizer: Optimizer, resumed: boolean): Training {
    this.check();
    const old = this.#training;
    if (resumed && old?.optimizer === optimizer) return old;
    const stored = resumed ? this.#stateFor(optimizer) : null;
    // Plans hold the old optimizer's updates, which another of its name need not have.
    for (const key of [...this.#plans.keys()]) if (key.startsWith("train/")) this.#drop(key);
    this.loadedState = stored;
    old?.dispose();
    this.#training = null;
    const training = new Training(this.engine, this.graph, optimizer);
    this.#training = training;
    for (const [name, block] of Object.entries(stored ? training.state : {}))
      for (const parameter of block.slots.keys()) {
        const path = this.graph.parameters.get(parameter) as string;
        block.set(parameter, stored?.[name].get(path) ?? [], `optimizer state ${name} of ${path}`);
      }
    if (!resumed) this.position = this.kept = null; // what stood there can no longer be resumed
    this.loadedState = null;
    return training;
  }

  /** State by name and parameter path: views of the training's, or what was read from a file and not yet taken. */
  optimizerState(): Readonly<Record<string, ReadonlyMap<string, Float32Array>>> {
    if (!this.#training) return this.loadedState ?? {};
    const values = (block: ParameterBlock) =>
      new Map(
        [...block.slots.keys()].map((parameter) => [
          this.graph.parameters.get(parameter) as string,
          block.view(parameter),
        ]),
      );
    return Object.fromEntries(Object.entries(this.#training.state).map(([name, block]) => [name, values(block)]));
  }

  /** A copy of the state to resume with; throws unless `optimizer` keeps the same of the same parameters. */
  #stateFor(optimizer: Optimizer): NonNullable<typeof this.loadedState> {
    const state = this.optimizerState();
    const where = "fit.resume";
    const stored = Object.keys(state).join(", ");
    if (optimizer.state.join(", ") !== stored)
      fail("option", {
        where,
        got: `${optimizer.name} with state ${optimizer.state.join(", ") || "(none)"}`,
        expected: `state ${stored || "(none)"}, as the training began with`,
      });
    for (const name of optimizer.state) {
      const [now, then] = [keptBy(optimizer, name, this.graph).values(), state[name].keys()].map((paths) => [...paths]);
      const [more, less] = [now.find((path) => !then.includes(path)), then.find((path) => !now.includes(path))];
      if (more !== undefined || less !== undefined)
        fail("option", {
          where,
          got: `${optimizer.name} with${more === undefined ? "out" : ""} state ${name} of ${more ?? less}`,
          expected: "state of the parameters that the training began with",
          hint: "what is frozen, and what a group takes, stays the same; without resume another training begins",
        });
    }
    const copies = (values: ReadonlyMap<string, Float32Array>) =>
      new Map([...values].map(([path, data]) => [path, data.slice()]));
    return Object.fromEntries(Object.entries(state).map(([name, values]) => [name, copies(values)]));
  }

  /** Copies of all parameters, by path. */
  copies(): Map<string, Float32Array> {
    return new Map(
      [...this.graph.parameters].map(([parameter, path]) => [path, this.parameterBlock.view(parameter).slice()]),
    );
  }

  /** Makes the kept values the parameters, and keeps those that were. */
  swapKept(): void {
    const { kept } = this;
    if (!kept) return;
    this.kept = this.copies();
    for (const [parameter, path] of this.graph.parameters)
      this.parameterBlock.set(parameter, kept.get(path) ?? [], path);
    this.changed();
  }

  #drop(name: string): void {
    this.#plans.get(name)?.tape.dispose();
    this.#plans.delete(name);
  }

  /** Awaits `step`, which changes parameters bit by bit where threads do it, and guards them meanwhile. */
  async whileUpdating(step: Promise<void>): Promise<void> {
    this.#updating = true;
    try {
      await step;
    } finally {
      this.#updating = false;
    }
  }

  /** Throws when a training step is under way: half of the parameters may be the new ones. */
  checkWhole(): void {
    this.check();
    if (this.#updating)
      fail("runtime", {
        where: "parameters",
        got: "a training step that is under way",
        expected: "whole ones",
        hint: "save and read parameters inside the loop over fit(), between steps",
      });
  }

  /** Throws when the model is gone. */
  check(): void {
    if (this.#disposed)
      fail("runtime", { where: "model", got: "a model that was disposed of", expected: "a live one" });
  }

  /** Gives the memory back to the engine. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.engine.release(() => {
      for (const plan of this.#plans.values()) plan.tape.dispose();
      this.#training?.dispose();
      this.parameterBlock.dispose();
    });
  }
}

/** A parameter's path, shape and a copy of its values. */
export interface ParameterValues {
  readonly path: string;
  readonly shape: Shape;
  /** False for statistics of the data, such as the running mean of {@link batchNorm}. */
  readonly trained: boolean;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Every parameter of a network, in order of first use. */
export function parameterValues({ graph, parameterBlock }: Network): ParameterValues[] {
  return [...graph.parameters].map(([parameter, path]) => ({
    path,
    shape: parameter.shape,
    trained: graph.trained.has(parameter),
    data: parameterBlock.view(parameter).slice(),
  }));
}
