import { fail } from "../error.ts";
import type { Node } from "../graph/node.ts";
import { within } from "../graph/scope.ts";
import { format } from "../graph/shape.ts";
import { add, divide, multiply, scale, square, subtract } from "../ops/arithmetic/index.ts";
import { boolean } from "../ops/options.ts";
import { reduceSum } from "../ops/reduction/index.ts";
import { oneHot } from "../ops/shape/index.ts";
import { classesOf, labelTargets } from "./labels.ts";
import { checkLossOptions, given, type Loss, type LossOptions, numberIn, oneOf, sameShapes } from "./loss.ts";

/** Options of {@link jaccardLoss}. */
export interface JaccardLossOptions extends LossOptions {
  /** `"masks"`: a number from 0 to 1 for each output; `"labels"`: one class index for each position. Default `"masks"`. */
  targets?: "masks" | "labels";
  /** Added above and below the line, so that what is empty on both sides counts as right; positive. Default 1. */
  smooth?: number;
}

/** Options of {@link diceLoss}. */
export interface DiceLossOptions extends JaccardLossOptions {
  /** True: squares of outputs and targets stand below the line, as in the paper. Default false. */
  squared?: boolean;
}

/**
 * 1 - (2 sum(p t) + smooth) / (sum(p) + sum(t) + smooth) for each channel, the sums over all positions of a sample; the weighted mean
 * over samples and channels. The output p is probabilities, behind a sigmoid or softmax layer: for masks that fill a small part
 * of an image.
 * Shapes: p [..., channels], targets alike, or labels [...] -> [channels]; a vector alone is one channel -> [1].
 * Gradient: that of the formula, also with respect to masks.
 * Source: Milletari et al. 2016, "V-Net" (with squares); Dice 1945.
 *
 * @throws FoveaError for unknown options, a smooth that is not positive, weights that are negative or not finite.
 * @example
 * net.fit(train, { loss: diceLoss(), optimizer: adam() })
 */
export function diceLoss(options: DiceLossOptions = {}): Loss {
  const name = "diceLoss";
  const common = checkLossOptions(name, options, ["targets", "smooth", "squared"]);
  const squared = boolean(`${name}.squared`, options.squared ?? false);
  const power = squared ? square() : (x: Node): Node => x;
  return overlapLoss(name, options, common, { squared: options.squared }, (shared, p, t, sum, smooth) => {
    const both = add()(sum(power(p)), sum(power(t)));
    return divide()(scale({ factor: 2, offset: smooth })(shared), scale({ offset: smooth })(both));
  });
}

/**
 * 1 - (sum(p t) + smooth) / (sum(p) + sum(t) - sum(p t) + smooth) for each channel, the sums over all positions of a sample: one less
 * the intersection over union of masks; the weighted mean over samples and channels. See {@link diceLoss}.
 * Shapes: p [..., channels], targets alike, or labels [...] -> [channels]; a vector alone is one channel -> [1].
 * Gradient: that of the formula, also with respect to masks.
 * Source: Rahman and Wang 2016, "Optimizing intersection-over-union in deep neural networks for image segmentation".
 *
 * @throws FoveaError for unknown options, a smooth that is not positive, weights that are negative or not finite.
 * @example
 * net.fit(train, { loss: jaccardLoss(), optimizer: adam() })
 */
export function jaccardLoss(options: JaccardLossOptions = {}): Loss {
  const name = "jaccardLoss";
  const common = checkLossOptions(name, options, ["targets", "smooth"]);
  return overlapLoss(name, options, common, {}, (shared, p, t, sum, smooth) => {
    const either = subtract()(add()(sum(p), sum(t)), shared);
    return divide()(scale({ offset: smooth })(shared), scale({ offset: smooth })(either));
  });
}

/** How far masks cover each other, from their shared sum, themselves, and the sum over positions. */
type Overlap = (shared: Node, p: Node, t: Node, sum: (x: Node) => Node, smooth: number) => Node;

function overlapLoss(
  name: string,
  options: JaccardLossOptions,
  common: Required<LossOptions>,
  own: Readonly<Record<string, unknown>>,
  overlap: Overlap,
): Loss {
  const targets = oneOf(`${name}.targets`, options.targets ?? "masks", ["masks", "labels"]);
  const smooth = numberIn(`${name}.smooth`, options.smooth ?? 1, 0, Number.POSITIVE_INFINITY, true);
  return {
    name,
    ...common,
    options: given({ ...common, targets: options.targets, smooth: options.smooth, ...own }),
    targets(shape) {
      if (targets === "masks") return { shape };
      classesOf(name, shape);
      if (shape.length < 2)
        fail("shape", {
          where: name,
          got: `an output of shape ${format(shape)}`,
          expected: "[..., classes] at several positions, where targets are labels",
        });
      return labelTargets(shape);
    },
    of: (p, given) =>
      within(name, () => {
        const masks =
          targets === "labels" ? oneHot({ classes: p.shape[p.shape.length - 1] })(given as Node) : (given as Node);
        sameShapes(name, p, masks);
        const axes = p.shape.length > 1 ? p.shape.slice(0, -1).map((_, axis) => axis) : [0];
        const sum = reduceSum({ axes });
        const cover = overlap(sum(multiply()(p, masks)), p, masks, sum, smooth);
        return scale({ factor: -1, offset: 1 })(cover);
      }),
  };
}
