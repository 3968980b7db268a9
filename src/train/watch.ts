import type { Shape } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Network } from "../network.ts";
import type { Plan } from "./plan.ts";
import type { Training } from "./training.ts";

/** What looks into a training's steps without changing them; `statistics` of `fovea/training` is one. */
export interface Watch {
  watch(network: Network, training: Training, losses: Readonly<Record<string, Loss>>): WatchRun;
}

/** Looks into one training. */
export interface WatchRun {
  /** Makes what it needs for steps of `samples` samples: what does not fit is an error before the first. */
  prepare(samples: number): void;
  /** Before a step: `fill` puts the step's samples, or the first part of them, into a plan of a batch of `samples`. */
  before(step: number, samples: number, fill: (plan: Plan) => void): Promise<void>;
  /** After it: what there is to tell. */
  after(step: number, epoch: number): WatchEvent[];
}

/** Mean, standard deviation and share of exact zeros of some numbers, and the square root of the sum of their squares. */
export interface Moments {
  readonly mean: number;
  readonly std: number;
  readonly zeros: number;
  readonly norm: number;
}

/** What a layer's numbers looked like in one step. */
export interface LayerStatistics {
  /** Path, as in the summary. */
  readonly layer: string;
  readonly op: string;
  /** Of the layer's results. */
  readonly activation: Moments;
  /** Of the loss's gradient with respect to them. */
  readonly gradient: Moments;
  /** Of rectifiers: share of units (channels, the last axis) that are zero for every sample and at every position. */
  readonly dead?: number;
  /** By path, of parameters that are trained. */
  readonly parameters: Readonly<Record<string, ParameterStatistics>>;
}

/** What a parameter looked like in one step. */
export interface ParameterStatistics {
  readonly shape: Shape;
  readonly norm: number;
  readonly gradientNorm: number;
  /** Norm of the step's change over the norm before it; null where that is 0. */
  readonly update: number | null;
}

/** What a layer suffers from. */
export type Trouble = "dead" | "vanishing" | "exploding";

/** What watching a training tells. */
export type WatchEvent =
  | { kind: "statistics"; epoch: number; step: number; layers: readonly LayerStatistics[] }
  | { kind: "warning"; epoch: number; step: number; layer: string; trouble: Trouble; message: string };
