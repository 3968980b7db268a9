import type { Samples, Values } from "./data/samples.ts";
import { Engine } from "./engine.ts";
import { checkOptions, fail, show } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import type { Shape } from "./graph/shape.ts";
import { hashFloats } from "./hash.ts";
import { saveModel, type SaveOptions } from "./io/save.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { initialize, ParameterBlock } from "./parameters.ts";
import type { ParameterSlots, Purpose } from "./plan/compile.ts";
import { makePlan, type Plan } from "./train/plan.ts";
import { seedKey } from "./random.ts";
import { summarize } from "./summary.ts";
import { batches } from "./train/batches.ts";
import { checkEvaluateOptions, type EvaluateOptions, type Evaluation, evaluate } from "./train/evaluate.ts";
import { type FitEvent, type FitOptions, fit } from "./train/fit.ts";
import { type GradientOptions, type Gradients, gradients } from "./train/gradients.ts";
import { checkLosses } from "./train/losses.ts";
import { type PredictOptions, predict } from "./train/predict.ts";
import { type Position, Training } from "./train/training.ts";

/** Options of {@link model}. */
export interface ModelOptions {
  /** Memory and threads to run on. */
  engine: Engine;
  /** Decides the parameters' first values. Default 0. */
  seed?: number;
  /** Names of the classes, by index; kept in the saved file. */
  classes?: readonly string[];
}

/** A parameter's path, shape and a copy of its values. */
export interface ParameterValues {
  readonly path: string;
  readonly shape: Shape;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Plans kept for reuse: a batch size and the rest of the data, for training, validation and prediction. */
const PLANS = 8;

/**
 * Makes a model of `graph`: places its parameters in the engine's memory and draws their first values from the seed.
 *
 * @throws FoveaError for a graph that is none, an engine that is none, or parameters that exceed the memory limit.
 * @example
 * const net = await model(lenet5(), { engine: await engine(), seed: 1 });
 */
export async function model(graph: Graph, options: ModelOptions): Promise<Model> {
  checkOptions("model", options, ["engine", "seed", "classes"]);
  const { engine, seed = 0, classes = [] } = options;
  if (!graph?.nodes || !graph.paths) fail("option", { where: "model", got: show(graph), expected: "a graph", hint: "graph(x, y) makes one, lenet5() too" });
  if (!(engine instanceof Engine)) fail("option", { where: "model.engine", got: show(engine), expected: "an engine", hint: "await engine() makes one" });
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    fail("option", { where: "model.classes", got: show(classes), expected: "names" });
  seedKey(seed, "model.seed");
  const made = new Model(graph, engine, classes);
  try {
    await initialize(engine, graph, made.parameterBlock, seed);
  } catch (error) {
    made.dispose();
    throw error;
  }
  return made;
}

/** A graph with parameters: trains, evaluates, predicts, saves. */
export class Model {
  readonly graph: Graph;
  readonly engine: Engine;
  /** Names of the classes, by index; empty where none were given. */
  readonly classes: readonly string[];
  /** @internal */
  readonly parameterBlock: ParameterBlock;
  /** Where the last training stands, null before the first. */
  position: Position | null = null;
  /** Optimizer state read from a file, until a resumed training takes it. @internal */
  loadedState: Readonly<Record<string, ReadonlyMap<string, Float32Array>>> | null = null;
  #training: Training | null = null;
  #plans = new Map<string, Plan>();
  #version = 0;
  #disposed = false;

  /** @internal */
  constructor(graph: Graph, engine: Engine, classes: readonly string[]) {
    this.graph = graph;
    this.engine = engine;
    this.classes = classes;
    this.parameterBlock = new ParameterBlock(engine, graph, "parameters");
  }

  /**
   * Trains: an async generator of events, one for every step, epoch and validation. Leaving the loop ends the training
   * between two steps; `resume: true` goes on from there. After each step the parameters are whole, whatever happens.
   *
   * @throws FoveaError for unknown or contradictory options, data that does not fit the graph, a plan that exceeds the
   *   memory limit, and the first loss or gradient that is not finite (naming step and layer; the parameters stay those before it).
   * @example
   * for await (const event of net.fit(train, { epochs: 5, batchSize: 64, optimizer: sgd({ learningRate: 0.05 }), loss: softmaxCrossEntropy() }))
   *   if (event.kind === "epoch") console.log(event.epoch, event.loss, event.accuracy);
   */
  fit(samples: Samples, options: FitOptions): AsyncGenerator<FitEvent, void, undefined> {
    return fit(this, samples, options);
  }

  /**
   * Loss, and for outputs with labels accuracy, top-k, confusion matrix, precision and recall, over all of `samples`.
   *
   * @throws FoveaError for unknown options and data that does not fit the graph.
   * @example
   * const { accuracy, confusion } = await net.evaluate(test, { loss: softmaxCrossEntropy() });
   */
  async evaluate(samples: Samples, options: EvaluateOptions): Promise<Evaluation> {
    const checked = checkEvaluateOptions(options);
    const losses = checkLosses(this.graph, options.loss, "evaluate.loss");
    return evaluate(this, batches(this.graph, losses, samples, "evaluation data"), losses, checked);
  }

  /**
   * The outputs for any number of samples: flat numbers in, flat numbers out, [samples * outputs]. A record by name goes
   * in where the graph has several inputs, and comes out where it has several outputs.
   *
   * @throws FoveaError for data that does not fit the graph.
   * @example
   * const scores = await net.predict(new Uint8Array(28 * 28));
   */
  predict(x: Values | Record<string, Values>, options: PredictOptions = {}): Promise<Float32Array | Record<string, Float32Array>> {
    return predict(this, x, options);
  }

