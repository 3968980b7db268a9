import type { Slot } from "../../bindings/slot.ts";
import type { Site } from "./op.ts";

/** What an op may leave to the op before it, which then does it on its results' way to memory: */
export type Step =
  /** each channel's values times a factor plus an offset (a batch normalisation in inference), */
  | { readonly kind: "affine"; readonly prepare: (site: Site<never>) => Affine }
  /** another tensor of the same shape added, */
  | { readonly kind: "add" }
  /** values clamped to [low, high] (rectifiers); NaN stays NaN. */
  | { readonly kind: "clamp"; readonly low: number; readonly high: number };

/** A factor and an offset for each channel, computed when parameters change. */
export interface Affine {
  readonly factor: Slot;
  readonly offset: Slot;
}

/** The steps that a use of an op is to do besides its own: clamp(result * factor + offset + residual, low, high). */
export interface Epilogue {
  readonly affine: Affine | null;
  readonly residual: Slot | null;
  readonly low: number;
  readonly high: number;
}

export const noEpilogue: Epilogue = {
  affine: null,
  residual: null,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};
