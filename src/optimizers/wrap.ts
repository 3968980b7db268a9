import { fail, show } from "../error.ts";
import type { Optimizer } from "./optimizer.ts";

/** Throws unless `optimizer` is one. */
export function checkOptimizer(where: string, optimizer: Optimizer): Optimizer {
  if (typeof optimizer?.emit !== "function" || typeof optimizer.hyper !== "function")
    fail("option", {
      where,
      got: show(optimizer),
      expected: "an optimizer",
      hint: "sgd({ learningRate: 0.05 }) is one",
    });
  return optimizer;
}

/** What a wrapper adds to the optimizer in it. */
export interface Wrapping extends Pick<Optimizer, "name" | "options" | "emit" | "check" | "statistics"> {
  /** Names of further state. Default none. */
  readonly state?: readonly string[];
  /** Further values of a step, behind the inner ones. Default none. */
  readonly hyperCount?: number;
  hyper?(step: number): readonly number[];
}

/** An optimizer around another: its state and hyperparameters, and those of `added`. */
export function wrap(inner: Optimizer, added: Wrapping): Optimizer {
  const { name, options, emit, check, state = [], hyperCount = 0, hyper = () => [] } = added;
  for (const each of state)
    if (inner.state.includes(each))
      fail("option", {
        where: name,
        got: `${inner.name}, which keeps ${show(each)} too`,
        expected: "one such wrapper",
      });
  const statistics = added.statistics ?? inner.statistics;
  return {
    name: `${name}(${inner.name})`,
    options: { ...options, optimizer: inner.options },
    state: [...inner.state, ...state],
    keeps: (each, path, shape) => state.includes(each) || (inner.keeps?.(each, path, shape) ?? true),
    check(parameters) {
      check?.(parameters);
      inner.check?.(parameters);
    },
    freezes: (path, shape) => inner.freezes?.(path, shape) ?? false,
    hyperCount: inner.hyperCount + hyperCount,
    hyper: (step) => [...inner.hyper(step), ...hyper(step)],
    emit,
    ...(statistics && { statistics }),
  };
}
