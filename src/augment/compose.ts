import { checkOptions, fail, show } from "../error.ts";
import { checkTransform, checkTransforms } from "./augment.ts";
import { share } from "./options.ts";
import { fork } from "./split.ts";
import type { Transform } from "./transform.ts";

/** Options of {@link sometimes}. */
export interface SometimesOptions {
  /** How often, from 0 to 1. Default 0.5. */
  probability?: number;
}

/**
 * Applies `transform` with the given probability, and else leaves the sample as it is.
 *
 * @throws FoveaError for what is no transform, an unknown option and a probability that is not from 0 to 1.
 * @example
 * sometimes(randomRotation({ degrees: 15 }), { probability: 0.3 })
 */
export function sometimes(transform: Transform, options: SometimesOptions = {}): Transform {
  checkTransform("sometimes", transform);
  checkOptions("sometimes", options, ["probability"]);
  const probability = share("sometimes.probability", options.probability ?? 0.5);
  return {
    name: "sometimes",
    options: { probability, transform: described(transform) },
    apply(image, random) {
      if (random.uniform() < probability) transform.apply(image, fork(random));
    },
  };
}

/**
 * Applies one of `transforms`, each as likely.
 *
 * @throws FoveaError for an empty list and what is no transform.
 * @example
 * oneOf([elasticDistortion({ alpha: 34, sigma: 4 }), randomRotation({ degrees: 15 })])
 */
export function oneOf(transforms: readonly Transform[]): Transform {
  checkTransforms("oneOf", transforms);
  if (!transforms.length)
    fail("option", { where: "oneOf", got: show(transforms), expected: "a list of one transform or more" });
  return {
    name: "oneOf",
    options: { transforms: transforms.map(described) },
    apply(image, random) {
      transforms[random.below(transforms.length)].apply(image, fork(random));
    },
  };
}

/**
 * Applies `transforms` one after the other, as one transform: for `sometimes` and `oneOf`.
 *
 * @throws FoveaError for what is no transform.
 * @example
 * sometimes(inOrder([pad({ size: 4 }), randomRotation({ degrees: 15 })]), { probability: 0.5 })
 */
export function inOrder(transforms: readonly Transform[]): Transform {
  checkTransforms("inOrder", transforms);
  return {
    name: "inOrder",
    options: { transforms: transforms.map(described) },
    apply(image, random) {
      for (const transform of transforms) transform.apply(image, fork(random));
    },
  };
}

const described = ({ name, options }: Transform) => ({ name, options });
