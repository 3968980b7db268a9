import { fail, show } from "../error.ts";
import type { Node } from "../graph/node.ts";
import type { Shape } from "../graph/shape.ts";
import { classesOf, labelTargets } from "./labels.ts";
import { checkLossOptions, given, type Loss, type LossOptions, type Targets } from "./loss.ts";

/** Options of {@link customLoss}. */
export interface CustomLossOptions extends LossOptions {
  /**
   * `"values"`: as many as the output has; `"labels"`: one class index for each row of classes (the last axis), checked, with
   * accuracy reported; a shape: so many numbers a sample, such as [4]; `"none"`: `build` is given the output alone, and samples need no
   * `y`. Default `"values"`.
   */
  targets?: "values" | "labels" | "none" | Shape;
}

/**
 * A loss of one's own, as a composition of layers: `build` is given the output and the targets, both nodes, and gives a node. Every
 * number of it is the loss of a row: one for each sample, or as many as there are positions; training makes their mean small, or
 * their sum, weighted by sample weights. The gradient follows from the layers. Other losses may be parts of it by their `of`, nodes
 * of the model too; layers with parameters have their place in the model, with an output of their own.
 * Shapes: what `build` makes of them.
 * Gradient: that of the layers.
 * Source: none; it is yours.
 *
 * @param name What the loss is called in errors and summaries: a word without / or spaces.
 * @throws FoveaError for a name that is none, a build that is no function, unknown options; at compile time for a build that gives
 *   no node, or one with parameters of its own.
 * @example
 * const logCosh = customLoss("logCosh", (y, t) => {
 *   const d = subtract()(y, t);
 *   return log()(scale({ factor: 0.5 })(add()(exp()(d), exp()(negate()(d)))));
 * });
 */
export function customLoss(
  name: string,
  build: (output: Node, targets: Node) => Node,
  options: CustomLossOptions = {},
): Loss {
  if (typeof name !== "string" || !/^[^/\s]+$/.test(name))
    fail("option", { where: "customLoss, name", got: show(name), expected: "a word without / or spaces" });
  if (typeof build !== "function")
    fail("option", {
      where: `customLoss ${show(name)}`,
      got: show(build),
      expected: "a function from output and targets to a node",
      hint: 'customLoss("mine", (y, t) => square()(subtract()(y, t)))',
    });
  const common = checkLossOptions(name, options, ["targets"]);
  const targets = checkTargets(`${name}.targets`, options.targets ?? "values");
  return {
    name,
    ...common,
    options: given({ ...common, targets: options.targets }),
    identity: identityOf(build),
    targets: (output) => targetsOf(name, targets, output),
    of: (output, given) => build(output, given as Node),
  };
}

/** Options of {@link minimize}. */
export type MinimizeOptions = LossOptions;

/**
 * The output itself as what is made small, for models that compute their own loss from several nodes: `tripletLoss()(a, p, n)`, a style
 * loss, those of a generator and a discriminator. Every number of the output counts as a row; the weighted mean over them. It takes
 * no targets: samples need no `y` for such an output.
 * Shapes: an output of any shape -> the same.
 * Gradient: 1.
 * Source: none; the model's own output.
 *
 * @throws FoveaError for an unknown option and for a weight that is negative or not finite.
 * @example
 * net.fit({ x: { anchor, positive, negative } }, { loss: minimize(), optimizer: adam() })
 */
export function minimize(options: MinimizeOptions = {}): Loss {
  const common = checkLossOptions("minimize", options);
  return { name: "minimize", ...common, options: common, targets: () => null, of: (output) => output };
}

type Wanted = NonNullable<CustomLossOptions["targets"]>;

const identities = new WeakMap<object, number>();
let last = 0;

/** A number for each function: plans are kept by it, and functions of one name and text need not do the same. */
function identityOf(build: object): number {
  const identity = identities.get(build) ?? ++last;
  identities.set(build, identity);
  return identity;
}

function checkTargets(where: string, targets: Wanted): Wanted {
  if (targets === "values" || targets === "labels" || targets === "none") return targets;
  const sizes = Array.isArray(targets) && targets.length > 0;
  if (!sizes || !targets.every((size) => Number.isInteger(size) && size > 0))
    fail("option", { where, got: show(targets), expected: '"values", "labels", "none" or a shape, such as [4]' });
  return [...targets];
}

function targetsOf(name: string, targets: Wanted, output: Shape): Targets | null {
  if (targets === "none") return null;
  if (targets === "values") return { shape: output };
  if (targets !== "labels") return { shape: targets };
  classesOf(name, output);
  return labelTargets(output);
}
