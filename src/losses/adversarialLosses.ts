import { checkLayerOptions, type LayerOptions } from "../graph/layer.ts";
import type { Layer, Node } from "../graph/node.ts";
import { within } from "../graph/scope.ts";
import { relu, softplus } from "../ops/activation/index.ts";
import { add, negate, scale, square, subtract } from "../ops/arithmetic/index.ts";
import { oneOf } from "./loss.ts";

/** Options of {@link discriminatorLoss} and {@link generatorLoss}: both need the same form. */
export interface AdversarialLossOptions extends LayerOptions {
  /** What the discriminator's outputs mean: see the layers. Default `"nonSaturating"`. */
  form?: "nonSaturating" | "leastSquares" | "wasserstein" | "hinge";
}

const forms = ["nonSaturating", "leastSquares", "wasserstein", "hinge"] as const;

/**
 * What a discriminator makes small, from its outputs r for real samples and f for those of a generator, number by number:
 * `"nonSaturating"` softplus(-r) + softplus(f), the cross-entropy of logits; `"leastSquares"` ((r - 1)^2 + f^2) / 2; `"wasserstein"`
 * f - r, of a critic whose slope must be bounded by other means; `"hinge"` max(0, 1 - r) + max(0, 1 + f). A layer of two nodes, for
 * an output whose loss is {@link minimize}; {@link stopGradient} behind the generator keeps it out of this.
 * Shapes: r and f of one shape -> the same.
 * Gradient: with respect to both.
 * Source: Goodfellow et al. 2014; Mao et al. 2017, "Least squares GAN"; Arjovsky et al. 2017, "Wasserstein GAN"; Lim and Ye 2017.
 *
 * @throws FoveaError for unknown options, nodes whose shapes do not go together.
 * @example
 * const loss = discriminatorLoss()(critic(photograph), critic(stopGradient()(generator(noise))));
 */
export function discriminatorLoss(options: AdversarialLossOptions = {}): (real: Node, fake: Node) => Node {
  const { form, name } = check("discriminatorLoss", options);
  const parts: Record<typeof form, (real: Node, fake: Node) => Node> = {
    nonSaturating: (real, fake) => add()(softplus()(negate()(real)), softplus()(fake)),
    leastSquares: (real, fake) => scale({ factor: 0.5 })(add()(square()(scale({ offset: -1 })(real)), square()(fake))),
    wasserstein: (real, fake) => subtract()(fake, real),
    hinge: (real, fake) => add()(relu()(scale({ factor: -1, offset: 1 })(real)), relu()(scale({ offset: 1 })(fake))),
  };
  return (real, fake) => within(name, () => parts[form](real, fake));
}

/**
 * What a generator makes small, from the discriminator's outputs f for its samples, number by number: `"nonSaturating"` softplus(-f);
 * `"leastSquares"` (f - 1)^2 / 2; `"wasserstein"` and `"hinge"` -f. A layer, for an output whose loss is {@link minimize}, while the
 * discriminator is frozen.
 * Shapes: any -> the same.
 * Gradient: with respect to f.
 * Source: as {@link discriminatorLoss}.
 *
 * @throws FoveaError for unknown options.
 * @example
 * const loss = generatorLoss()(critic(generator(noise)));
 */
export function generatorLoss(options: AdversarialLossOptions = {}): Layer {
  const { form, name } = check("generatorLoss", options);
  const parts: Record<typeof form, Layer> = {
    nonSaturating: (fake) => softplus()(negate()(fake)),
    leastSquares: (fake) => scale({ factor: 0.5 })(square()(scale({ offset: -1 })(fake))),
    wasserstein: (fake) => negate()(fake),
    hinge: (fake) => negate()(fake),
  };
  return (fake) => within(name, () => parts[form](fake));
}

function check(op: string, options: AdversarialLossOptions): { form: (typeof forms)[number]; name: string } {
  checkLayerOptions(op, options, ["form"]);
  return { form: oneOf(`${op}.form`, options.form ?? "nonSaturating", forms), name: options.name ?? op };
}
