import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail, show } from "../error.ts";
import { input, isNode } from "../graph/input.ts";
import type { Node } from "../graph/node.ts";
import { within } from "../graph/scope.ts";
import { emitFunctionGradient } from "../plan/functionGradient.ts";
import { flatWork, type Program } from "../plan/program.ts";
import { checkMatch, KERNELS, matcher, type ParameterMatch, plainMatch } from "./match.ts";
import type { Optimizer, Update } from "./optimizer.ts";
import type { Penalty } from "./penalties.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** What {@link regularize} adds to the loss for some parameters. */
export interface Regularizer {
  /** Which parameters. Default: all whose path ends in `/kernel`. */
  match?: ParameterMatch;
  /** A function of each of them, such as {@link l2Penalty}. */
  penalty: Penalty;
}

/**
 * `optimizer` with the gradient of penalties of parameters added to that of the loss: it makes small the loss plus the sum of
 * penalty(p) over the parameters p that a regularizer is for. The losses that `fit` reports are without them.
 * Source: for L1 Tibshirani 1996, "Regression shrinkage and selection via the lasso"; for L2 Hoerl and Kennard 1970, "Ridge regression".
 *
 * @param regularizers Which penalty for which parameters; where several match one, all are added.
 * @throws FoveaError for an unknown option, no regularizer, and what is no penalty.
 * @example
 * const optimizer = regularize(sgd({ learningRate: 0.1 }), { penalty: l1Penalty(1e-5) }, { match: /conv2d.kernel$/, penalty: orthogonalPenalty(1e-3) });
 */
export function regularize(optimizer: Optimizer, ...regularizers: Regularizer[]): Optimizer {
  checkOptimizer("regularize", optimizer);
  if (!regularizers.length) fail("option", { where: "regularize", got: "no regularizer", expected: "at least one" });
  const checked = regularizers.map((each, i) => check(`regularize, regularizer ${i}`, each));
  return wrap(optimizer, {
    name: "regularize",
    options: {
      regularizers: regularizers.map(({ match, penalty }) => ({
        match: plainMatch(match ?? KERNELS),
        penalty: { name: penalty.name, ...penalty.options },
      })),
    },
    check(parameters) {
      for (const [i, { match }] of regularizers.entries())
        if (match !== undefined) checkMatch(`regularize, regularizer ${i}.match`, match, parameters);
    },
    emit(program, updates, hyper) {
      let regularized = [...updates];
      for (const { applies, penalty } of checked)
        regularized = regularized.map((update) =>
          applies(update.path, update.shape) ? withPenalty(program, update, penalty) : update,
        );
      optimizer.emit(program, regularized, hyper);
    },
  });
}

/** `update` with the penalty's gradient added to its own. */
function withPenalty(program: Program, update: Update, penalty: Penalty): Update {
  const { path, shape, count, parameter, gradient } = update;
  const where = `penalty ${penalty.name} of ${path}`;
  return program.labelled(where, () => {
    const x = input(shape, { name: path });
    const y: unknown = within(penalty.name, () => penalty.of(x));
    if (!isNode(y)) fail("option", { where, got: show(y), expected: "a node, the penalty" });
    const b = emitFunctionGradient(program, where, x, y as Node, parameter);
    const sum = program.slot("gradient", gradient.bytes);
    const args = { y: sum, a: gradient, b, count };
    program.emit(kernels.add, args, flatWork(count, 1), { inPlace: [sum, b] });
    return { ...update, gradient: sum };
  });
}

function check(where: string, regularizer: Regularizer): { applies: ReturnType<typeof matcher>; penalty: Penalty } {
  checkOptions(where, regularizer, ["match", "penalty"]);
  const { match = KERNELS, penalty } = regularizer;
  if (typeof penalty?.of !== "function" || typeof penalty.name !== "string")
    fail("option", {
      where: `${where}.penalty`,
      got: show(penalty),
      expected: "a penalty",
      hint: "l2Penalty(1e-4) is one",
    });
  return { applies: matcher(`${where}.match`, match), penalty };
}
