import * as kernels from "../../bindings/kernels.ts";
import { Slot } from "../../bindings/slot.ts";
import { fail } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node, Parameter } from "../graph/node.ts";
import { count } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import { type Epilogue, noEpilogue } from "../ops/epilogue.ts";
import { isAlias, type Op, type ShapeProblem, type Site, type Tensor } from "../ops/op.ts";
import { Backward } from "./backward.ts";
import { fuse, type Group, undoneSteps } from "./fuse.ts";
import { type LossNodes, withLosses } from "./lossNodes.ts";
import { flatWork, Program, work } from "./program.ts";

/** Where the model keeps its parameters. */
export type ParameterSlots = ReadonlyMap<Parameter, Slot>;

/** What a compiled program is to do. */
export interface Purpose {
  /** Losses by output name; an output without one is only computed. */
  readonly losses?: Readonly<Record<string, Loss>>;
  /** Gradients of the losses (or, for outputs in `seeded`, of given output gradients): of every parameter, and of these inputs or other nodes. */
  readonly gradients?: { readonly inputs?: readonly Node[]; readonly seeded?: readonly string[] };
  /**
   * Emits the updates of parameters, once their gradients stand. Only with `gradients`; without it, gradients are results, and
   * statistics stay as they are.
   */
  readonly update?: (program: Program, gradients: ReadonlyMap<Parameter, Slot>) => void;
  /** Parameters that need no gradient. Default: none but statistics. */
  readonly frozen?: ReadonlySet<Parameter>;
  /** Whether convolutions may use Winograd's algorithm. Default true. */
  readonly winograd?: boolean;
  /** Address of the word that stops the tape; with it, a loss or gradient that is not finite stops it before the update. */
  readonly halt?: Slot;
}

/** One output's loss in a program. */
export interface LossSlots {
  readonly loss: Loss;
  /** Values or labels, null where the loss takes none. */
  readonly targets: Slot | null;
  /** Rows of the loss in the batch: samples, or samples * positions. */
  readonly rows: number;
  /** [rows] the weight of each row, over the sum of weights where the loss is their mean: what the host fills in. */
  readonly scale: Slot;
  /** [rows], each row's loss times its scale. */
  readonly losses: Slot;
  /** With labels, a number for each: 1 where the greatest output is the label's, else 0; -1 where the label is ignored. */
  readonly correct: Slot | null;
}

/** A graph compiled for one batch size and purpose. */
export interface Compiled {
  readonly program: Program;
  readonly batch: number;
  readonly inputs: ReadonlyMap<Node, Tensor>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Every node's value, where the program still has it. */
  readonly values: ReadonlyMap<Node, Tensor>;
  readonly losses: Readonly<Record<string, LossSlots>>;
  /** True when running it changes parameters. */
  readonly updates: boolean;
  readonly seeds: Readonly<Record<string, Tensor>>;
  readonly inputGradients: ReadonlyMap<Node, Tensor>;
  readonly parameterGradients: ReadonlyMap<Parameter, Tensor>;
  /** Calls of the forward pass, losses included: the first so many of the program. */
  readonly forwardCalls: number;
  /** For each node with calls of its own, how many calls have run when it is done. */
  readonly done: ReadonlyMap<Node, number>;
}

