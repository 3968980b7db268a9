import type { Op } from "../ops/op.ts";
import type { Initializer } from "./initializer.ts";
import type { Shape } from "./shape.ts";

/** A tensor that belongs to a layer and is kept with the model. Sharing a layer shares its parameters, by identity. */
export interface Parameter {
  /** Layer path and name, e.g. `features/0.conv2d/kernel`; made unique when a graph is closed. */
  path: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly fanIn: number;
  readonly fanOut: number;
  /** A statistic of the data that passed through, such as a running mean: no gradient and no optimizer changes it. */
  readonly statistic?: boolean;
}

/** How an input's raw numbers become the network's: `(value - mean) / std`, for each channel (the last axis) or for all. */
export interface Preprocessing {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * The result of one op in a graph. Nodes are immutable and know where they come from, so a graph is just its output nodes.
 * Shapes are those of one sample: the batch is the program's business.
 */
export interface Node {
  readonly op: Op<never> | null;
  readonly attributes: object;
  readonly inputs: readonly Node[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly shape: Shape;
  /** Where the layer stands: the names of the scopes around it, then its own; an input's name. */
  readonly path: string;
  readonly preprocessing?: Preprocessing;
}

/** A layer is a function from node to node; blocks and networks are compositions of layers. */
export type Layer = (x: Node) => Node;
