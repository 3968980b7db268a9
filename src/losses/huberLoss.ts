import { checkLossOptions, type Loss, type LossOptions, numberIn } from "./loss.ts";
import { factorOf, pointwiseLoss } from "./pointwise.ts";

/** Options of {@link huberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** The difference from which on the loss grows linearly, positive, in units of the output. Default 1. */
  delta?: number;
}

/**
 * (1/n) sum over i of h(y[i] - t[i]) for a sample of n numbers, h(d) = d^2 / 2 where |d| <= delta, delta (|d| - delta / 2) beyond; the
 * weighted mean over the samples. Its slope is at most delta: a great delta makes it half the squared error. {@link smoothL1Loss} is it
 * divided by delta. With reduction "sum" the sum over all numbers, without 1/n.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: (y - t) / n, clipped to -delta / n and delta / n, and its negative for the targets.
 * Source: Huber 1964, "Robust estimation of a location parameter"; as PyTorch's HuberLoss.
 *
 * @throws FoveaError for an unknown option, a delta that is not positive, a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: huberLoss({ delta: 0.5 }), optimizer: adam() })
 */
export function huberLoss(options: HuberLossOptions = {}): Loss {
  const name = "huberLoss";
  const common = checkLossOptions(name, options, ["delta"]);
  const delta = numberIn(`${name}.delta`, options.delta ?? 1, 0, Number.POSITIVE_INFINITY, true);
  const attributes = { kind: "huber", rows: "samples", factor: factorOf(common.reduction), parameter: delta } as const;
  return pointwiseLoss(name, common, { delta: options.delta }, attributes);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** The difference up to which the loss is quadratic, in units of the output; with 0 it is {@link meanAbsoluteError}. Default 1. */
  beta?: number;
}

/**
 * (1/n) sum over i of s(y[i] - t[i]) for a sample of n numbers, s(d) = d^2 / (2 beta) where |d| <= beta, |d| - beta / 2 beyond; the
 * weighted mean over the samples. Its slope is at most 1: a small beta makes it the absolute error. {@link huberLoss} is it times
 * delta = beta. With reduction "sum" the sum over all numbers, without 1/n.
 * Shapes: output and targets of any one shape -> [1].
 * Gradient: (y - t) / (beta n), clipped to -1 / n and 1 / n, and its negative for the targets.
 * Source: Girshick 2015, "Fast R-CNN"; as PyTorch's SmoothL1Loss.
 *
 * @throws FoveaError for an unknown option, a negative beta, a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: smoothL1Loss({ beta: 0.1 }), optimizer: adam() })
 */
export function smoothL1Loss(options: SmoothL1LossOptions = {}): Loss {
  const name = "smoothL1Loss";
  const common = checkLossOptions(name, options, ["beta"]);
  const beta = numberIn(`${name}.beta`, options.beta ?? 1, 0, Number.POSITIVE_INFINITY);
  const own = { beta: options.beta };
  const factor = factorOf(common.reduction);
  if (beta === 0) return pointwiseLoss(name, common, own, { kind: "absolute", rows: "samples", factor });
  return pointwiseLoss(name, common, own, { kind: "huber", rows: "samples", factor, parameter: beta, scale: 1 / beta });
}
