import { checkOptions, fail, show } from "../error.ts";
import type { Node, Parameter } from "../graph/node.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Tensor } from "../ops/op.ts";
import { lossKey } from "../train/losses.ts";
import type { Plan } from "../train/plan.ts";
import type { Training } from "../train/training.ts";
import type { LayerStatistics, Moments, ParameterStatistics, Watch, WatchEvent, WatchRun } from "../train/watch.ts";
import { deadUnits, distance, momentsOf, normOf } from "./moments.ts";
import { checkThresholds, type Thresholds, Warnings } from "./warnings.ts";

/** Options of {@link statistics}. */
export interface StatisticsOptions extends Partial<Thresholds> {
  /** Steps from one look to the next; the first step is looked at. Default 100. */
  every?: number;
}

/**
 * Looks into every so many steps of a training: for each layer mean, standard deviation and share of zeros of its results and of the
 * loss's gradient with respect to them; for each parameter its norm, its gradient's, and the step's change over its norm. `fit` tells
 * them as events of kind "statistics", and of kind "warning", once until it is over, when a layer
 *
 * - is dead: of a rectifier, at least the share `dead` (default 0.5) of units is zero for all samples of the step;
 * - has a vanishing gradient: a layer with parameters gets less than `vanishing` (default 0.001) of the gradient, by norm, of a layer
 *   with parameters behind it, or none at all;
 * - has an exploding gradient: that of a kernel is more than `exploding` (default 100) times as long as the kernel.
 *
 * A step that is looked at takes two to three times as long, and memory for the gradients of all layers at once; others cost nothing, and the
 * training's bits stay the same. Of a batch computed in parts it looks at the first. Gradients are those before clipping.
 * Source: Glorot and Bengio 2010; Lu et al. 2019, "Dying ReLU and initialization".
 *
 * @throws FoveaError for an unknown option and a number out of its range; `fit` throws where memory is too small.
 * @example
 * for await (const event of net.fit(train, { watch: statistics({ every: 100 }), epochs: 5, optimizer: sgd(), loss: softmaxCrossEntropy() }))
 *   if (event.kind === "warning") console.warn(event.message);
 */
export function statistics(options: StatisticsOptions = {}): Watch {
  checkOptions("statistics", options, ["every", "dead", "vanishing", "exploding"]);
  const { every = 100 } = options;
  if (!Number.isSafeInteger(every) || every < 1)
    fail("option", { where: "statistics.every", got: show(every), expected: "a positive whole number" });
  const thresholds = checkThresholds(options);
  return { watch: (network, training, losses) => new Statistics(network, training, losses, every, thresholds) };
}

/** What is seen before a step: all but what the step changes. */
interface Look {
  readonly layers: readonly LayerStatistics[];
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

class Statistics implements WatchRun {
  readonly #network: Network;
  readonly #losses: Readonly<Record<string, Loss>>;
  readonly #training: Training;
  readonly #every: number;
  readonly #warnings: Warnings;
  /** Layers that compute something. */
  readonly #nodes: readonly Node[];
  #look: Look | null = null;

  constructor(
    network: Network,
    training: Training,
    losses: Readonly<Record<string, Loss>>,
    every: number,
    thresholds: Thresholds,
  ) {
    this.#network = network;
    this.#training = training;
    this.#losses = losses;
    this.#every = every;
    this.#warnings = new Warnings(thresholds);
    this.#nodes = network.graph.nodes.filter(({ op }) => op && !op.stopsGradient);
  }

  prepare(samples: number): void {
    this.#network.engine.prepare(this.#plan(samples).tape);
  }

  async before(step: number, samples: number, fill: (plan: Plan) => void): Promise<void> {
    this.#look = null;
    if ((step - 1) % this.#every) return;
    const { engine } = this.#network;
    this.#look = await engine.exclusive(async () => {
      const plan = this.#plan(samples);
      if (plan.tape.needsExtension) await engine.extend();
      engine.prepare(plan.tape);
      fill(plan);
      return { layers: await this.#run(plan), parameters: this.#network.copies() };
    });
  }

  after(step: number, epoch: number): WatchEvent[] {
    if (!this.#look) return [];
    const { layers, parameters } = this.#look;
    this.#look = null;
    const now = this.#network.parameterBlock;
    const updated = new Map(
      this.#trained().map(([parameter, path]) => {
        const before = parameters.get(path) as Float32Array;
        const norm = normOf(before);
        return [path, norm > 0 ? distance(before, now.view(parameter)) / norm : null];
      }),
    );
    const changed = layers.map((layer) => ({
      ...layer,
      parameters: Object.fromEntries(
        Object.entries(layer.parameters).map(([path, each]) => [path, { ...each, update: updated.get(path) ?? null }]),
      ),
    }));
    return [{ kind: "statistics", epoch, step, layers: changed }, ...this.#warnings.of(changed, step, epoch)];
  }

  #trained(): [Parameter, string][] {
    return [...this.#network.graph.trained].filter(([parameter]) => !this.#training.frozen.has(parameter));
  }

  #plan(samples: number): Plan {
    const purpose = {
      losses: this.#losses,
      gradients: { inputs: this.#nodes },
      frozen: this.#training.frozen,
    };
    // As the training's own plans it goes when another training begins, which may freeze other layers.
    return this.#network.plan(`train/watch/${lossKey(this.#losses)}`, samples, purpose);
  }

  /** Runs `plan` layer by layer: a layer's results are there until the next one runs, its gradient until the end. */
  async #run(plan: Plan): Promise<LayerStatistics[]> {
    const { tape } = plan;
    const results = new Map<Node, { activation: Moments; dead?: number }>();
    const prologue = tape.runWithPrologue(0);
    if (prologue) await prologue;
    let before = 0;
    for (const [node, calls] of plan.done) {
      const running = tape.run(before, calls);
      if (running) await running;
      before = calls;
      const values = tape.floats((plan.values.get(node) as Tensor).slot);
      const units = node.shape.at(-1) ?? 1;
      const rectifies = node.op !== null && rectifiers.has(node.op.name);
      results.set(node, { activation: momentsOf(values), ...(rectifies && { dead: deadUnits(values, units) }) });
    }
    const running = tape.run(before);
    if (running) await running;
    const trained = new Map(this.#trained());
    return [...results].flatMap(([node, seen]): LayerStatistics[] => {
      const gradient = plan.inputGradients.get(node);
      const layer = this.#network.graph.paths.get(node);
      if (!gradient || layer === undefined) return []; // a loss's own
      const own = Object.values(node.parameters).flatMap((parameter): [string, ParameterStatistics][] => {
        const path = trained.get(parameter);
        if (path === undefined) return [];
        const found = plan.parameterGradients.get(parameter);
        const gradientNorm = found ? normOf(tape.floats(found.slot)) : 0;
        const norm = normOf(this.#network.parameterBlock.view(parameter));
        return [[path, { shape: parameter.shape, norm, gradientNorm, update: null }]];
      });
      const moments = momentsOf(tape.floats(gradient.slot));
      return [{ layer, op: node.op?.name ?? "", ...seen, gradient: moments, parameters: Object.fromEntries(own) }];
    });
  }
}

/** Ops whose units can die: where they are zero, nothing flows back. */
const rectifiers: ReadonlySet<string> = new Set(["relu", "relu6", "threshold"]);
