import { checkLayerOptions, combine, type LayerOptions } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import { within } from "../graph/scope.ts";
import { relu } from "../ops/activation/index.ts";
import { add, multiply, scale, square, subtract } from "../ops/arithmetic/index.ts";
import { boolean } from "../ops/options.ts";
import { numberIn } from "./loss.ts";
import { cosineSimilarityOp, distanceOp } from "./ops/distance.ts";

/** Options of {@link distance}. */
export interface DistanceOptions extends LayerOptions {
  /** True: the square of the distance. Default false. */
  squared?: boolean;
}

/**
 * y = |a - b|, the Euclidean distance of the vectors along the last axis, or its square.
 * Shapes: a and b [..., size] -> [...], [1] for one vector.
 * Gradient: da = dy (a - b) / y, 0 where the vectors are equal, db = -da; of the square 2 dy (a - b).
 * Source: as PyTorch's pairwise_distance, without its epsilon.
 *
 * @throws FoveaError for an unknown option, nodes of two shapes.
 * @example
 * const d = distance()(input([128], { name: "a" }), input([128], { name: "b" })); // [1]
 */
export function distance(options: DistanceOptions = {}): (a: Node, b: Node) => Node {
  checkLayerOptions("distance", options, ["squared"]);
  return combine(distanceOp, { squared: boolean("distance.squared", options.squared ?? false) }, options.name);
}

/** Options of {@link cosineSimilarity}. */
export interface CosineSimilarityOptions extends LayerOptions {
  /** The least that a vector's length counts as, positive. Default 1e-8. */
  epsilon?: number;
}

/**
 * y = a . b / (|a| |b|), the cosine between the vectors along the last axis; lengths count as epsilon at least.
 * Shapes: a and b [..., size] -> [...], [1] for one vector.
 * Gradient: da = dy (b / |b| - y a / |a|) / |a|, and alike db.
 * Source: as PyTorch's cosine_similarity.
 *
 * @throws FoveaError for an unknown option, an epsilon that is not positive, nodes of two shapes.
 * @example
 * const alike = cosineSimilarity()(input([128], { name: "a" }), input([128], { name: "b" })); // [1]
 */
export function cosineSimilarity(options: CosineSimilarityOptions = {}): (a: Node, b: Node) => Node {
  checkLayerOptions("cosineSimilarity", options, ["epsilon"]);
  const epsilon = numberIn("cosineSimilarity.epsilon", options.epsilon ?? 1e-8, 0, 1, true);
  return combine(cosineSimilarityOp, { epsilon }, options.name);
}

/** Options of {@link tripletLoss}. */
export interface TripletLossOptions extends LayerOptions {
  /** How much farther the negative must be than the positive, not negative, in units of the distance. Default 1. */
  margin?: number;
  /** True: of squared distances, as in the paper. Default false. */
  squared?: boolean;
}

/**
 * max(0, |a - p| - |a - n| + margin): an anchor is to be nearer to a positive, of its own kind, than to a negative. A layer of three
 * nodes, for an output whose loss is {@link minimize}. The paper takes squared distances of vectors of length 1 and margin 0.2.
 * Shapes: anchor, positive and negative [..., size] -> [...], [1] for one vector.
 * Gradient: that of the distances, 0 where the margin is kept and where vectors are equal.
 * Source: Schroff et al. 2015, "FaceNet"; as PyTorch's TripletMarginLoss, without its epsilon.
 *
 * @throws FoveaError for unknown options, a negative margin, nodes of several shapes.
 * @example
 * const loss = tripletLoss({ margin: 0.2, squared: true })(embed(anchor), embed(positive), embed(negative));
 */
export function tripletLoss(options: TripletLossOptions = {}): (anchor: Node, positive: Node, negative: Node) => Node {
  checkLayerOptions("tripletLoss", options, ["margin", "squared"]);
  const margin = numberIn("tripletLoss.margin", options.margin ?? 1, 0, Number.POSITIVE_INFINITY);
  const squared = boolean("tripletLoss.squared", options.squared ?? false);
  const apart = distance({ squared });
  return (anchor, positive, negative) =>
    within(options.name ?? "tripletLoss", () => {
      const difference = subtract()(apart(anchor, positive), apart(anchor, negative));
      return relu()(scale({ offset: margin })(difference));
    });
}

/** Options of {@link contrastiveLoss}. */
export interface ContrastiveLossOptions extends LayerOptions {
  /** The distance from which on pairs that differ are far enough, positive. Default 1. */
  margin?: number;
}

/**
 * s d^2 / 2 + (1 - s) max(0, margin - d)^2 / 2, d = |a - b|, for pairs that are alike (s = 1) or differ (s = 0). A layer of three
 * nodes, for an output whose loss is {@link minimize}. The paper's label Y is 1 - s.
 * Shapes: a and b [..., size], s [...], [1] for one vector -> the same as s.
 * Gradient: that of the distance, 0 where the vectors are equal.
 * Source: Hadsell et al. 2006, "Dimensionality reduction by learning an invariant mapping".
 *
 * @throws FoveaError for unknown options, a margin that is not positive, nodes whose shapes do not go together.
 * @example
 * const loss = contrastiveLoss()(embed(left), embed(right), input([1], { name: "alike" }));
 */
export function contrastiveLoss(options: ContrastiveLossOptions = {}): (a: Node, b: Node, alike: Node) => Node {
  checkLayerOptions("contrastiveLoss", options, ["margin"]);
  const margin = numberIn("contrastiveLoss.margin", options.margin ?? 1, 0, Number.POSITIVE_INFINITY, true);
  return (a, b, alike) =>
    within(options.name ?? "contrastiveLoss", () => {
      const far = relu()(scale({ factor: -1, offset: margin })(distance()(a, b)));
      return scale({ factor: 0.5 })(either(alike, distance({ squared: true })(a, b), square()(far)));
    });
}

/** Options of {@link cosineEmbeddingLoss}. */
export interface CosineEmbeddingLossOptions extends LayerOptions {
  /** The cosine up to which pairs that differ are far enough, from -1 to 1. Default 0. */
  margin?: number;
}

/**
 * s (1 - c) + (1 - s) max(0, c - margin), c the cosine between a and b, for pairs that are alike (s = 1) or differ (s = 0). A layer of
 * three nodes, for an output whose loss is {@link minimize}. PyTorch's target is 2 s - 1.
 * Shapes: a and b [..., size], s [...], [1] for one vector -> the same as s.
 * Gradient: that of the cosine.
 * Source: as PyTorch's CosineEmbeddingLoss.
 *
 * @throws FoveaError for unknown options, a margin outside -1 to 1, nodes whose shapes do not go together.
 * @example
 * const loss = cosineEmbeddingLoss({ margin: 0.2 })(embed(left), embed(right), input([1], { name: "alike" }));
 */
export function cosineEmbeddingLoss(options: CosineEmbeddingLossOptions = {}): (a: Node, b: Node, alike: Node) => Node {
  checkLayerOptions("cosineEmbeddingLoss", options, ["margin"]);
  const margin = numberIn("cosineEmbeddingLoss.margin", options.margin ?? 0, -1, 1);
  return (a, b, alike) =>
    within(options.name ?? "cosineEmbeddingLoss", () => {
      const cosine = cosineSimilarity()(a, b);
      const far = relu()(scale({ offset: -margin })(cosine));
      return either(alike, scale({ factor: -1, offset: 1 })(cosine), far);
    });
}

/** s a + (1 - s) b. */
const either = (s: Node, a: Node, b: Node): Node =>
  add()(multiply()(s, a), multiply()(scale({ factor: -1, offset: 1 })(s), b));
