import type { Slot } from "../../bindings/slot.ts";
import type { Initializer } from "../graph/initializer.ts";
import type { Shape } from "../graph/shape.ts";
import type { Program } from "../plan/program.ts";
import type { Epilogue, Step } from "./epilogue.ts";

/** A tensor of a compiled program: the batch is its first size. */
export interface Tensor {
  readonly slot: Slot;
  readonly shape: Shape;
}

/** What an op wants to keep. Fans count the inputs and outputs of one element, for the initializer. */
export interface ParameterSpec {
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly fanIn: number;
  readonly fanOut: number;
  /** It is not learnt: a training step changes it by what the op emits in {@link Site.afterwards}. Default false. */
  readonly statistic?: boolean;
}

/** What shape inference says of one use of an op. */
export interface Inferred {
  /** Shape of one sample of the output. */
  readonly shape: Shape;
  readonly parameters?: Readonly<Record<string, ParameterSpec>>;
  /** Multiply-adds of the forward pass for one sample. */
  readonly multiplyAdds?: number;
}

/** Shape inference failed; the graph adds the layer's path. */
export interface ShapeProblem {
  got: string;
  expected: string;
  hint?: string;
}

/**
 * The random numbers of one use of an op in one step: key = (seed low, seed high), counter = (stream, block, step, purpose.dropout)
 * of Philox (src/random.ts), so that they depend on nothing else: not on threads, nor on what was drawn before.
 */
export interface RandomNumbers {
  /** i32 [3]: seed low, seed high and step, which the host writes before each run. */
  readonly words: Slot;
  /** Another one for each node of a graph. */
  readonly stream: number;
}

/** One use of an op in a program: what `forward` reads and writes. */
export interface Site<Attributes> {
  readonly program: Program;
  readonly attributes: Attributes;
  /** Samples in the batch. */
  readonly batch: number;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** True when a backward pass will follow. */
  readonly training: boolean;
  /** What `forward` is to do besides, and `backward` to undo: nothing, unless the op takes such steps. */
  readonly epilogue: Epilogue;
  /** This use's random numbers; `backward` is given the same ones, so that what was drawn need not be kept where drawing is cheaper. */
  readonly random: () => RandomNumbers;
  /** Ends the compilation with an error that names the layer. */
  readonly problem: (p: ShapeProblem) => never;
  /**
   * Has `emit` called among the updates of a training step, behind the check that the step is finite, which covers the slots
   * `finite` too; programs without updates never call it. The uses of a shared layer keep their order.
   */
  readonly afterwards: (finite: readonly Slot[], emit: () => void) => void;
}

/**
 * The same use in the backward pass: `forward`'s site, the output's gradient, and the gradients to write (null: not wanted;
 * statistics have none).
 */
export interface BackwardSite<Attributes> extends Site<Attributes> {
  readonly outputGradient: Tensor;
  readonly inputGradients: readonly (Tensor | null)[];
  readonly parameterGradients: Readonly<Record<string, Tensor | null>>;
}

/**
 * An op: shape inference and the calls that compute it. `forward` may return what `backward` needs beyond
 * inputs and output (an argmax, say); whatever a later call names stays alive until then, so nothing else says what is saved.
 */
export interface Op<Attributes, Saved = unknown> {
  readonly name: string;
  /** The output is the input, perhaps under another shape: no call, no memory. A function says when, as a dropout is in inference. */
  readonly alias?: boolean | ((attributes: Attributes, training: boolean) => boolean);
  /** Nothing flows back through it: to the backward pass its output is a constant, and `backward` is never called. */
  readonly stopsGradient?: boolean;
  /**
   * For each input, whether its gradient is the output's, number for number: then it is given the same memory, and `backward`
   * finds null in its place. Where an alias does not say, it is.
   */
  sharesGradient?(site: Site<Attributes>): readonly boolean[];
  /** How many nodes it takes, where `infer` counts on more than one. Default: what `infer` checks. */
  readonly takesNodes?: number;
  infer(attributes: Attributes, inputs: readonly Shape[], problem: (p: ShapeProblem) => never): Inferred;
  forward(site: Site<Attributes>): Saved;
  /**
   * The kinds of steps that `forward` can do besides its own, in this order (src/plan/fuse.ts). The site's output then is what the
   * last of them gives, so that `backward` must not read it.
   */
  takes?(training: boolean): readonly Step["kind"][];
  /**
   * Of these, the kinds whose gradient `backward` sees to as well where they come first. Its site then holds them as epilogue,
   * and the gradient of the last of them.
   */
  readonly undoes?: readonly Step["kind"][];
  /** This op as such a step, where it can be one; in training only if `backward` does not read the input, which is not there then. */
  step?(attributes: Attributes, training: boolean): Step | null;
  backward(site: BackwardSite<Attributes>, saved: Saved): void;
}

/** Whether a node with this op and these attributes is its input, under another shape at most. */
export function isAlias(op: Op<never> | null, attributes: object, training: boolean): boolean {
  return typeof op?.alias === "function" ? op.alias(attributes as never, training) : op?.alias === true;
}

/** What `op` makes of inputs of these shapes; a problem where there are too few or too many of them. */
export function inferred<Attributes>(
  op: Op<Attributes>,
  attributes: Attributes,
  inputs: readonly Shape[],
  problem: (p: ShapeProblem) => never,
): Inferred {
  const { takesNodes = inputs.length } = op;
  if (inputs.length !== takesNodes)
    problem({ got: inputs.length === 1 ? "1 node" : `${inputs.length} nodes`, expected: `${takesNodes} nodes` });
  return op.infer(attributes, inputs, problem);
}
