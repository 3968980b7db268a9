import * as kernels from "../../bindings/kernels.ts";
import { checkOptions, fail } from "../error.ts";
import { work } from "../plan/program.ts";
import { checkMatch, KERNELS, matcher, type ParameterMatch, plainMatch } from "./match.ts";
import type { Optimizer } from "./optimizer.ts";
import { above0 } from "./options.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** What {@link constrain} keeps of some parameters; one of the norms. */
export interface Constraint {
  /** Which parameters. Default: all whose path ends in `/kernel`. */
  match?: ParameterMatch;
  /** Greatest norm of the weights of one output, above 0. */
  maxNorm?: number;
  /** The norm that the weights of one output always have, above 0. */
  unitNorm?: number;
}

/** Columns of an item of the kernel; `LANES` of assembly/simd.ts. */
const LANES = 4;

/**
 * `optimizer`, and after each step the weights w of every output (all axes but the last; the whole of a vector) are scaled:
 * w = w min(1, maxNorm / |w|), or to w unitNorm / |w|; weights of zeros stay. Parameters begin as they are drawn: the constraint
 * holds from the first step on. Source: Srebro and Shraibman 2005; Hinton et al. 2012 for its use beside dropout.
 *
 * @param constraints What is kept of which parameters; all that match one are applied in order.
 * @throws FoveaError for an unknown option, and unless each constraint has exactly one norm, above 0.
 * @example
 * const optimizer = constrain(sgd({ learningRate: 0.1 }), { match: /dense.kernel$/, maxNorm: 3 });
 */
export function constrain(optimizer: Optimizer, ...constraints: Constraint[]): Optimizer {
  checkOptimizer("constrain", optimizer);
  if (!constraints.length) fail("option", { where: "constrain", got: "no constraint", expected: "at least one" });
  const checked = constraints.map((each, i) => check(`constrain, constraint ${i}`, each));
  return wrap(optimizer, {
    name: "constrain",
    options: { constraints: constraints.map((each) => ({ ...each, match: plainMatch(each.match ?? KERNELS) })) },
    check(parameters) {
      for (const [i, { match }] of constraints.entries())
        if (match !== undefined) checkMatch(`constrain, constraint ${i}.match`, match, parameters);
    },
    emit(program, updates, hyper) {
      optimizer.emit(program, updates, hyper);
      for (const { applies, limit, unit } of checked)
        program.together(() => {
          for (const { path, shape, parameter, count } of updates) {
            if (!applies(path, shape)) continue;
            const columns = shape.length > 1 ? shape[shape.length - 1] : 1;
            const args = { parameter, rows: count / columns, columns, limit, unit };
            program.emit(kernels.constrain, args, work(Math.ceil(columns / LANES), (3 * LANES * count) / columns));
          }
        });
    },
  });
}

function check(
  where: string,
  constraint: Constraint,
): { applies: ReturnType<typeof matcher>; limit: number; unit: number } {
  checkOptions(where, constraint, ["match", "maxNorm", "unitNorm"]);
  const { match = KERNELS, maxNorm, unitNorm } = constraint;
  if ((maxNorm === undefined) === (unitNorm === undefined))
    fail("option", {
      where,
      got: maxNorm === undefined ? "no norm" : "maxNorm and unitNorm",
      expected: "one of maxNorm, unitNorm",
    });
  const limit =
    unitNorm === undefined ? above0(`${where}.maxNorm`, maxNorm as number) : above0(`${where}.unitNorm`, unitNorm);
  return { applies: matcher(`${where}.match`, match), limit, unit: Number(unitNorm !== undefined) };
}
