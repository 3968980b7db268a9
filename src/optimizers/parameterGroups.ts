import { checkOptions, fail, show } from "../error.ts";
import type { Shape } from "../graph/shape.ts";
import { checkMatch, matcher, type ParameterMatch, plainMatch } from "./match.ts";
import type { Optimizer, Update } from "./optimizer.ts";
import { checkOptimizer } from "./wrap.ts";

/** Parameters that an optimizer of their own changes, or none. */
export interface ParameterGroup {
  /** Which parameters, of those that no group before takes; only a function may find none. Default: all. */
  match?: ParameterMatch;
  /** What changes them. */
  optimizer?: Optimizer;
  /** True: they stay as they are, and no gradient is computed for them. Default false. */
  frozen?: boolean;
}

/**
 * An optimizer that gives each parameter to the first group it belongs to: another learning rate or decay, another rule
 * (muon for kernels and adamW for the rest), or none at all.
 * Source: as PyTorch's parameter groups.
 *
 * @param groups In order; a parameter belongs to the first that matches it.
 * @throws FoveaError for an unknown option, a group that has not exactly one of optimizer and frozen, and (when a training begins)
 *   a parameter that belongs to no group and a match that finds none.
 * @example
 * const optimizer = parameterGroups([
 *   { match: "features/", frozen: true },
 *   { match: /\/(bias|scale|shift)$/, optimizer: sgd({ learningRate: 0.1 }) },
 *   { optimizer: sgd({ learningRate: 0.1, weightDecay: 0.0005 }) },
 * ]);
 */
export function parameterGroups(groups: readonly ParameterGroup[]): Optimizer {
  if (!Array.isArray(groups) || !groups.length)
    fail("option", { where: "parameterGroups", got: show(groups), expected: "an array of groups" });
  const checked = groups.map((group, i) => check(`parameterGroups[${i}]`, group));
  const groupOf = (path: string, shape: Shape): number => {
    const found = checked.findIndex(({ takes }) => takes(path, shape));
    if (found < 0)
      fail("option", {
        where: "parameterGroups",
        got: `parameter ${path}, which belongs to none`,
        expected: "a group for every parameter",
        hint: "let the last group have no match",
      });
    return found;
  };
  const used = checked.map(({ optimizer }, group) => ({ optimizer, group })).filter(hasOptimizer);
  const key = (group: number, name: string): string => `${group}.${name}`;
  return {
    name: `parameterGroups(${checked.map(({ optimizer }) => optimizer?.name ?? "frozen").join(", ")})`,
    options: {
      groups: groups.map(({ match, optimizer }) => ({
        match: plainMatch(match),
        ...(optimizer && { optimizer: optimizer.options }),
      })),
    },
    state: used.flatMap(({ optimizer, group }) => optimizer.state.map((name) => key(group, name))),
    keeps(state, path, shape) {
      const group = groupOf(path, shape);
      const name = state.slice(key(group, "").length);
      return state.startsWith(key(group, "")) && (checked[group].optimizer?.keeps?.(name, path, shape) ?? true);
    },
    check(parameters) {
      for (const [i, { match }] of groups.entries())
        if (match !== undefined) checkMatch(`parameterGroups[${i}].match`, match, parameters);
      for (const { optimizer, group } of used) {
        const own = [...parameters].filter(([path, shape]) => groupOf(path, shape) === group);
        if (own.length) optimizer.check?.(new Map(own));
      }
    },
    freezes(path, shape) {
      const { optimizer } = checked[groupOf(path, shape)];
      return !optimizer || (optimizer.freezes?.(path, shape) ?? false);
    },
    hyperCount: used.reduce((sum, { optimizer }) => sum + optimizer.hyperCount, 0),
    hyper: (step) => used.flatMap(({ optimizer }) => optimizer.hyper(step)),
    emit(program, updates, hyper) {
      let from = 0;
      for (const { optimizer, group } of used) {
        const own = updates.filter(({ path, shape }) => groupOf(path, shape) === group);
        const mine = own.map((update) => ({ ...update, state: stateOf(update, optimizer, group) }));
        if (mine.length) optimizer.emit(program, mine, hyper.at(from * 4, optimizer.hyperCount * 4));
        from += optimizer.hyperCount;
      }
    },
  };

  function stateOf({ state }: Update, optimizer: Optimizer, group: number): Update["state"] {
    const names = optimizer.state.filter((name) => state[key(group, name)]);
    return Object.fromEntries(names.map((name) => [name, state[key(group, name)]]));
  }
}

interface CheckedGroup {
  takes(path: string, shape: Shape): boolean;
  optimizer: Optimizer | null;
}

const hasOptimizer = (each: {
  optimizer: Optimizer | null;
  group: number;
}): each is { optimizer: Optimizer; group: number } => each.optimizer !== null;

function check(where: string, group: ParameterGroup): CheckedGroup {
  checkOptions(where, group, ["match", "optimizer", "frozen"]);
  const { match, optimizer, frozen = false } = group;
  if (typeof frozen !== "boolean")
    fail("option", { where: `${where}.frozen`, got: show(frozen), expected: "true or false" });
  if (frozen === (optimizer !== undefined))
    fail("option", {
      where,
      got: frozen ? "frozen with an optimizer" : "neither an optimizer nor frozen: true",
      expected: "one of them",
    });
  return {
    takes: match === undefined ? () => true : matcher(`${where}.match`, match),
    optimizer: optimizer === undefined ? null : checkOptimizer(`${where}.optimizer`, optimizer),
  };
}
