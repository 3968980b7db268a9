import { fail, show } from "../error.ts";
import type { Node } from "../graph/node.ts";
import { sequential } from "../graph/sequential.ts";
import { count } from "../graph/shape.ts";
import { abs, scale, square, subtract } from "../ops/arithmetic/index.ts";
import { gram } from "../ops/linear/gram.ts";
import { reduceSum } from "../ops/reduction/index.ts";
import { reshape } from "../ops/shape/reshape.ts";
import { above0 } from "./options.ts";

/** A function of a parameter that {@link regularize} adds to the loss. */
export interface Penalty {
  readonly name: string;
  /** Plain data that says how to make this penalty again. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The penalty of a parameter, made of layers without parameters; of a node with several numbers, their sum. */
  of(parameter: Node): Node;
}

/**
 * factor times the sum of |p|: drives weights to 0. Gradient: factor sign(p), at 0 it is 0.
 * Source: Tibshirani 1996, "Regression shrinkage and selection via the lasso".
 *
 * @param factor above 0
 * @throws FoveaError for a factor that is not above 0.
 * @example
 * regularize(sgd(), { penalty: l1Penalty(1e-5) })
 */
export function l1Penalty(factor: number): Penalty {
  above0("l1Penalty", factor);
  return { name: "l1", options: { factor }, of: sequential(abs(), reduceSum(), scale({ factor })) };
}

/**
 * factor times the sum of p^2: keeps weights small. Gradient: 2 factor p. With plain SGD it is what weightDecay 2 factor does; with
 * adaptive optimizers it goes through their scaling, which adamW's decay does not.
 * Source: Hoerl and Kennard 1970, "Ridge regression"; Krogh and Hertz 1992 for networks.
 *
 * @param factor above 0
 * @throws FoveaError for a factor that is not above 0.
 * @example
 * regularize(adam(), { match: /dense.kernel$/, penalty: l2Penalty(1e-4) })
 */
export function l2Penalty(factor: number): Penalty {
  above0("l2Penalty", factor);
  return { name: "l2", options: { factor }, of: sequential(square(), reduceSum(), scale({ factor })) };
}

/**
 * factor times |W'W - I|^2, the squared distance of the products of each two outputs' weights from those of orthogonal ones of length 1;
 * W is the parameter as a matrix, all axes but the last by the last. Gradient: 4 factor W (W'W - I).
 * Source: Brock et al. 2017, "Neural photo editing with introspective adversarial networks"; Bansal et al. 2018, "Can we gain more
 * from orthogonality regularizations in training deep CNNs?".
 *
 * @param factor above 0
 * @throws FoveaError for a factor that is not above 0.
 * @example
 * regularize(sgd(), { match: /conv2d.kernel$/, penalty: orthogonalPenalty(1e-3) })
 */
export function orthogonalPenalty(factor: number): Penalty {
  above0("orthogonalPenalty", factor);
  return {
    name: "orthogonal",
    options: { factor },
    of(parameter) {
      const { shape } = parameter;
      const columns = shape[shape.length - 1];
      const matrix = reshape({ shape: [count(shape) / columns, columns] })(parameter);
      // |G - I|^2 = |G|^2 - 2 trace(G) + columns, and the trace of W'W is |W|^2.
      const products = sequential(gram({ normalize: false }), square(), reduceSum())(matrix);
      const lengths = sequential(square(), reduceSum(), scale({ factor: 2, offset: -columns }))(matrix);
      return scale({ factor })(subtract()(products, lengths));
    },
  };
}

/**
 * A penalty of your own: a function of nodes, of layers without parameters. Its gradient follows by itself.
 * Source: none; it is yours.
 *
 * @param name as saved files and errors have it
 * @param of the penalty of a parameter's node; of several numbers, their sum counts
 * @throws FoveaError for a name that is empty and what is no function.
 * @example
 * const smooth = customPenalty("smooth", (p) => reduceSum()(square()(subtract()(slice({ axis: 0, begin: 1 })(p), slice({ axis: 0, end: -1 })(p)))));
 */
export function customPenalty(name: string, of: (parameter: Node) => Node): Penalty {
  if (typeof name !== "string" || !/^[^/\s]+$/.test(name))
    fail("option", { where: "customPenalty, name", got: show(name), expected: "a word without / or spaces" });
  if (typeof of !== "function")
    fail("option", { where: `customPenalty ${name}`, got: show(of), expected: "a function of a node" });
  return { name, options: {}, of };
}
