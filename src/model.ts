import type { Samples, Values } from "./data/samples.ts";
import { Engine } from "./engine.ts";
import { checkOptions, fail, show } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import { hashFloats } from "./hash.ts";
import { type SaveOptions, saveModel } from "./io/save.ts";
import { Network, type ParameterValues, parameterValues } from "./network.ts";
import { AVERAGE } from "./optimizers/names.ts";
import { initialize } from "./parameters.ts";
import { seedKey } from "./random.ts";
import { summarize } from "./summary.ts";
import {
  checkEvaluateOptions,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  USUAL_BATCH,
} from "./train/evaluate.ts";
import { type Data, type FitEvent, type FitOptions, fit } from "./train/fit.ts";
import { type GradientOptions, type Gradients, gradients } from "./train/gradients.ts";
import { checkLosses } from "./train/losses.ts";
import { type PredictOptions, predict } from "./train/predict.ts";
import { batchSource } from "./train/source.ts";
import type { Position } from "./train/training.ts";

/** Options of {@link model}. */
export interface ModelOptions {
  /** Memory and threads to run on. */
  engine: Engine;
  /** Decides the parameters' first values. Default 0. */
  seed?: number;
  /** Names of the classes, by index; kept in the saved file. */
  classes?: readonly string[];
}

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
  if (!graph?.nodes || !graph.paths)
    fail("option", {
      where: "model",
      got: show(graph),
      expected: "a graph",
      hint: "graph(x, y) makes one, lenet5() too",
    });
  if (!(engine instanceof Engine))
    fail("option", {
      where: "model.engine",
      got: show(engine),
      expected: "an engine",
      hint: "await engine() makes one",
    });
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    fail("option", { where: "model.classes", got: show(classes), expected: "names" });
  seedKey(seed, "model.seed");
  const network = new Network(graph, engine, classes);
  try {
    await initialize(engine, graph, network.parameterBlock, seed);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return new Model(network);
}

/** A graph with parameters: trains, evaluates, predicts, saves. */
export class Model {
  /** @internal */
  readonly network: Network;

  /** @internal */
  constructor(network: Network) {
    this.network = network;
  }

  get graph(): Graph {
    return this.network.graph;
  }

  get engine(): Engine {
    return this.network.engine;
  }

  /** Names of the classes, by index; empty where none were given. */
  get classes(): readonly string[] {
    return this.network.classes;
  }

  /** Where the last training stands, null before the first: how far it came, and of what options. */
  get position(): Position | null {
    return this.network.position;
  }

  /**
   * Trains on samples in memory or on a data set: an async generator of events, one for every step, epoch and validation. Leaving the loop ends the training
   * between two steps; `resume: true` goes on from there. After each step the parameters are whole, whatever happens.
   *
   * @throws FoveaError for unknown or contradictory options, data that does not fit the graph, a plan that exceeds the
   *   memory limit, and the first loss or gradient that is not finite (naming step and layer; the parameters stay those before it).
   * @example
   * for await (const event of net.fit(train, { epochs: 5, batchSize: 64, optimizer: sgd({ learningRate: 0.05 }), loss: softmaxCrossEntropy() }))
   *   if (event.kind === "epoch") console.log(event.epoch, event.loss, event.accuracy);
   */
  fit(data: Data, options: FitOptions): AsyncGenerator<FitEvent, void, undefined> {
    return fit(this.network, data, options);
  }

  /**
   * Loss, and for outputs with labels accuracy, top-k, confusion matrix, precision and recall, over all of `data`.
   *
   * @throws FoveaError for unknown options and data that does not fit the graph.
   * @example
   * const { accuracy, confusion } = await net.evaluate(test, { loss: softmaxCrossEntropy() });
   */
  async evaluate(data: Data, options: EvaluateOptions): Promise<Evaluation> {
    checkEvaluateOptions(options);
    const { batchSize, topK, metrics } = options;
    const losses = checkLosses(this.graph, options.loss, "evaluate.loss");
    const usual = { batchSize: USUAL_BATCH, shuffle: false };
    const given = { where: "evaluate", called: "evaluation data", batchSize, usual, seed: 0 };
    return evaluate(this.network, batchSource(this.graph, losses, data, given), losses, { topK, metrics });
  }