/** Turns `graph` into the calls that compute it for `batch` samples. */
export function compile(model: Graph, parameters: ParameterSlots, batch: number, purpose: Purpose): Compiled {
  const { graph, losses: lossNodes } = withLosses(model, purpose.losses ?? {});
  const program = new Program(purpose);
  const values = new Map<Node, Tensor>();
  const saved = new Map<Node, unknown>();
  const done = new Map<Node, number>();
  const commits: Commit[] = [];
  const training = purpose.gradients !== undefined;
  const groups = fuse(graph, training, purpose.gradients?.inputs);
  const site = (node: Node): Site<never> => ({
    program,
    attributes: node.attributes as never,
    batch,
    inputs: node.inputs.map((input) => values.get(input) as Tensor),
    output: values.get(node) as Tensor,
    parameters: Object.fromEntries(
      Object.entries(node.parameters).map(([key, p]) => [key, parameterTensor(p, parameters)]),
    ),
    training,
    epilogue: noEpilogue,
    random: () => ({ words: program.randomWords, stream: graph.nodes.indexOf(node) }),
    problem: (p: ShapeProblem) => fail("shape", { where: `layer ${graph.paths.get(node)} (${node.op?.name})`, ...p }),
    afterwards: (finite: readonly Slot[], emit: () => void) => void commits.push({ node, finite, emit }),
  });

  for (const node of graph.nodes) {
    const shape = [batch, ...node.shape];
    const path = graph.paths.get(node) as string;
    if (!node.op) values.set(node, { slot: program.input(path, count(shape) * 4), shape });
    else if (isAlias(node.op, node.attributes, training))
      values.set(node, { slot: (values.get(node.inputs[0]) as Tensor).slot, shape });
    else {
      const group = groups.get(node);
      if (!group) continue; // a node before it does this one's work
      const output = { slot: program.slot(graph.paths.get(group.last) as string, count(shape) * 4), shape };
      for (const member of [node, ...group.steps.map((each) => each.node)]) values.set(member, nowhere(member, shape));
      values.set(group.last, output);
      const forward = () =>
        (node.op as Op<never>).forward({ ...site(node), output, epilogue: epilogueOf(group.steps, values, site) });
      saved.set(node, program.labelled(path, forward));
      done.set(group.last, program.calls.length);
    }
  }
  const outputs = mapRecord(graph.outputs, (node) => values.get(node) as Tensor);
  for (const { slot } of Object.values(outputs)) program.results.add(slot.root);

  const backward = new Backward(program);
  const losses = emitLosses(lossNodes, program, values, purpose, backward);
  const forwardCalls = program.calls.length;
  const seeds = seed(graph, program, outputs, purpose, backward);
  if (purpose.gradients) {
    const undone = new Map([...groups].map(([head, group]) => [head, undoneSteps(group)]));
    backward.run({
      ...{ graph, values, saved, wanted: new Set(purpose.gradients.inputs) },
      trains: (parameter) => !parameter.statistic && !purpose.frozen?.has(parameter),
      undone: new Set([...undone.values()].flatMap((steps) => steps.map(({ node }) => node))),
      site: (node) => {
        const steps = undone.get(node) ?? [];
        return { ...site(node), epilogue: epilogueOf(steps, values, site) };
      },
    });
    finish(graph, program, backward, losses, commits, purpose);
  }
  return {
    ...{ program, batch, outputs, values, losses, seeds, forwardCalls, done, updates: purpose.update !== undefined },
    inputs: new Map(graph.inputs.map((node) => [node, values.get(node) as Tensor])),
    inputGradients: backward.nodes,
    parameterGradients: backward.parameters,
  };
}

/** A value that no memory holds: a call that names it fails when the tape is written. */
const nowhere = (node: Node, shape: Tensor["shape"]): Tensor => ({
  slot: new Slot(`${node.path}, which is computed together with the layer behind it`, count(shape) * 4),
  shape,
});

/** What the head of a group does besides its own. */
function epilogueOf(
  steps: Group["steps"],
  values: ReadonlyMap<Node, Tensor>,
  site: (node: Node) => Site<never>,
): Epilogue {
  let epilogue = noEpilogue;
  for (const { node, step, before } of steps) {
    if (step.kind === "affine") epilogue = { ...epilogue, affine: step.prepare(site(node)) };
    else if (step.kind === "clamp") epilogue = { ...epilogue, low: step.low, high: step.high };
    else {
      const residual = node.inputs[0] === before ? node.inputs[1] : node.inputs[0];
      epilogue = { ...epilogue, residual: (values.get(residual) as Tensor).slot };
    }
  }
  return epilogue;
}

const parameterTensor = (parameter: Parameter, slots: ParameterSlots): Tensor => ({
  slot: slots.get(parameter) as Slot,
  shape: parameter.shape,
});