  /**
   * Gradients of the mean loss over `samples` with respect to every parameter and input, without an update.
   *
   * @throws FoveaError for data that does not fit the graph.
   * @example
   * const { loss, parameters } = await net.gradients(batch, { loss: softmaxCrossEntropy() });
   */
  gradients(samples: Samples, options: GradientOptions): Promise<Gradients> {
    return gradients(this, samples, options);
  }

  /**
   * One safetensors file: parameters by path, with the graph in its metadata. With `training: true` also the optimizer's
   * state and position, so that `fit({ resume: true })` after `load` goes on to the same bits.
   *
   * @example
   * const bytes = net.save();
   */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    this.check();
    return saveModel(this, options);
  }

  /** A table of layers: output shape, parameters, multiply-adds, and the memory planned for a batch (default 1). */
  summary(options: { batchSize?: number } = {}): string {
    return summarize(this.graph, options);
  }

  /** Every parameter, in order of first use; `data` is a copy. */
  parameters(): ParameterValues[] {
    this.check();
    return [...this.graph.parameters].map(([parameter, path]) => ({ path, shape: parameter.shape, data: this.parameterBlock.view(parameter).slice() }));
  }

  /**
   * Replaces the values of the parameters named by path.
   *
   * @throws FoveaError for a path that is none, or as many numbers as do not fit it; then nothing is replaced.
   * @example
   * net.setParameters({ "0.dense/kernel": new Float32Array(784 * 10) });
   */
  setParameters(values: Readonly<Record<string, ArrayLike<number>>>): void {
    this.check();
    checkOptions("setParameters", values, [...this.graph.parameters.values()]);
    const chosen = [...this.graph.parameters].filter(([, path]) => path in values);
    for (const [{ shape }, path] of chosen) {
      const expected = shape.reduce((product, size) => product * size, 1);
      if (values[path].length !== expected) fail("shape", { where: `parameter ${path}`, got: `${values[path].length} numbers`, expected: `${expected}` });
    }
    for (const [parameter, path] of chosen) this.parameterBlock.set(parameter, values[path], `parameter ${path}`);
    this.changed();
  }

  /** Sixteen hex digits that depend on every bit of every parameter: equal where training went the same way. Not a cryptographic hash. */
  parametersHash(): string {
    return hashFloats(this.parameters().map(({ data }) => data));
  }

  /** Gives the model's memory back to the engine. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.engine.release(() => {
      for (const plan of this.#plans.values()) plan.tape.dispose();
      this.#training?.dispose();
      this.parameterBlock.dispose();
    });
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal */
  get parameterSlots(): ParameterSlots {
    return this.parameterBlock.slots;
  }

  /** Grows with every change of parameters: packed weights older than it are stale. @internal */
  get version(): number {
    return this.#version;
  }

  /** @internal */
  changed(): void {
    this.#version++;
  }

  /** The state of the training under way. @internal */
  get training(): Training | null {
    return this.#training;
  }

  /** The plan for `batch` samples and a purpose that `key` names, made or reused. @internal */
  plan(key: string, batch: number, purpose: Purpose): Plan {
    this.check();
    const name = `${key}/${batch}`;
    const plan = this.#plans.get(name) ?? makePlan(this.engine, this.graph, this.parameterSlots, batch, purpose);
    this.#plans.delete(name);
    this.#plans.set(name, plan); // last used, last dropped
    if (this.#plans.size > PLANS) this.#drop(this.#plans.keys().next().value as string);
    return plan;
  }

  /** Optimizer state for a training: fresh, or what was there where one is resumed. @internal */
  beginTraining(optimizer: Optimizer, resumed: boolean): Training {
    this.check();
    const old = this.#training;
    if (resumed && old && sameState(old.optimizer, optimizer)) {
      old.optimizer = optimizer;
      return old;
    }
    const loaded = resumed ? this.#loadedStateFor(optimizer) : null;
    for (const key of [...this.#plans.keys()]) if (key.startsWith("train/")) this.#drop(key);
    old?.dispose();
    this.#training = null;
    const training = new Training(this.engine, this.graph, optimizer);
    this.#training = training;
    for (const [name, block] of Object.entries(loaded ? training.state : {}))
      for (const [parameter, path] of this.graph.parameters)
        block.set(parameter, loaded?.[name].get(path) ?? [], `optimizer state ${name} of ${path}`);
    if (!resumed) this.position = null; // what stood there can no longer be resumed
    this.loadedState = null;
    return training;
  }

  /** State by name and parameter path: the training's, or what was read from a file and not yet taken. @internal */
  optimizerState(): Readonly<Record<string, ReadonlyMap<string, Float32Array>>> {
    if (!this.#training) return this.loadedState ?? {};
    const values = (block: ParameterBlock) => new Map([...this.graph.parameters].map(([parameter, path]) => [path, block.view(parameter).slice()]));
    return Object.fromEntries(Object.entries(this.#training.state).map(([name, block]) => [name, values(block)]));
  }

  #loadedStateFor({ name, state }: Optimizer): NonNullable<typeof this.loadedState> {
    const given = `${name} with state ${state.join(", ") || "(none)"}`;
    const stored = Object.keys(this.optimizerState()).join(", ");
    if (!this.loadedState || state.join(", ") !== stored)
      fail("option", { where: "fit.resume", got: given, expected: `state ${stored || "(none)"}, as the training began with` });
    return this.loadedState;
  }

  #drop(name: string): void {
    this.#plans.get(name)?.tape.dispose();
    this.#plans.delete(name);
  }

  /** Throws when the model is gone. @internal */
  check(): void {
    if (this.#disposed) fail("runtime", { where: "model", got: "a model that was disposed of", expected: "a live one" });
  }
}

const sameState = (a: Optimizer, b: Optimizer): boolean => a.name === b.name && a.state.join() === b.state.join();

