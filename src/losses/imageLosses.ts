import { checkLayerOptions, combine, type LayerOptions } from "../graph/layer.ts";
import type { Layer, Node } from "../graph/node.ts";
import { within, withName } from "../graph/scope.ts";
import { scale } from "../ops/arithmetic/index.ts";
import { gram } from "../ops/linear/index.ts";
import { boolean } from "../ops/options.ts";
import { euclidean } from "./euclidean.ts";
import { totalVariationOp } from "./ops/totalVariation.ts";

/** Options of {@link totalVariation}. */
export interface TotalVariationOptions extends LayerOptions {
  /** True: squares of differences, which smooth; false: magnitudes, which keep edges. Default false. */
  squared?: boolean;
}

/**
 * y = sum over neighbours, right and below, and channels of |x[i] - x[j]|, or of its square: how restless an image is. A layer, for an
 * output whose loss is {@link minimize}, or as a part of another loss.
 * Shapes: [height, width, channels] -> [1].
 * Gradient: the sum of the signs of the differences to the neighbours, 0 where they are equal; or of twice the differences.
 * Source: Rudin et al. 1992, "Nonlinear total variation based noise removal algorithms"; anisotropic, as TensorFlow's total_variation.
 *
 * @throws FoveaError for an unknown option, inputs that are no images.
 * @example
 * const restless = scale({ factor: 1e-4 })(totalVariation()(image));
 */
export function totalVariation(options: TotalVariationOptions = {}): Layer {
  checkLayerOptions("totalVariation", options, ["squared"]);
  const squared = boolean("totalVariation.squared", options.squared ?? false);
  const apply = combine(totalVariationOp, { squared }, options.name);
  return withName((x: Node): Node => apply(x));
}

/**
 * 1/2 sum of (x - target)^2 over all numbers of two images' features: what an image shows. A layer of two nodes, for an output whose
 * loss is {@link minimize}.
 * Shapes: x and target of any one shape -> [1].
 * Gradient: x - target, and its negative for the target.
 * Source: Gatys et al. 2016, "Image style transfer using convolutional neural networks", equation 1.
 *
 * @throws FoveaError for an unknown option, nodes of two shapes.
 * @example
 * const content = contentLoss()(features(image), features(photograph));
 */
export function contentLoss(options: LayerOptions = {}): (x: Node, target: Node) => Node {
  checkLayerOptions("contentLoss", options);
  return (x, target) => within(options.name ?? "contentLoss", () => euclidean().of(x, target));
}

/**
 * sum over i, j of (G[i, j] - A[i, j])^2 / (4 channels^2 positions^2), G and A the Gram matrices of two images' features, not divided by
 * their size: how an image is painted. A layer of two nodes, for an output whose loss is {@link minimize}. The target may have other
 * positions, not other channels; its own number of them is then taken to even that out.
 * Shapes: x [height, width, channels], target [height', width', channels] -> [1].
 * Gradient: that of the Gram matrices, with respect to both.
 * Source: Gatys et al. 2016, "Image style transfer using convolutional neural networks", equations 3 and 4.
 *
 * @throws FoveaError for an unknown option, nodes without positions or with different channels.
 * @example
 * const style = styleLoss()(features(image), features(painting));
 */
export function styleLoss(options: LayerOptions = {}): (x: Node, target: Node) => Node {
  checkLayerOptions("styleLoss", options);
  return (x, target) =>
    within(options.name ?? "styleLoss", () => {
      // gram() divides by positions times channels, so the squares by its square: what is left of the formula is 1/4.
      const apart = euclidean().of(gram()(x), gram()(target));
      return scale({ factor: 0.5 })(apart);
    });
}