/** The rows' losses by their scales; with gradients wanted, the scales are where the backward pass begins. */
function emitLosses(
  losses: Readonly<Record<string, LossNodes>>,
  program: Program,
  values: ReadonlyMap<Node, Tensor>,
  purpose: Purpose,
  backward: Backward,
): Record<string, LossSlots> {
  return mapRecord(losses, ({ loss, output, targets, rows }, name) => {
    const { slot, shape } = values.get(rows) as Tensor;
    const elements = count(shape);
    const labels = targets?.classes ? (count(output.shape) / targets.classes) * shape[0] : 0;
    const slots = {
      ...{ loss, rows: elements, scale: program.input(`${name}/scale`, elements * 4) },
      targets: targets && (values.get(targets.node) as Tensor).slot,
      losses: program.result(`${name}/losses`, elements * 4),
      correct: labels ? program.result(`${name}/correct`, labels * 4) : null,
    };
    if (purpose.gradients) backward.give(rows, { slot: slots.scale, shape });
    const weighted = { y: slots.losses, a: slot, b: slots.scale, count: elements };
    program.labelled(`${name}/loss`, () =>
      program.together(() => {
        program.emit(kernels.multiply, weighted, flatWork(elements, 1));
        if (slots.correct) countCorrect(program, values.get(output) as Tensor, slots);
      }),
    );
    return slots;
  });
}

function countCorrect(program: Program, output: Tensor, { loss, correct, targets }: LossSlots): void {
  const classes = output.shape[output.shape.length - 1];
  const ignored = loss.ignoreIndex ?? Number.NaN;
  const args = { correct: correct as Slot, output: output.slot, labels: targets as Slot, classes, ignored };
  program.emit(kernels.labelIsGreatest, args, work(count(output.shape) / classes, 2 * classes));
}

/** Output gradients that the caller gives instead of a loss. */
function seed(
  graph: Graph,
  program: Program,
  outputs: Record<string, Tensor>,
  purpose: Purpose,
  backward: Backward,
): Record<string, Tensor> {
  return Object.fromEntries(
    (purpose.gradients?.seeded ?? []).map((name) => {
      const gradient = backward.begin(graph.outputs[name], outputs[name]);
      program.filled.add(gradient.slot);
      return [name, gradient];
    }),
  );
}

/** What a use of a layer changes when a training step is committed: its statistics. */
interface Commit {
  readonly node: Node;
  readonly finite: readonly Slot[];
  readonly emit: () => void;
}

/**
 * Behind the backward pass: nothing that is not finite may reach the parameters; then statistics, which an optimizer may average, and all
 * updates.
 */
function finish(
  graph: Graph,
  program: Program,
  backward: Backward,
  losses: Record<string, LossSlots>,
  commits: readonly Commit[],
  { update, halt }: Purpose,
): void {
  if (!update) {
    for (const { slot } of [...backward.parameters.values(), ...backward.nodes.values()])
      program.results.add(slot.root);
    return;
  }
  const gradients = [...graph.parameters.keys()].filter((parameter) => backward.parameters.has(parameter));
  if (halt)
    program.together(() => {
      for (const { losses: x, rows } of Object.values(losses)) guard(program, halt, x, rows);
      for (const parameter of gradients) guard(program, halt, gradientOf(parameter).slot, count(parameter.shape));
      for (const slot of commits.flatMap(({ finite }) => finite)) guard(program, halt, slot, slot.bytes / 4);
    });
  for (const round of inRounds(commits)) program.together(() => emitCommits(round));
  update(program, new Map(gradients.map((parameter) => [parameter, gradientOf(parameter).slot])));

  function emitCommits(round: readonly Commit[]): void {
    for (const { node, emit } of round) program.labelled(graph.paths.get(node) as string, emit);
  }
  function gradientOf(parameter: Parameter): Tensor {
    return backward.parameters.get(parameter) as Tensor;
  }
}

/** The first use of every layer, then the second of those that are shared, and so on: each changes what the one before left. */
function inRounds(commits: readonly Commit[]): Commit[][] {
  const uses = new Map<Node["parameters"], number>();
  const rounds: Commit[][] = [];
  for (const commit of commits) {
    const round = uses.get(commit.node.parameters) ?? 0;
    uses.set(commit.node.parameters, round + 1);
    rounds[round] = [...(rounds[round] ?? []), commit];
  }
  return rounds;
}

function guard(program: Program, halt: Slot, x: Slot, elements: number): void {
  program.emit(kernels.guardFinite, { halt, x, count: elements }, flatWork(elements, 1));
}

const mapRecord = <A, B>(record: Readonly<Record<string, A>>, f: (value: A, key: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value, key)]));