  /**
   * The outputs for any number of samples: flat numbers in, flat numbers out, [samples * outputs]. A record by name goes
   * in where the graph has several inputs, and comes out where it has several outputs.
   *
   * @throws FoveaError for data that does not fit the graph.
   * @example
   * const scores = await net.predict(new Uint8Array(28 * 28));
   */
  predict(
    x: Values | Record<string, Values>,
    options: PredictOptions = {},
  ): Promise<Float32Array | Record<string, Float32Array>> {
    return predict(this.network, x, options);
  }

  /**
   * Gradients of the mean loss over `samples` with respect to every parameter and input, without an update.
   *
   * @throws FoveaError for data that does not fit the graph.
   * @example
   * const { loss, parameters } = await net.gradients(batch, { loss: softmaxCrossEntropy() });
   */
  gradients(samples: Samples, options: GradientOptions): Promise<Gradients> {
    return gradients(this.network, samples, options);
  }

  /**
   * One safetensors file: parameters by path, with the graph in its metadata. With `training: true` also the optimizer's
   * state and position, so that `fit({ resume: true })` after `load` goes on to the same bits.
   *
   * @example
   * const bytes = net.save();
   */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    this.network.checkWhole();
    return saveModel(this.network, options);
  }

  /** A table of layers: output shape, parameters, multiply-adds, and the memory planned for a batch (default 1). */
  summary(options: { batchSize?: number } = {}): string {
    return summarize(this.graph, options);
  }

  /**
   * A model of the same graph on the same engine, with the parameters that {@link exponentialAverage} or {@link weightAverage} kept
   * the average of; running statistics and frozen parameters are this model's. It has memory of its own.
   *
   * @throws FoveaError when no training of this model kept an average.
   * @example
   * using smooth = await net.averaged();
   * const { accuracy } = await smooth.evaluate(test, { loss: softmaxCrossEntropy() });
   */
  async averaged(): Promise<Model> {
    this.network.checkWhole();
    const kept = Object.entries(this.network.optimizerState()).filter(([name]) => name.split(".").at(-1) === AVERAGE);
    if (!kept.length)
      fail("option", {
        where: "averaged",
        got: "a model whose training kept no average",
        expected: "one trained with exponentialAverage(optimizer) or weightAverage(optimizer)",
      });
    const averages = new Map(kept.flatMap(([, values]) => [...values]));
    const copy = new Network(this.graph, this.engine, this.classes);
    for (const [parameter, path] of this.graph.parameters) {
      const values = averages.get(path) ?? this.network.parameterBlock.view(parameter);
      copy.parameterBlock.set(parameter, values, `parameter ${path}`);
    }
    return new Model(copy);
  }

  /** Every parameter, in order of first use; `data` is a copy. */
  parameters(): ParameterValues[] {
    this.network.checkWhole();
    return parameterValues(this.network);
  }

  /**
   * Replaces the values of the parameters named by path.
   *
   * @throws FoveaError for a path that is none, or as many numbers as do not fit it; then nothing is replaced.
   * @example
   * net.setParameters({ "0.dense/kernel": new Float32Array(784 * 10) });
   */
  setParameters(values: Readonly<Record<string, ArrayLike<number>>>): void {
    this.network.checkWhole();
    checkOptions("setParameters", values, [...this.graph.parameters.values()]);
    const chosen = [...this.graph.parameters].filter(([, path]) => path in values);
    for (const [{ shape }, path] of chosen) {
      const expected = shape.reduce((product, size) => product * size, 1);
      const given = values[path]?.length;
      if (given !== expected)
        fail("shape", {
          where: `parameter ${path}`,
          got: given === undefined ? show(values[path]) : `${given} numbers`,
          expected: `${expected} numbers`,
        });
    }
    for (const [parameter, path] of chosen)
      this.network.parameterBlock.set(parameter, values[path], `parameter ${path}`);
    this.network.changed();
  }

  /** Sixteen hex digits that depend on every bit of every parameter: equal where training went the same way. Not a cryptographic hash. */
  parametersHash(): string {
    return hashFloats(this.parameters().map(({ data }) => data));
  }

  /** Gives the model's memory back to the engine. */
  dispose(): void {
    this.network.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
